using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Mapping;

/// <summary>Reads along with what a station says and is answered, in the words of one OCPP version, and fills the <see cref="StationView"/>.</summary>
internal interface IStationObserver
{
    /// <summary>Whether the call tells of a reboot: what the station was told before may be gone.</summary>
    bool IsBoot(OcppFrame call);

    /// <summary>A call of the station, before anyone answers it.</summary>
    void Called(OcppFrame call);

    /// <summary>What a call of the station was answered, by whomever; true for a boot that was accepted or is pending.</summary>
    bool Answered(OcppFrame call, OcppFrame answer);
}
