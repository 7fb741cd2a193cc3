using EdgeController.Core.Balancing;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.Electrical;

namespace EdgeController.Scenarios.Faults;

/// <summary>Faults A1 and A4, for the meter of the grid connection and of a branch, in a busy hour, while the load jumps unseen.</summary>
public sealed class MeterLostTests(ITestOutputHelper output)
{
    private static readonly MeterLossCase[] Cases =
    [
        .. from seed in Campaign.Long ? Campaign.Seeds : [1]
           from meter in new[] { "grid", "level1" }
           from fault in new[] { MeterFault.Unplugged, MeterFault.NotANumber }
           select new MeterLossCase(meter, fault, seed),
    ];

    private static readonly Lazy<Task<MeterLoss[]>> Losses = new(() => Task.WhenAll(Cases.Select(what => Campaign.RunAsync(() => MeterLoss.Simulate(what)))));

    private static readonly Lazy<Task<MeterLoss[]>> Unprotected =
        new(() => Task.WhenAll(Cases.Select(what => Campaign.RunAsync(() => MeterLoss.Simulate(what, Protections.MeterStaleness)))));

    [Fact]
    public Task Nothing_is_raised_later_than_5_seconds_after_the_meter_is_lost() =>
        EachAsync(loss => !(loss.LastIncrease > 5) && loss.Held > 3);

    [Fact]
    public Task Nothing_is_renewed_later_than_two_ticks_after_increases_stop() => EachAsync(loss => !(loss.LastRenewal > 7));

    [Fact]
    public Task The_meter_is_blind_after_15_seconds_and_decreases_go_out_in_that_tick() =>
        EachAsync(loss => loss.BlindAfter is > 13.5 and <= 15.5 && (!loss.DecreaseNeeded || loss.DecreasesAtOnce > 0));

    [Fact]
    public async Task The_jump_makes_decreases_necessary_at_the_grid_meter()
    {
        Assert.Contains(await Losses.Value, loss => loss.Case.Meter == "grid" && loss.DecreaseNeeded);
    }

    [Fact]
    public Task Every_station_of_the_branch_is_at_its_fallback_when_its_lease_ends() => EachAsync(loss => loss.AboveFallback.Count == 0);

    [Fact]
    public Task No_breaker_trips_and_the_excess_stays_within_what_the_fault_is_allowed() =>
        EachAsync(loss => loss.Trips == 0 && !loss.Overloaded && loss.WorstRatio <= 1.13 + 1e-6 && loss.SecondsToSafe <= loss.Deadline);

    [Fact]
    public Task Ten_good_samples_bring_the_branch_back_and_leases_are_given_again() =>
        EachAsync(loss => loss.NormalAgainAfter is > 8.5 and < 11.5 && loss.FirstIncreaseAfterReturn >= loss.NormalAgainAfter && loss.FirstIncreaseAfterReturn < 60);

    [Fact]
    public async Task Without_the_watch_on_staleness_leases_are_raised_or_renewed_with_a_dead_meter()
    {
        foreach (var loss in await Unprotected.Value)
        {
            Assert.True(loss.LastIncrease > 5 || loss.LastRenewal > 7, Words(loss));
            Assert.True(double.IsNaN(loss.BlindAfter), Words(loss));
        }
    }

    [Fact]
    public async Task Without_the_watch_on_staleness_the_site_stays_over_its_limit_beyond_the_deadline()
    {
        Assert.Contains(await Unprotected.Value, loss => loss.Case.Meter == "grid" && loss.SecondsToSafe > loss.Deadline && loss.Overloaded);
    }

    [Fact]
    public async Task The_figures_are_written_down()
    {
        var rows = (await Losses.Value).Zip(await Unprotected.Value, (loss, bare) => new
        {
            Fault = loss.Case.Fault == MeterFault.Unplugged ? "A1 meter unplugged" : "A4 meter sends NaN",
            loss.Case.Meter,
            loss.Case.Seed,
            loss.Held,
            WorstRatio = Math.Round(loss.WorstRatio, 4),
            loss.SecondsToSafe,
            BlindAfterSeconds = Math.Round(loss.BlindAfter, 2),
            loss.DecreasesAtOnce,
            RecoveredAfterSeconds = Math.Round(loss.NormalAgainAfter, 2),
            BreakerTrips = loss.Trips,
            WorstRatioUnprotected = Math.Round(bare.WorstRatio, 4),
            SecondsToSafeUnprotected = bare.SecondsToSafe,
        }).ToArray();
        foreach (var row in rows)
        {
            output.WriteLine($"{row}");
        }

        Results.WriteFault("meterLost", rows);
        foreach (var kind in rows.GroupBy(row => row.Fault[..2]))
        {
            Results.Name(
                kind.Key, kind.Count(), kind.Max(row => row.SecondsToSafe), kind.Max(row => row.WorstRatio),
                FormattableString.Invariant($"over the limit until {kind.Max(row => row.SecondsToSafeUnprotected):0} s, {kind.Max(row => row.WorstRatioUnprotected):0.00} x"));
        }

        Assert.Equal(Cases.Length, rows.Length);
    }

    private static async Task EachAsync(Func<MeterLoss, bool> holds)
    {
        foreach (var loss in await Losses.Value)
        {
            Assert.True(holds(loss), Words(loss));
        }
    }

    private static string Words(MeterLoss loss) => FormattableString.Invariant(
        $"{loss.Case}: held {loss.Held}, last increase {loss.LastIncrease}, last renewal {loss.LastRenewal}, blind {loss.BlindAfter} (needed {loss.DecreaseNeeded}, decreases {loss.DecreasesAtOnce}), ")
        + FormattableString.Invariant($"worst {loss.WorstRatio:0.0000}, safe {loss.SecondsToSafe} of {loss.Deadline}, trips {loss.Trips}, overloaded {loss.Overloaded}, ")
        + FormattableString.Invariant($"normal again {loss.NormalAgainAfter}, first increase {loss.FirstIncreaseAfterReturn}, above fallback [{string.Join(", ", loss.AboveFallback.Take(5))}]");
}
