using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Quirks;

/// <summary>CALLs of ours that may wait until nothing else does: what a station can, how it meters, what it has not told.</summary>
internal interface IStationQuestions
{
    bool HasCall { get; }

    byte[] Take(string id);

    /// <summary>The answer to what was taken last, null for silence; true where profiles have to be worded differently.</summary>
    bool Answered(OcppFrame? answer);

    /// <summary>The fallback's installation has come to an end for that time: now there is time to ask.</summary>
    void Begin(int run);

    /// <summary>The socket is gone or the station has booted.</summary>
    void Reset();
}
