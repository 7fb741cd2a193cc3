using EdgeController.Core.Balancing;
using EdgeController.Core.Control;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Configuration.Sites;

namespace EdgeController.Host.Api;

/// <summary>Makes the API's picture of the site from what the loop published.</summary>
internal sealed class SiteViewBuilder(
    SiteClock clock, bool simulated, Func<IReadOnlyList<CsmsView>> backEnds, Func<string, WaitingView?>? waiting = null, IStandingAlarms? others = null)
{
    private readonly AlarmBook _alarms = new(others);

    /// <summary>The alarms that stand. For every picture and one caller at a time: it remembers since when each stands.</summary>
    public IReadOnlyList<AlarmView> Observe(SitePicture picture) => _alarms.Update(picture, clock.WallAt(picture.Decision.At), IsStarting(picture));

    /// <summary>For any thread.</summary>
    public SiteView Build(SitePicture picture, IReadOnlyList<AlarmView> alarms)
    {
        var snapshot = picture.Snapshot;
        var now = picture.Decision.At;
        return new SiteView(
            snapshot.Site.Name,
            IsStarting(picture) ? "starting" : Word(ModeOf(picture), snapshot.Site.Dimming is { } rule && snapshot.Dimming.Limit(rule, now) is not null),
            clock.WallAt(now),
            simulated,
            ProductVersion.Text,
            [.. snapshot.Site.Circuits.Select(circuit => Circuit(picture, circuit, now))],
            [.. snapshot.Site.Stations.Select(station => Station(picture, station, now))],
            [.. snapshot.Site.Meters.Select(meter => Meter(snapshot, meter, now))],
            alarms,
            backEnds())
        {
            Resources = [.. snapshot.Site.Resources.Select(resource => ResourceViews.Of(picture, resource, now))],
            Dimming = TimedLimitViews.Dimming(snapshot, now),
        };
    }

    /// <summary>The mode's word in the API.</summary>
    public static string Word(ControlMode mode, bool dimmed = false) => mode switch
    {
        ControlMode.Normal => dimmed ? "dimmed" : "normal",
        ControlMode.NoIncrease => "no-increase",
        _ => "blind",
    };

    private static ControlMode ModeOf(SitePicture picture) =>
        picture.Decision.Circuits.Length == 0 ? ControlMode.Normal : picture.Decision.Circuits.Max(circuit => circuit.Mode);

    private static bool IsStarting(SitePicture picture) => ModeOf(picture) == ControlMode.Blind
        && picture.Snapshot.Meters.All(meter => meter.LastGoodAt is null || meter.GoodInARow < MeterQuality.GoodSamplesToRecover)
        && picture.Decision.At.SinceStart < picture.Snapshot.Site.Staleness.Blind;

    private static CircuitView Circuit(SitePicture picture, Circuit circuit, Instant now)
    {
        var snapshot = picture.Snapshot;
        var site = snapshot.Site;
        var decision = picture.Decision.Circuits[circuit.Index];
        var best = CircuitMeters.Best(snapshot, circuit, now);
        var meter = best is var (index, _) ? snapshot.Meters[index] : null;
        var sees = best is { Mode: not ControlMode.Blind };
        var measured = snapshot.Circuits[circuit.Index];
        var drawn = sees && measured.Drawn is { } current ? current : Estimate(snapshot, circuit, decision);
        var phases = PerPhase.Each.Select(phase => new PhaseView(
            phase,
            Round(drawn[phase].Value),
            circuit.LimitAmps[phase].Value,
            Round(TimedLimitViews.Usable(snapshot, circuit, phase, now).Value),
            Round(decision.Uncontrolled[phase].Value)));
        var watts = sees && measured.DrawnPower is { } power ? power.Value : (drawn.L1 + drawn.L2 + drawn.L3).Value * site.NominalVoltage.Value;
        return new CircuitView(
            circuit.Id.Value,
            circuit.Parent is { } parent ? site.Circuits[parent].Id.Value : null,
            Word(decision.Mode, TimedLimitViews.IsDimmed(snapshot, circuit, now)),
            best is { Meter: var shown } ? site.Meters[shown].Id.Value : null,
            meter?.LastGoodAt is { } last ? Round((now - last).TotalSeconds) : null,
            !sees,
            [.. phases],
            TimedLimitViews.Power(snapshot, circuit, watts, now))
        {
            Limits = TimedLimitViews.Limits(snapshot, circuit, now),
            Demand = TimedLimitViews.Demand(snapshot, circuit, now),
            Apparent = circuit.LimitApparent is { } carried
                ? new ApparentView(Round(Apparent(site, sees ? measured : null, drawn) / 1000), carried.Value / 1000, Round(site.Margin.Usable(carried).Value / 1000))
                : null,
        };
    }

    private static double Apparent(Site site, CircuitState? measured, PerPhase<Amperes> drawn) =>
        measured?.DrawnApparent?.Value ?? ((Math.Abs(drawn.L1.Value) + Math.Abs(drawn.L2.Value) + Math.Abs(drawn.L3.Value)) * site.NominalVoltage.Value);

    private static PerPhase<Amperes> Estimate(SiteSnapshot snapshot, Circuit circuit, CircuitDecision decision)
    {
        var sum = decision.Uncontrolled;
        foreach (var evse in snapshot.Index.EvsesUnder[circuit.Index])
        {
            if (snapshot.Evses[evse].Sample is { } sample)
            {
                sum = new PerPhase<Amperes>(sum.L1 + sample.Current.L1, sum.L2 + sample.Current.L2, sum.L3 + sample.Current.L3);
            }
        }

        return sum;
    }

    private StationView Station(SitePicture picture, Station station, Instant now)
    {
        var state = picture.Snapshot.Stations[station.Index];
        return new StationView(
            station.Id.Value,
            picture.Snapshot.Site.Circuits[station.Circuit].Id.Value,
            state.Online,
            state.OcppVersion,
            state.Vendor,
            state.Model,
            [.. station.Evses.Select(evse => Evse(picture, station, evse, now))],
            Writes(state.Writes, now))
        {
            Waiting = waiting?.Invoke(station.Id.Value),
        };
    }

    private static WritesView Writes(WriteBudget budget, Instant now)
    {
        var day = budget.LastDay(now);
        return new WritesView(day.Decreases, day.Increases, day.Renewals, day.Fallbacks, day.Total, budget.Daily);
    }

    private EvseView Evse(SitePicture picture, Station station, int index, Instant now)
    {
        var evse = picture.Snapshot.Evses[index];
        var setpoint = picture.Decision.Setpoints[index];
        var inForce = evse.Leases.InForce(now);
        var wishes = evse.Session?.Wishes ?? SessionWishes.None;
        return new EvseView(
            setpoint.Evse.ToString(),
            setpoint.Evse.Number,
            evse.Status,
            Round(setpoint.Limit.Value),
            evse.Sample is { } sample ? [Round(sample.Current.L1.Value), Round(sample.Current.L2.Value), Round(sample.Current.L3.Value)] : null,
            station.Max.Value,
            station.Fallback.Value,
            inForce is null ? null : Math.Round((inForce.EndsAt - now).TotalSeconds),
            new ReasonView(setpoint.Reason.Code, setpoint.Reason.Subject, setpoint.Reason.Phase, Round(setpoint.Reason.Amount), setpoint.Reason.Sentence)
            {
                Source = setpoint.Reason.Source,
                Ends = setpoint.Reason.Ends,
            },
            evse.Session?.Delivered is { } energy ? Math.Round(energy.Value / 1000, 2) : null,
            evse.NotFollowingSince is null,
            PolicyKeys.Word(wishes.Mode ?? station.Mode),
            (wishes.Priority ?? station.Priority).Value,
            wishes.Departure is { } leaves ? clock.WallAt(leaves) : null,
            wishes.Target is { } target ? Math.Round(Math.Max(0, (target - evse.Taken).Value) / 1000, 2) : null,
            Dc(picture, station, evse, setpoint))
        {
            LostAmps = Round(setpoint.Lost.Value),
            DepartureFrom = WishOrigins.OfDeparture(wishes),
            NeedsFrom = WishOrigins.OfEnergy(wishes),
        };
    }

    private static DcView? Dc(SitePicture picture, Station station, EvseState evse, Setpoint setpoint)
    {
        var nominal = picture.Snapshot.Site.NominalVoltage;
        return station.Dc is not { } dc ? null : new DcView(
            Round(dc.Output(setpoint.Limit, nominal).Value / 1000),
            evse.Sample is { } sample ? Round(dc.Output(sample.Highest, nominal).Value / 1000) : null,
            Round(dc.Max.Value / 1000),
            Round(dc.Fallback.Value / 1000));
    }

    private static MeterView Meter(SiteSnapshot snapshot, Meter meter, Instant now)
    {
        var state = snapshot.Meters[meter.Index];
        var quality = MeterQuality.Judge(meter, state, snapshot.Site.Staleness, now) switch
        {
            ControlMode.Normal => "fresh",
            ControlMode.NoIncrease => "stale",
            _ => "blind",
        };
        return new MeterView(meter.Id.Value, state.LastGoodAt is { } last ? Round((now - last).TotalSeconds) : null, quality, state.LastError);
    }

    private static double Round(double value) => Math.Round(value, 1);
}
