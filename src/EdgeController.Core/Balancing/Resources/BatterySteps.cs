using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing.Resources;

/// <summary>What a battery is told: what its mode asks for, within its rating, its state of charge and what the circuits carry beside the vehicles.</summary>
internal sealed class BatterySteps(SiteIndex index, Grid grid, GuardOptions options)
{
    /// <summary>Part of what is amiss at the grid connection that one tick cures: the meters are a second apart.</summary>
    private const double Gain = 0.7;

    /// <summary>So little at the grid connection is not worth a change.</summary>
    private const double Deadband = 60;

    /// <summary>Part of a peak's target that is kept free.</summary>
    private const double BelowTarget = 0.02;

    /// <summary>Near the ends of what may be used of it, the power goes down to nothing over this share of the capacity.</summary>
    private const double Taper = 0.02;

    /// <summary>PV that is held back shows nowhere: the battery asks for so much more, as a share of its maximum, to find it.</summary>
    private const double Probe = 0.05;

    /// <summary>Part of what may be used of it that self-consumption leaves for peaks, where a target is given.</summary>
    private const double PeakReserve = 0.3;

    /// <summary>Part of its power by which that is filled up from the grid.</summary>
    private const double Refill = 0.2;

    private static readonly Reason SelfConsumption = new(ReasonCode.SelfConsumption);
    private static readonly Reason PlanPower = new(ReasonCode.PlanPower);
    private static readonly Reason NoPlan = new(ReasonCode.NoPlan);

    public ResourceSetpoint Decide(SiteSnapshot snapshot, EnergyResource battery, double power, bool pvHeldBack, Instant now)
    {
        var state = snapshot.Resources[battery.Index];
        var reverts = battery.Control?.Reverts ?? TimeSpan.Zero;
        if (battery.Mode == ResourceMode.Plan && (state.Wish is null || now >= state.WishEnds))
        {
            return new ResourceSetpoint(battery.Index, new ResourceOrder(battery.Index, null, null, reverts), NoPlan);
        }

        if (state.StateOfCharge is not { } charge)
        {
            return new ResourceSetpoint(battery.Index, null, new Reason(ReasonCode.ChargeUnknown, battery.Id));
        }

        var (wanted, reason) = Wanted(snapshot, battery, state, power, pvHeldBack);
        // What a vehicle charges is its EVSE's affair.
        var most = battery.Kind == ResourceKind.Vehicle ? 0 : Math.Min(battery.Max.Value, state.ChargeAtMost?.Value ?? double.PositiveInfinity);
        var least = -Math.Min(battery.Max.Value, state.DischargeAtMost?.Value ?? double.PositiveInfinity);
        if (!options.Without.HasFlag(Protections.ChargeBounds))
        {
            most *= Math.Clamp((battery.SocMax - charge) / Taper, 0, 1);
            least *= Math.Clamp((charge - Math.Max(battery.SocMin, state.LeastCharge ?? 0)) / Taper, 0, 1);
        }

        if (wanted > most || wanted < least)
        {
            (wanted, reason) = (Math.Clamp(wanted, least, most), new Reason(ReasonCode.BatteryBounds, battery.Id, null, Math.Round(charge * 100)));
        }

        if (wanted > 0 && !options.Without.HasFlag(Protections.ChargingRoom))
        {
            var (room, row) = grid.Import(snapshot, battery);
            var carries = Math.Max(0, power + room);
            if (carries < wanted)
            {
                (wanted, reason) = (carries, new Reason(ReasonCode.ChargingGivesWay, grid.CircuitOf(row)));
            }
        }

        foreach (var above in index.Site.Circuits[battery.Circuit].PathToRoot)
        {
            var circuit = index.Site.Circuits[above];
            if (wanted < 0 && circuit.Meter is not null && grid.Export(snapshot, circuit, battery.Wired, 0) is var (room, byLimit) && -wanted > Math.Max(0, room - power))
            {
                (wanted, reason) = (-Math.Max(0, room - power), Grid.Outwards(circuit, byLimit));
            }
        }

        grid.Give(battery, wanted - power);
        return new ResourceSetpoint(battery.Index, new ResourceOrder(battery.Index, new Watts(Math.Round(wanted / 10) * 10), null, reverts), reason);
    }

    private (double Watts, Reason Reason) Wanted(SiteSnapshot snapshot, EnergyResource battery, ResourceState state, double power, bool pvHeldBack)
    {
        if (battery.Mode == ResourceMode.Plan)
        {
            return (state.Wish!.Value.Value, PlanPower);
        }

        var root = index.Site.Circuits[battery.Circuit].PathToRoot[^1];
        var flow = grid.Flow(snapshot, root);
        var peak = new Reason(ReasonCode.PeakShaving, null, null, (battery.PeakTarget ?? Watts.Zero).Value / 1000);
        var belowPeak = battery.PeakTarget is { } target ? Towards(flow, target.Value * (1 - BelowTarget), power) : double.PositiveInfinity;
        if (battery.Mode == ResourceMode.PeakShaving)
        {
            return (belowPeak, peak);
        }

        var held = battery.PeakTarget is null ? double.NegativeInfinity : battery.SocMin + (PeakReserve * (battery.SocMax - battery.SocMin));
        var towardsZero = Towards(flow, 0, power) + (pvHeldBack && power >= 0 ? battery.Max.Value * Probe : 0);
        if (state.StateOfCharge > held || towardsZero >= 0)
        {
            return (towardsZero, SelfConsumption);
        }

        // What is left of it is for peaks: no cover for the load below them, and slowly back to the reserve.
        var refill = state.StateOfCharge < held - Taper ? battery.Max.Value * Refill : 0;
        return (Math.Min(belowPeak, refill), peak);
    }

    /// <summary>The power at which the grid connection would be at <paramref name="target"/>.</summary>
    private static double Towards(double flow, double target, double power) => Math.Abs(flow - target) < Deadband ? power : power - (Gain * (flow - target));
}
