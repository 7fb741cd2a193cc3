using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>
/// Contract demand: counts the import of each clock-aligned period second by second, and sets what it leaves for the rest of the period as
/// a limit: (target x period - energy so far) / time left. What was not measured counts as assumed, and can never become the month's peak.
/// </summary>
internal static class DemandReducer
{
    /// <summary>The budget is spread over at least this long: what is left at the end of a period is not spent in a rush that outlasts it.</summary>
    private static readonly TimeSpan LeastSpread = TimeSpan.FromSeconds(60);

    /// <summary>A longer gap between two tellings is not measured, whatever the meter showed before and after.</summary>
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(5);

    public static SiteSnapshot Apply(SiteSnapshot snapshot, ClockTold told)
    {
        foreach (var circuit in snapshot.Site.Circuits)
        {
            if (circuit.Demand is { } contract)
            {
                snapshot = Apply(snapshot, circuit, contract, told);
            }
        }

        return snapshot;
    }

    private static SiteSnapshot Apply(SiteSnapshot snapshot, Circuit circuit, ContractDemand contract, ClockTold told)
    {
        var before = snapshot.Demands[circuit.Index];
        var state = Judge(Count(snapshot, circuit, contract, before, told), contract, snapshot.Site.Margin, told);
        var source = new LimitSource(LimitKind.Demand, "contract demand");
        var ends = told.Local.Add(state.Ends - told.At);
        var clock = state.Period is null ? null : FormattableString.Invariant($"{ends:HH:mm}");
        return snapshot with
        {
            Demands = snapshot.Demands.SetItem(circuit.Index, state),
            Limits = snapshot.Limits.Set(new StandingLimit(circuit.Index, source, null, state.Budget, null, clock), told.At),
        };
    }

    private static DemandState Count(SiteSnapshot snapshot, Circuit circuit, ContractDemand contract, DemandState before, ClockTold told)
    {
        if (told.Trust == ClockTrust.Unknown)
        {
            return new DemandState { CountedTo = told.At, MonthPeak = before.MonthPeak, Month = before.Month };
        }

        var length = contract.Period.TotalSeconds;
        var seconds = (told.Local - DateTimeOffset.UnixEpoch).TotalSeconds;
        var period = (long)Math.Floor(seconds / length);
        var into = seconds - (period * length);
        var ends = told.At + TimeSpan.FromSeconds(length - into);
        var step = told.At - before.CountedTo;
        var power = Import(snapshot, circuit, told.At, out var measured);
        measured &= step <= LongestStep;
        if (told.Trust == ClockTrust.Jumped || before.Period is not { } running || period < running || period > running + 1)
        {
            // What flowed since this period began is not known: it counts as what the site draws at most without the controller.
            var assumed = WattHours(Math.Max(power, WithoutController(snapshot.Index, circuit.Index)), into);
            var same = before.Period == period && before.Energy > assumed;
            return At(told, period, contract) with { Ends = ends, Energy = same ? before.Energy : assumed, MonthPeak = Keep(before, told.Local, into) };
        }

        if (!measured)
        {
            power = Math.Max(power, Assumed(snapshot, circuit.Index, told.At));
        }

        if (period == running)
        {
            return before with { Ends = ends, CountedTo = told.At, Energy = before.Energy + WattHours(power, step.TotalSeconds), Measured = before.Measured && measured };
        }

        var closed = before.Energy + WattHours(power, Math.Max(0, step.TotalSeconds - into));
        Watts? mean = before.Measured && measured ? new Watts(closed.Value * 3600 / length) : null;
        var peak = mean is { } known && !(before.MonthPeak > known) ? known : before.MonthPeak;
        return At(told, period, contract) with
        {
            Ends = ends,
            Energy = WattHours(power, Math.Min(into, step.TotalSeconds)),
            Measured = measured,
            LastMean = mean,
            MonthPeak = Keep(before with { MonthPeak = peak }, told.Local, into),
        };
    }

    private static DemandState At(ClockTold told, long period, ContractDemand contract) =>
        new() { Period = period, CountedTo = told.At, Month = MonthOf(told.Local, 0), Target = contract.Power };

    /// <summary>The month's peak, forgotten where the period belongs to another month.</summary>
    private static Watts? Keep(DemandState before, DateTimeOffset local, double into) => before.Month == MonthOf(local, into) ? before.MonthPeak : null;

    private static int MonthOf(DateTimeOffset local, double into)
    {
        var begin = local.AddSeconds(-into);
        return (begin.Year * 12) + begin.Month;
    }

    private static DemandState Judge(DemandState state, ContractDemand contract, SafetyMargin margin, ClockTold told)
    {
        var target = contract.MonthPeak && state.MonthPeak > contract.Power ? state.MonthPeak.Value : contract.Power;
        if (state.Period is null)
        {
            // Whenever the period may end: who never draws more than the contract keeps its mean.
            return state with { Target = contract.Power, Budget = margin.Usable(contract.Power) };
        }

        var left = state.Ends - told.At;
        var spread = left > LeastSpread ? left : LeastSpread;
        var rest = (margin.Usable(target).Value * contract.Period.TotalHours) - state.Energy.Value;
        return state with { Target = target, Budget = new Watts(Math.Max(0, Math.Floor(rest / spread.TotalHours))) };
    }

    private static double Import(SiteSnapshot snapshot, Circuit circuit, Instant now, out bool measured)
    {
        var power = snapshot.Circuits[circuit.Index].DrawnPower;
        var mode = power is not null && CircuitMeters.Best(snapshot, circuit, now) is { } best ? best.Mode : ControlMode.Blind;
        measured = mode == ControlMode.Normal;
        return mode == ControlMode.Blind ? Assumed(snapshot, circuit.Index, now) : Math.Max(0, power!.Value.Value);
    }

    /// <summary>The circuit's assumed uncontrolled load, and of each EVSE under it what it may draw now.</summary>
    private static double Assumed(SiteSnapshot snapshot, int circuit, Instant now)
    {
        var amps = snapshot.Index.AssumedBelow[circuit];
        var sum = (amps.L1 + amps.L2 + amps.L3).Value;
        foreach (var evse in snapshot.Index.EvsesUnder[circuit])
        {
            sum += snapshot.Evses[evse].MayHaveVehicle ? snapshot.Cap(evse, now).Value * snapshot.Evses[evse].Demand.Loaded.Count() : 0;
        }

        return sum * snapshot.Site.NominalVoltage.Value;
    }

    /// <summary>All fallbacks plus the assumed load (P2).</summary>
    private static double WithoutController(SiteIndex index, int circuit)
    {
        var amps = index.AssumedBelow[circuit];
        var sum = (amps.L1 + amps.L2 + amps.L3).Value;
        foreach (var evse in index.EvsesUnder[circuit])
        {
            sum += index.StationOf(evse).Fallback.Value * index.StationOf(evse).Rotation.Terminals.Length;
        }

        return sum * index.Site.NominalVoltage.Value;
    }

    private static WattHours WattHours(double watts, double seconds) => new(watts * seconds / 3600);
}
