using EdgeController.Core.Balancing;
using EdgeController.Core.Balancing.Resources;
using EdgeController.Core.Control;
using EdgeController.Core.Events;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Golden;

/// <summary>Tells a controller how the situation came about, event by event, and lets it decide once.</summary>
internal sealed class GoldenStory : ISetpointSink
{
    private const double Now = 5000;

    private readonly GoldenSituation _what;
    private readonly Site _site;
    private readonly List<(double At, SiteEvent Event)> _events = [];
    private long _revision = 1000;

    private GoldenStory(GoldenSituation what) => (_what, _site) = (what, GoldenSite.Build(what));

    /// <summary>By station and steered resource, in words: what it is told and why.</summary>
    public static Dictionary<string, string> Play(GoldenSituation what)
    {
        var story = new GoldenStory(what);
        var decision = story.Decide();
        var outcome = story._site.Stations.ToDictionary(station => station.Id.Value, station => Words(decision.Setpoints[station.Index]), StringComparer.Ordinal);
        foreach (var setpoint in decision.Resources)
        {
            outcome[story._site.Resources[setpoint.Resource].Id] = Words(setpoint);
        }

        return outcome;
    }

    public void Apply(Setpoint setpoint, Instant now)
    {
    }

    private static string Words(Setpoint setpoint)
    {
        var change = setpoint.Change == SetpointChange.Hold ? "hold" : FormattableString.Invariant($"{setpoint.Change} for {setpoint.Lease.TotalSeconds:0} s");
        var phases = setpoint.Phases is { } count ? $" on {count}" : "";
        return FormattableString.Invariant($"{setpoint.Limit.Value:0.#} A{phases} {change}: {Words(setpoint.Reason)}");
    }

    private static string Words(ResourceSetpoint setpoint)
    {
        var order = setpoint.Order switch
        {
            null => "nothing is said",
            { IsRelease: true } => "by itself",
            { Power: { } power } => FormattableString.Invariant($"{(power < Watts.Zero ? "discharge" : "charge")} {Math.Abs(power.Value):0} W"),
            { FeedInAtMost: { } most, RevertsTo: var falls } => FormattableString.Invariant($"feed in {most.Value:0} W at most{(falls is { } to ? $", then {to.Value:0} W" : "")}"),
            _ => "?",
        };
        return FormattableString.Invariant($"{order}: {Words(setpoint.Reason)}");
    }

    private static string Words(Reason reason) =>
        string.Join(' ', new[] { reason.Code.ToString(), reason.Subject, reason.Phase?.ToString(), reason.Amount == 0 ? null : FormattableString.Invariant($"{reason.Amount:0.#}") }.OfType<string>());

    private Decision Decide()
    {
        foreach (var station in _site.Stations)
        {
            Tell(station, _what.Stations[station.Id.Value]);
        }

        for (var second = 1000; second >= 0; second--)
        {
            Read(second);
        }

        TellLimits();
        var controller = new SiteController(_site, GuardOptions.Default, this);
        var told = Now - 3;
        foreach (var (at, what) in _events.OrderBy(item => item.At))
        {
            for (; _what.Time is { } time && told <= at && told < Now; told++)
            {
                controller.TellTime(SiteBench.At(told), time + TimeSpan.FromSeconds(told - Now));
            }

            controller.Handle(what);
        }

        if (_what.Time is { } clock)
        {
            controller.TellTime(SiteBench.At(Now), clock);
        }

        controller.Tick(SiteBench.At(Now));
        return controller.Decision;
    }

    private void Tell(Station station, GoldenStation now)
    {
        var (id, evse) = (station.Id, new EvseId(station.Id, 1));
        if (!now.Seen)
        {
            return;
        }

        Add(3000, at => new StationConnected(at, id, "1.6"));
        Add(2999, at => now.Holds switch
        {
            "fallback" => new FallbackInstalled(at, id, now.Plan),
            "refused" => new FallbackRefused(at, id, "test"),
            _ => new StationConnected(at, id, "1.6"),
        });
        for (var write = 0; write < now.Written; write++)
        {
            Add(300, at => new FallbackInstalled(at, id, now.Plan));
        }

        Add(2998, at => new StationClockJudged(at, id, now.ClockTrusted, TimeSpan.Zero));
        Add(2997, at => new EvseStatusReported(at, evse, EvseStatus.Available, null));
        if (now.Vehicle)
        {
            Arrive(station, now, evse);
        }

        if (now.Booted is { } booted)
        {
            Add(booted, at => new StationBooted(at, id, null, null, null));
        }

        if (now.Offline is { } gone)
        {
            Add(gone, at => new StationDisconnected(at, id, "test"));
        }

        if (now.Back is { } back)
        {
            Add(back, at => new StationConnected(at, id, "1.6"));
            Add(back, at => new StationClockJudged(at, id, true, TimeSpan.Zero));
            Add(back, at => new EvseStatusReported(at, evse, EvseStatus.Charging, null));
        }
    }

    private void Arrive(Station station, GoldenStation now, EvseId evse)
    {
        Add(now.Arrived, at => new EvseStatusReported(at, evse, EvseStatus.Charging, null));
        if (now.Transaction)
        {
            Add(now.Arrived - 1, at => new TransactionStarted(at, evse, "tx", null));
        }

        foreach (var lease in now.Told)
        {
            var revision = ++_revision;
            Add(lease.Ago, at => new SetpointIssued(at, evse, revision, new(lease.Amps), TimeSpan.FromSeconds(lease.Lease)));
            if (lease.Answer != "none")
            {
                Add(lease.Ago - 1, at => new SetpointAnswered(at, evse, revision, lease.Answer == "accepted" ? SetpointOutcome.Accepted : SetpointOutcome.Rejected));
            }
        }

        if (now.WishesOnePhase > 0)
        {
            Add(now.WishesOnePhase, at => new PhasesWished(at, evse, 1));
        }

        if (now.Wish is { } wish)
        {
            Add(2, at => new SessionWished(at, evse, WishSource.Operator)
            {
                Mode = wish.Mode, Priority = wish.Priority is { } value ? new Priority(value) : null, Departure = wish.LeavesIn is { } leaves ? SiteBench.At(Now + leaves) : null,
                Energy = wish.Kwh is { } kwh ? new WattHours(kwh * 1000) : null,
            });
        }

        if (now.Csms is { } allowed)
        {
            Add(2, at => new CsmsLimitChanged(at, evse, new CsmsLimit(new(allowed), null, "TxProfile, stack level 1") { IsUnknown = now.CsmsUnknown }));
        }

        if (now.Plans is { } planned)
        {
            Add(2, at => new PlanReady(at, 0, [new PlannedCharging(evse, SiteBench.At(Now - now.Arrived), [new PlannedStep(at, new(planned))])], at + TimeSpan.FromMinutes(15)));
        }

        if (now.Says is { } most)
        {
            Add(now.Arrived - 2, at => new VehicleNeedsTold(at, evse, new(most), null));
        }

        if (now.Sampled is not { } sampled)
        {
            return;
        }

        for (var ago = Math.Min(now.Arrived, now.Since) - ((Math.Min(now.Arrived, now.Since) - sampled) % 10); ago >= sampled; ago -= 10)
        {
            Add(ago, at => new EvseMetered(at, evse, Drawn(station, now, ago).Select(amps => new Amperes(amps)), null, null));
        }
    }

    private PerPhase<double> Drawn(Station station, GoldenStation now, double ago)
    {
        var amps = !now.Vehicle || !now.Transaction || !now.Seen ? 0 : (ago > now.Stopped ? null : now.Draws) ?? (now.Told.Length > 0 ? now.Told[^1].Amps : station.Fallback.Value);
        return station.Rotation.ToSite(new PerPhase<double>(amps, now.Phases > 1 ? amps : 0, now.Phases > 2 ? amps : 0), 0);
    }

    private void Read(int second)
    {
        foreach (var circuit in _site.Circuits)
        {
            var now = _what.Circuits[circuit.Id.Value];
            if (circuit.Meter is { } dark && second <= now.Dark && now.Dark > 0)
            {
                Add(second, at => new MeterReadFailed(at, _site.Meters[dark].Id, "no voltage") { IsDead = true });
                continue;
            }

            if (circuit.Meter is { } meter && second >= now.Silent && second <= now.Heard && second % now.Poll == 0)
            {
                var flow = Flow(circuit, second);
                Add(second, at => new MeterReading(at, _site.Meters[meter].Id, flow.Select(amps => new Amperes(amps)), null)
                {
                    Voltage = _what.Volts is { } volts ? PerPhase.All(new Volts(volts)) : null,
                });
            }
        }

        foreach (var resource in second <= 120 ? _site.Resources : [])
        {
            Tell(resource, _what.Resources[resource.Id], second);
        }
    }

    private void Tell(EnergyResource resource, GoldenResource now, int second)
    {
        if (resource.Meter is { } meter && second >= Math.Max(now.Silent, now.MeterSilent))
        {
            Add(second, at => new MeterReading(at, _site.Meters[meter].Id, PerPhase.All(new Amperes(-now.Feeds)), null));
        }

        if (now.Steered && second >= now.Silent)
        {
            Add(second, at => new ResourceReported(at, resource.Id, now.Steering, now.Problem)
            {
                StateOfCharge = now.Charge, ChargeAtMost = Kilowatts(now.ChargeAtMost), DischargeAtMost = Kilowatts(now.DischargeAtMost),
            });
        }

        if (now.Wish is not null && second == 1)
        {
            Add(second, at => new ResourceWished(at, resource.Id, Kilowatts(now.Wish), SiteBench.At(Now + now.WishEndsIn)));
        }
    }

    private static Watts? Kilowatts(double? value) => value is { } kw ? new Watts(kw * 1000) : null;

    private PerPhase<double> Flow(Circuit circuit, double ago)
    {
        var sum = PerPhase.All(0.0);
        foreach (var below in _site.Circuits.Where(below => below.PathToRoot.Contains(circuit.Index)))
        {
            var now = _what.Circuits[below.Id.Value];
            sum = Sum(sum, now.LoadBefore is { } before && ago > now.LoadSince ? before : now.Load);
            sum = _site.Resources.Where(resource => resource.Circuit == below.Index).Aggregate(sum, (all, resource) => Sum(all, PerPhase.All(-_what.Resources[resource.Id].Feeds)));
            foreach (var station in _site.Stations.Where(station => station.Circuit == below.Index))
            {
                var drawn = Drawn(station, _what.Stations[station.Id.Value], ago);
                sum = Sum(sum, station.Dc is null ? drawn : drawn.Select(amps => amps * 230 / (_what.Volts ?? 230)));
            }
        }

        return sum;
    }

    private void TellLimits()
    {
        foreach (var limit in _what.Limits)
        {
            var kind = Enum.Parse<LimitKind>(limit.Source, ignoreCase: true);
            Add(1, at => new LimitSet(at, new(limit.In), new LimitSource(kind, kind == LimitKind.Demand ? "contract demand" : "test"),
                limit.Amps is { } amps ? PerPhase.All(new Amperes(amps)) : null, limit.Kw is { } kw ? new Watts(kw * 1000) : null, SiteBench.At(Now + limit.EndsIn), null));
        }

        if (_what.GroupLimit is { } together)
        {
            var amps = _what.GroupInKilowatts ? (Amperes?)null : new Amperes(together);
            Add(1, at => new CsmsGroupChanged(at, "north", new CsmsLimit(amps, amps is null ? new Watts(together * 1000) : null, "ChargingStationMaxProfile, stack level 0")));
        }

        if (_what.Dimming is { } dimming)
        {
            Add(dimming.Signal == "lost" ? 40 : 5, at => new DimmingSignalled(at, dimming.Signal == "on", null));
        }

        if (_what.ShuttingDown)
        {
            Add(1, at => new ShutdownStarted(at));
        }
    }

    private static PerPhase<double> Sum(PerPhase<double> a, PerPhase<double> b) => new(a.L1 + b.L1, a.L2 + b.L2, a.L3 + b.L3);

    private void Add(double ago, Func<Instant, SiteEvent> what) => _events.Add((Now - ago, what(SiteBench.At(Now - ago))));
}
