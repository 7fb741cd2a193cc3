using EdgeController.Core.Balancing;
using EdgeController.Core.State;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Invariants;

/// <summary>I1, its other half: where uncontrolled load and vehicles together are over a usable limit and no decrease is in flight, whoever can be lowered is at its minimum at the latest after N seconds.</summary>
internal sealed class OverloadIsMetByDecreases : IRule
{
    /// <summary>N: the time that any excess may last (P0).</summary>
    private const double LongestSeconds = 30;

    private static readonly TimeSpan InFlight = TimeSpan.FromSeconds(20);

    private readonly Dictionary<(int Circuit, Phase Phase), double> _since = [];

    public string? Look(WildWorld world, ReadOnlySpan<Setpoint> sent)
    {
        var bench = world.Bench;
        foreach (var circuit in bench.Site.Circuits)
        {
            var decision = bench.Decision.Circuits[circuit.Index];
            var under = bench.Snapshot.Index.EvsesUnder[circuit.Index];
            foreach (var phase in PerPhase.Each)
            {
                var load = decision.Uncontrolled[phase].Value + under.Sum(evse => Drawing(bench.Snapshot.Evses[evse], phase, world.Now));
                if (decision.Mode != ControlMode.Normal || load <= bench.Site.Margin.Usable(circuit.LimitAmps[phase]).Value + 0.1)
                {
                    _since.Remove((circuit.Index, phase));
                    continue;
                }

                _since.TryAdd((circuit.Index, phase), bench.Now);
                if (bench.Now - _since[(circuit.Index, phase)] > LongestSeconds && under.FirstOrDefault(evse => CouldGive(world, evse, phase), -1) is >= 0 and var able)
                {
                    return $"{circuit.Id} {phase} is at {load:0.0} A for {bench.Now - _since[(circuit.Index, phase)]} s, {bench.Site.Evses[able].Id} is told {bench.Told(able)} A";
                }
            }
        }

        return null;
    }

    private static double Measured(EvseState state, Phase phase, Instant now) => state.Sample is { } sample && now - sample.At < EvseSample.TooOld ? sample.Current[phase].Value : 0;

    /// <summary>A limit that has just been sent is on its way to where a measurement will show it.</summary>
    private static double Drawing(EvseState state, Phase phase, Instant now) =>
        state.NotFollowingSince is null && state.Leases.Last is { } last && now - last.IssuedAt < InFlight ? Math.Min(last.Limit.Value, Measured(state, phase, now)) : Measured(state, phase, now);

    /// <summary>It takes part, is told more than its minimum, and draws.</summary>
    private static bool CouldGive(WildWorld world, int evse, Phase phase)
    {
        var state = world.Bench.Snapshot.Evses[evse];
        var setpoint = world.Bench.Decision.Setpoints[evse];
        return setpoint.Reason.Code is not (ReasonCode.Offline or ReasonCode.NoVehicle or ReasonCode.NotControllable or ReasonCode.FallbackPending or ReasonCode.ClockUntrusted
                or ReasonCode.NoTransaction or ReasonCode.LeaseRefused or ReasonCode.NotFollowing or ReasonCode.Unanswered)
            && setpoint.Limit > world.Bench.Snapshot.Index.StationOf(evse).Min
            && Measured(state, phase, world.Now) > 1;
    }
}
