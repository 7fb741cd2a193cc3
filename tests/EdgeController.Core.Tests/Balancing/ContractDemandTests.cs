using EdgeController.Core.Balancing;
using EdgeController.Core.State;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Balancing;

/// <summary>The mean of each quarter of an hour stays within the contract demand, whatever comes within the quarter.</summary>
public class ContractDemandTests
{
    private readonly List<double> _means = [];
    private double _energy;
    private DateTimeOffset _start = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_load_step_in_the_quarter_is_made_up_for_in_its_rest()
    {
        var bench = Charging();
        RunQuarters(bench, 4, second => bench.Load[0] = PerPhase.All(second % 900 is > 400 and < 700 ? 60.0 : 5.0));
        Assert.All(_means, mean => Assert.True(mean <= 30, $"{mean} kW"));
        Assert.All(_means.Skip(1), mean => Assert.InRange(mean, 25, 30));
    }

    [Fact]
    public void A_quiet_quarter_may_end_above_the_contract_and_the_next_one_begins_below()
    {
        var bench = Charging();
        var highest = 0.0;
        RunQuarters(bench, 3, second =>
        {
            Array.ForEach(bench.Stations, station => station.Wants = second % 900 < 600 ? 0 : 32);
            highest = Math.Max(highest, Kilowatts(bench));
        });
        Assert.True(highest > 33, $"{highest} kW: what was not used is left over");
        Assert.All(_means, mean => Assert.True(mean <= 30, $"{mean} kW"));
    }

    [Fact]
    public void The_reason_names_the_demand_and_the_end_of_the_quarter()
    {
        var bench = Charging().Run(400);
        Assert.Contains(bench.Decision.Setpoints, setpoint => setpoint.Reason.Code == ReasonCode.ContractDemand && setpoint.Reason.Sentence.EndsWith("kW until 13:15", StringComparison.Ordinal));
    }

    [Fact]
    public void A_quarter_of_which_the_beginning_was_not_seen_counts_what_the_site_draws_without_the_controller()
    {
        _start = _start.AddMinutes(10);
        var bench = Charging().Run(2);
        var state = bench.Snapshot.Demands[0];
        Assert.False(state.Measured);

        // 4 x 6 A and 60 A assumed on three phases for ten minutes.
        Assert.Equal((24 + 60) * 0.69 / 6, state.Energy.Value / 1000, 0.1);
    }

    [Fact]
    public void A_blind_meter_counts_as_the_assumption()
    {
        var bench = Charging();
        RunQuarters(bench, 1);
        bench.Run(60);
        var before = bench.Snapshot.Demands[0].Energy.Value;
        bench.Metered[0] = false;
        bench.Run(60);
        var assumed = bench.Snapshot.Demands[0].Energy.Value - before;

        // Forty of the seconds at the assumed 60 A alone are 0.46 kWh.
        Assert.True(assumed > 460, $"{assumed} Wh");
        Assert.False(bench.Snapshot.Demands[0].Measured);
    }

    [Fact]
    public void The_months_peak_may_be_used_again_until_the_month_ends()
    {
        _start = new DateTimeOffset(2026, 3, 31, 20, 30, 0, TimeSpan.Zero);
        var bench = Charging(peak: true);
        RunQuarters(bench, 2);
        Assert.True(bench.Snapshot.Demands[0].MonthPeak!.Value.Value <= 30_000);

        // The building alone draws 41 kW for a quarter.
        RunQuarters(bench, 1, _ => bench.Load[0] = PerPhase.All(60.0));
        bench.Run(1);
        Assert.InRange(bench.Snapshot.Demands[0].MonthPeak!.Value.Value, 41_000, 42_500);
        Assert.Equal(bench.Snapshot.Demands[0].MonthPeak, bench.Snapshot.Demands[0].Target);

        // 21:15 UTC is 23:15 in Berlin: April begins after three more quarters.
        RunQuarters(bench, 3, _ => bench.Load[0] = PerPhase.All(5.0));
        bench.Run(1);
        Assert.Null(bench.Snapshot.Demands[0].MonthPeak);
        Assert.Equal(30_000, bench.Snapshot.Demands[0].Target.Value);
    }

    [Fact]
    public void What_was_only_assumed_is_never_the_months_peak()
    {
        var bench = Charging(peak: true);
        RunQuarters(bench, 1);
        bench.Run(300);
        bench.Metered[0] = false;
        bench.Run(300);
        bench.Metered[0] = true;
        bench.Run(302);
        Assert.False(bench.Snapshot.Demands[0].MonthPeak > new Watts(30_000));
    }

    [Fact]
    public void A_clock_that_jumps_or_is_not_set_gives_no_fresh_budget()
    {
        var bench = Charging();
        bench.Wall = seconds => seconds < 500 ? _start.AddSeconds(seconds) : seconds < 600 ? _start.AddSeconds(seconds + 200) : DateTimeOffset.UnixEpoch;
        bench.Run(499);
        var before = bench.Snapshot.Demands[0].Energy;
        bench.Run(3);
        Assert.True(bench.Snapshot.Demands[0].Energy >= before, "the same quarter, later");
        bench.Run(150);
        Assert.Null(bench.Snapshot.Demands[0].Period);
        Assert.True(Kilowatts(bench) <= 30, $"{Kilowatts(bench)} kW");
    }

    [Fact]
    public void Without_the_protection_the_mean_exceeds_the_contract()
    {
        var bench = Charging(without: Protections.ContractDemand);
        RunQuarters(bench, 2);
        Assert.True(_means[1] > 40, $"{_means[1]} kW");
    }

    private SiteBench Charging(bool peak = false, Protections without = Protections.None)
    {
        var site = SiteBuilder.Single(200, 60, 4, rotation: "L1L2L3");
        site = site with { Circuits = [site.Circuits[0] with { Demand = new ContractDemand(new Watts(30_000), TimeSpan.FromMinutes(15), peak) }] };
        var bench = SiteBench.Full(site, GuardOptions.Default with { Without = without });
        bench.Wall = seconds => _start.AddSeconds(seconds);
        return bench;
    }

    private void RunQuarters(SiteBench bench, int quarters, Action<double>? each = null)
    {
        for (var q = 0; q < quarters; q++)
        {
            _energy = 0;
            bench.Run(900, () =>
            {
                each?.Invoke(bench.Now);
                _energy += Kilowatts(bench);
            });
            _means.Add(_energy / 900);
        }
    }

    private static double Kilowatts(SiteBench bench) => (bench.Flow(0).L1 + bench.Flow(0).L2 + bench.Flow(0).L3) * 0.23;
}
