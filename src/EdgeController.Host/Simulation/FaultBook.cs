using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Simulator.Electrical;
using EdgeController.Simulator.World;

namespace EdgeController.Host.Simulation;

/// <summary>Brings planned faults about, and watches for each how long the site needs to be safe again.</summary>
internal sealed class FaultBook(SimulatedRun run, Site site)
{
    /// <summary>P0: detection, last lease, and the 30 s that any excess may last.</summary>
    private static readonly TimeSpan AfterLease = TimeSpan.FromSeconds(30);

    private readonly List<Watch> _watches = [];

    public void Plan(PlannedFault fault, EventQueue queue)
    {
        queue.At(Instant.Start + fault.At, () => Begin(fault, queue));
    }

    /// <summary>Looks at the site after each second.</summary>
    public void Observe(Instant now)
    {
        foreach (var watch in _watches)
        {
            if (now > watch.Until)
            {
                continue;
            }

            var worst = WorstRatio();
            watch.Worst = Math.Max(watch.Worst, worst);
            if (worst > 1)
            {
                watch.SafeAt = now + TimeSpan.FromSeconds(1);
            }
        }
    }

    public IReadOnlyList<FaultOutcome> Outcomes() =>
    [
        .. _watches.Select(watch =>
        {
            var seconds = Math.Max(0, (watch.SafeAt - watch.Since).TotalSeconds);
            return new FaultOutcome(watch.Name, Math.Round(seconds, 1), Math.Round(watch.Worst, 4), seconds <= watch.Deadline.TotalSeconds && watch.Worst <= watch.Ceiling);
        }),
    ];

    /// <summary>Highest ratio of current or power to its limit at this moment.</summary>
    private double WorstRatio()
    {
        var worst = 0.0;
        foreach (var circuit in site.Circuits)
        {
            foreach (var phase in PerPhase.Each)
            {
                worst = Math.Max(worst, run.World.Tree.Amps(circuit.Index, phase) / circuit.LimitAmps[phase].Value);
            }

            if (circuit.LimitPower is { } power)
            {
                worst = Math.Max(worst, run.World.Tree.Watts(circuit.Index) / power.Value);
            }

            if (circuit.LimitApparent is { } apparent)
            {
                worst = Math.Max(worst, run.World.Tree.VoltAmperes(circuit.Index) / apparent.Value);
            }
        }

        return worst;
    }

    private void Begin(PlannedFault fault, EventQueue queue)
    {
        var now = run.Now;
        var hidden = fault.MeterFault is not null || fault.Name == FaultName.ControllerKilled;
        var lease = LongestLease();
        var deadline = fault.Name switch
        {
            _ when fault.MeterFault is not null => DetectedWithin(fault.Name) + lease + AfterLease,
            FaultName.ControllerKilled => lease + AfterLease,
            _ => AfterLease,
        };
        if (hidden)
        {
            run.World.Recorder.HideLoadUntil(now + deadline);
        }

        _watches.Add(new Watch(fault.Target is null ? fault.Word : $"{fault.Word}:{fault.Target}", now, now + fault.Lasts, deadline, hidden || fault.Hits is not null ? 1.13 : 1.45));
        Switch(fault, on: true);
        queue.At(now + fault.Lasts, () => Switch(fault, on: false));
    }

    /// <summary>The longest lease that a station may hold when the fault begins.</summary>
    private TimeSpan LongestLease()
    {
        var longest = TimeSpan.Zero;
        foreach (var evse in site.Evses)
        {
            longest = Longer(longest, run.Options.Guard.Terms(site.Stations[evse.Station].Storage).Length);
            foreach (var open in run.Snapshot?.Evses[evse.Index].Leases.Open ?? [])
            {
                longest = Longer(longest, open.EndsAt - open.IssuedAt);
            }
        }

        return longest;
    }

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private void Switch(PlannedFault fault, bool on)
    {
        switch (fault.Name)
        {
            case var _ when fault.MeterFault is { } lie:
                Meter(fault).Fault = on ? lie : MeterFault.None;
                break;
            case var _ when fault.SunSpecFault is { } failing:
                Device(fault).Fault = on ? failing : Simulator.SunSpec.SunSpecFault.None;
                break;
            case FaultName.ControllerKilled when on:
                run.Kill();
                break;
            case FaultName.ControllerKilled:
                run.Start();
                break;
            case FaultName.LoadToAssumed:
                foreach (var load in run.World.Loads)
                {
                    load.AtMaximum = on;
                }

                break;
            case FaultName.StationOffline:
                run.Isolate(Station(fault), on);
                break;
            case FaultName.CsmsAway:
                run.CsmsAway = on;
                break;
            case FaultName.PvTrip:
                Resource(fault).Tripped = on;
                break;
            case FaultName.BatteryCharges:
                Resource(fault).ForcedCharging = on;
                break;
        }
    }

    /// <summary>Deadlines for noticing: a minute for values that stand still, two reporting intervals where stations are the evidence, else the time to blindness.</summary>
    private TimeSpan DetectedWithin(FaultName name) => name switch
    {
        FaultName.MeterFrozen => TimeSpan.FromSeconds(60),
        FaultName.MeterSignFlipped or FaultName.MeterClampReversed or FaultName.MeterScaledDown => TimeSpan.FromSeconds(30),
        _ => site.Staleness.Blind,
    };

    private SimulatedMeter Meter(PlannedFault fault) =>
        run.World.Meters.FirstOrDefault(meter => fault.Target is null || meter.Meter.Id.Value == fault.Target)
        ?? throw new InvalidOperationException($"the site has no meter '{fault.Target}'");

    private SimulatedResource Resource(PlannedFault fault) =>
        run.World.Resources.FirstOrDefault(one => one.Resource.Kind == fault.Hits && (fault.Target is null || one.Resource.Id == fault.Target))
        ?? throw new InvalidOperationException($"the site has no resource '{fault.Target}'");

    private Simulator.SunSpec.SimulatedSunSpec Device(PlannedFault fault) =>
        run.World.SunSpec.FirstOrDefault(one => one.Unit.Resource is { Control: not null } steered && (fault.Target is null || steered.Id == fault.Target))
        ?? throw new InvalidOperationException($"the site has no steered resource '{fault.Target}'");

    private int Station(PlannedFault fault) =>
        site.Stations.FirstOrDefault(station => fault.Target is null || station.Id.Value == fault.Target)?.Index
        ?? throw new InvalidOperationException($"the site has no station '{fault.Target}'");

    private sealed class Watch(string name, Instant since, Instant until, TimeSpan deadline, double ceiling)
    {
        public string Name { get; } = name;

        public Instant Since { get; } = since;

        public Instant Until { get; } = until;

        public TimeSpan Deadline { get; } = deadline;

        public double Ceiling { get; } = ceiling;

        public double Worst { get; set; }

        public Instant SafeAt { get; set; } = since;
    }
}
