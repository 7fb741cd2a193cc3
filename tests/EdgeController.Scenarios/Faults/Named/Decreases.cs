using EdgeController.Core.Balancing;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Simulator.BackEnd;

namespace EdgeController.Scenarios.Faults.Named;

/// <summary>How long decreases wait between the decision and the wire, and how many CALLs a station has to answer at once.</summary>
internal sealed class Decreases
{
    private readonly Dictionary<string, Instant> _waiting = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _open = new(StringComparer.Ordinal);

    /// <summary>Seconds that a decrease waited, at most.</summary>
    public double Slowest { get; private set; }

    /// <summary>CALLs that one station had to answer at the same time, at most.</summary>
    public int MostAtOnce { get; private set; }

    public void Note(Instant at, Setpoint setpoint)
    {
        if (setpoint.Change == SetpointChange.Decrease)
        {
            _waiting.TryAdd(setpoint.Evse.Station.Value, at);
        }
    }

    public void See(RecordedFrame frame, ToldAndLearned? book = null)
    {
        book?.See(frame);
        var parsed = OcppFrameParser.Parse(frame.Frame, FrameLimits.Default).Frame!;
        if (!_open.TryGetValue(frame.Station, out var open))
        {
            _open[frame.Station] = open = [];
        }

        if (frame.FromStation)
        {
            open.Remove(parsed.MessageId);
        }
        else if (parsed.Type == MessageType.Call)
        {
            open.Add(parsed.MessageId);
            MostAtOnce = Math.Max(MostAtOnce, open.Count);
            if (parsed.Action is "SetChargingProfile" && _waiting.Remove(frame.Station, out var since))
            {
                Slowest = Math.Max(Slowest, (frame.At - since).TotalSeconds);
            }
        }
    }
}
