using System.Text;
using EdgeController.Ocpp.Framing;
using EdgeController.Simulator.World;

namespace EdgeController.Simulator.BackEnd.Hostile;

/// <summary>What a hostile back end makes of a proper answer: leaves it, delays it, breaks it, or keeps it to itself.</summary>
/// <param name="Frame">What goes to the controller; null for silence.</param>
/// <param name="After">How much later.</param>
/// <param name="IsProper">It is the answer that was due.</param>
internal readonly record struct HostileAnswer(byte[]? Frame, TimeSpan After, bool IsProper);

/// <summary>Draws how a back end answers.</summary>
internal sealed class HostileAnswers(SeededRandom random)
{
    private static readonly string[] Errors = ["InternalError", "GenericError", "NotSupported", "FormationViolation", "SecurityError", "NoSuchError"];
    private static readonly string[] Refusals = ["Blocked", "Invalid", "Expired", "ConcurrentTx"];

    /// <summary>The verdict about a boot.</summary>
    public string Boot => random.Below(20) switch
    {
        0 => "Rejected",
        1 => "Pending",
        _ => "Accepted",
    };

    /// <summary>The verdict about a token.</summary>
    public string Token => random.Chance(0.04) ? Refusals[random.Below(Refusals.Length)] : "Accepted";

    public HostileAnswer Of(OcppFrame call, byte[] proper)
    {
        var rare = call.Action is "MeterValues" or "TransactionEvent" or "Heartbeat" or "StatusNotification" ? 0.25 : 1;
        var draw = random.Uniform();
        return draw switch
        {
            _ when draw < 0.020 * rare => new HostileAnswer(proper, TimeSpan.FromSeconds(random.Uniform(1, 55)), IsProper: true),
            _ when draw < 0.024 * rare => new HostileAnswer(proper, TimeSpan.FromSeconds(random.Uniform(55, 200)), IsProper: true),
            _ when draw < 0.036 * rare => new HostileAnswer(OcppFrameWriter.CallError(call.MessageId, Errors[random.Below(Errors.Length)], "no"), default, IsProper: false),
            _ when draw < 0.044 * rare => new HostileAnswer(Broken(call), default, IsProper: false),
            _ when draw < 0.049 * rare => new HostileAnswer(null, default, IsProper: false),
            _ => new HostileAnswer(proper, TimeSpan.FromMilliseconds(random.Below(400)), IsProper: true),
        };
    }

    private byte[] Broken(OcppFrame call) => Encoding.UTF8.GetBytes(random.Below(5) switch
    {
        0 => $"[3,\"{call.MessageId}\",{{\"status\":",
        1 => $"[3,\"{call.MessageId}\"]",
        2 => $"[3,\"someone-else\",{{}}]",
        3 => $"[3,\"{call.MessageId}\",[]]",
        _ => $"[3,\"{call.MessageId}\",{{\"transactionId\":\"abc\",\"status\":7,\"idTagInfo\":[],\"currentTime\":\"soon\"}}]",
    });
}
