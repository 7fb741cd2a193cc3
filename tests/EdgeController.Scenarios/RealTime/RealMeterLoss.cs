using EdgeController.Core.Balancing;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.Electrical;

namespace EdgeController.Scenarios.RealTime;

/// <summary>The grid meter is lost over real sockets. All times are shortened; seconds are those of the controller's own clock since the fault.</summary>
internal sealed class RealMeterLoss
{
    private static readonly GuardOptions Guard = new() { Lease = TimeSpan.FromSeconds(20), RenewAfter = TimeSpan.FromSeconds(10), Spacing = TimeSpan.FromSeconds(3) };

    private static readonly Site Site = Examples.Garage with { Staleness = new MeterStaleness(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5)) };

    private readonly List<Decision> _decisions = [];
    private Instant _lost;
    private Instant _back;

    private RealMeterLoss(MeterFault fault) => Fault = fault;

    public MeterFault Fault { get; }

    /// <summary>EVSEs with a lease above their fallback when the meter was lost.</summary>
    public int Held { get; private set; }

    public bool AllFellToFallback { get; private set; }

    public double WorstRatio { get; private set; }

    public int Trips { get; private set; }

    public IReadOnlyCollection<string> Errors { get; private set; } = [];

    public TimeSpan StopTook { get; private set; }

    /// <summary>Seconds from the fault to the last increase or renewal before the meter came back; NaN if there was none.</summary>
    public double LastIncreaseOrRenewal => While(Away).Where(decision => decision.Setpoints.Any(setpoint => setpoint.Change is SetpointChange.Increase or SetpointChange.Renewal))
        .Select(decision => (decision.At - _lost).TotalSeconds).DefaultIfEmpty(double.NaN).Last();

    public double NoIncreaseAfter => First(ControlMode.NoIncrease);

    public double BlindAfter => First(ControlMode.Blind);

    /// <summary>Seconds from the meter's return to normal mode, and to the first increase after it.</summary>
    public double NormalAgainAfter => While(decision => decision.At > _back && Mode(decision) == ControlMode.Normal).Select(decision => (decision.At - _back).TotalSeconds).DefaultIfEmpty(double.NaN).First();

    public double FirstIncreaseAfterReturn => While(decision => decision.At > _back && decision.Setpoints.Any(setpoint => setpoint.Change == SetpointChange.Increase))
        .Select(decision => (decision.At - _back).TotalSeconds).DefaultIfEmpty(double.NaN).First();

    public static async Task<RealMeterLoss> PlayAsync(MeterFault fault, Protections without)
    {
        var loss = new RealMeterLoss(fault);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(400), TimeProvider.System);
        await using var garage = await RealGarage.StartAsync(Site, seed: 1, Guard with { Without = without }, limit.Token);
        await loss.PlayAsync(garage, protectedRun: without == Protections.None, limit.Token);
        loss.StopTook = await garage.StopAsync();
        loss.Errors = [.. garage.Log.Errors];
        return loss;
    }

    public override string ToString() => FormattableString.Invariant(
        $"{Fault}: held {Held}, no increase {NoIncreaseAfter:0.0}, blind {BlindAfter:0.0}, last increase or renewal {LastIncreaseOrRenewal:0.0}, fell {AllFellToFallback}, normal again {NormalAgainAfter:0.0}, increase {FirstIncreaseAfterReturn:0.0}, worst {WorstRatio:0.000}, stop {StopTook.TotalSeconds:0.0}, errors {string.Join("; ", Errors)}");

    private static ControlMode Mode(Decision decision) => decision.Circuits[0].Mode;

    private static bool AtFallback(RealGarage garage) =>
        garage.Look(world => world.Site.Evses.All(evse => TrueLoad.ChargingAmps(world, evse.Index) <= world.Site.Stations[evse.Station].Fallback.Value + 0.01));

    private async Task PlayAsync(RealGarage garage, bool protectedRun, CancellationToken limit)
    {
        // The meter is trusted, twelve stations hold leases, and their vehicles follow. What was before a station was first heard proves nothing.
        await UntilAsync(garage, () => Mode(Newest(garage)) == ControlMode.Normal && Raised(garage) >= 12 && garage.Look(world => world.Site.Evses.Count(evse => TrueLoad.ChargingAmps(world, evse.Index) > 6.5)) >= 12, limit);
        Held = Raised(garage);
        WorstRatio = 0;
        var trips = garage.Look(world => world.Tree.Trips);
        _lost = Newest(garage).At;
        garage.Look(world => world.Meters.Single(meter => meter.Meter.Id.Value == "grid").Fault = Fault);
        if (protectedRun)
        {
            await UntilAsync(garage, () => Newest(garage).At > _lost + TimeSpan.FromSeconds(15) && AtFallback(garage), limit);
            AllFellToFallback = true;
        }
        else
        {
            await UntilAsync(garage, () => Newest(garage).At > _lost + TimeSpan.FromSeconds(32), limit);
            AllFellToFallback = AtFallback(garage);
        }

        garage.Look(world => world.Meters.Single(meter => meter.Meter.Id.Value == "grid").Fault = MeterFault.None);
        _back = Newest(garage).At;
        if (protectedRun)
        {
            await UntilAsync(garage, () => !double.IsNaN(FirstIncreaseAfterReturn), limit);
        }

        Trips = garage.Look(world => world.Tree.Trips) - trips;
    }

    /// <summary>A limit that counts for a station that was not heard yet is no lease: on a slow machine that lasts while its vehicle draws already.</summary>
    private static int Raised(RealGarage garage)
    {
        var picture = garage.Picture;
        return picture.Snapshot.Evses.Count(evse => evse.Leases.InForce(picture.Decision.At) is { Limit.Value: > 6 });
    }

    private async Task UntilAsync(RealGarage garage, Func<bool> reached, CancellationToken limit)
    {
        while (!reached())
        {
            Assert.False(garage.Failure.IsFaulted, $"{garage.Failure.Exception}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, limit);
            WorstRatio = Math.Max(WorstRatio, garage.Look(TrueLoad.WorstRatio));
            Newest(garage);
        }
    }

    private Decision Newest(RealGarage garage)
    {
        var decision = garage.Picture.Decision;
        if (_decisions.Count == 0 || _decisions[^1].At < decision.At)
        {
            _decisions.Add(decision);
        }

        return decision;
    }

    private bool Away(Decision decision) => decision.At > _lost && (_back == default || decision.At <= _back);

    private IEnumerable<Decision> While(Func<Decision, bool> when) => _decisions.Where(when);

    private double First(ControlMode mode) => While(Away).Where(decision => Mode(decision) == mode).Select(decision => (decision.At - _lost).TotalSeconds).DefaultIfEmpty(double.NaN).First();
}
