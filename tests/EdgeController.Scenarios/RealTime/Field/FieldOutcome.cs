using EdgeController.Core.Balancing;
using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.RealTime.Field;

/// <summary>What was seen of one fault; seconds since it began.</summary>
internal sealed class FieldOutcome(FieldFault fault)
{
    /// <summary>What a branch may carry is what its breaker carries; the circuit of a resource or a price is the whole site.</summary>
    private readonly string _circuit = fault.Circuit ?? "main";

    public FieldFault Fault => fault;

    public long Began { get; set; }

    public long Ended { get; set; }

    public double Seconds => TimeProvider.System.GetElapsedTime(Began).TotalSeconds;

    public double SecondsBack => Ended == 0 ? 0 : TimeProvider.System.GetElapsedTime(Ended).TotalSeconds;

    /// <summary>When the API first named it, and by which alarm.</summary>
    public double? Named { get; private set; }

    public string Alarm { get; private set; } = "";

    public string Sentence { get; private set; } = "";

    /// <summary>The last moment at which the circuit carried more than its breaker's value.</summary>
    public double OverUntil { get; private set; }

    public double WorstRatio { get; private set; }

    /// <summary>The last moment before its end at which something below the circuit was raised or renewed.</summary>
    public double LastIncrease { get; private set; }

    /// <summary>When no alarm named it any more, since its end.</summary>
    public double? Recovered { get; private set; }

    public bool StillOver { get; set; }

    public bool IsSafe => Seconds - OverUntil > 2;

    public void Observe(FieldRig rig, IReadOnlyList<(string Code, string Subject, string Sentence)> alarms, bool restored)
    {
        var standing = alarms.Where(alarm => fault.Subjects.Contains(alarm.Subject)).ToArray();
        if (restored)
        {
            // A device that did not keep what was written is left alone for a minute: its values are believed again before.
            Recovered = standing.Any(alarm => alarm.Code is not ("wrong-echo" or "no-reversion")) ? null : Recovered ?? SecondsBack;
            return;
        }

        if (Named is null && standing.Length > 0)
        {
            (Named, Alarm, Sentence) = (Seconds, standing[0].Code, standing[0].Sentence);
        }

        var ratio = rig.Look(world => TrueLoad.Ratio(world, world.Site.Circuits.Single(circuit => circuit.Id.Value == _circuit)));
        WorstRatio = Math.Max(WorstRatio, ratio);
        OverUntil = ratio > 1 ? Seconds : OverUntil;
        var snapshot = rig.Picture.Snapshot;
        var below = snapshot.Index.EvsesUnder[snapshot.Site.Circuits.Single(circuit => circuit.Id.Value == _circuit).Index];
        if (rig.Picture.Decision.Setpoints.Any(setpoint => below.Contains(snapshot.Index.Find(setpoint.Evse)) && setpoint.Change is SetpointChange.Increase or SetpointChange.Renewal))
        {
            LastIncrease = Seconds;
        }
    }

    public override string ToString() => FormattableString.Invariant(
        $"{fault,-45} named {Named:0.0} s ({Alarm}), over until {OverUntil:0.0} s, worst {WorstRatio:0.000}, last increase or renewal {LastIncrease:0.0} s, recovered {Recovered:0.0} s{(StillOver ? ", STILL OVER" : "")}: {Sentence}");
}
