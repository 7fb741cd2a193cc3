using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Balancing;

/// <summary>A limit in kVA beside amperes and kilowatts.</summary>
public class ApparentPowerTests
{
    [Fact]
    public void An_apparent_power_limit_binds_and_says_so()
    {
        var bench = SiteBench.Full(Site(30_000)).Run(400);
        Assert.True(bench.Decision.Setpoints.Count(setpoint => setpoint.Reason is { Code: ReasonCode.ApparentLimit, Subject: "main", Phase: null }) >= 3);
        Assert.InRange(bench.Flow(0).L1, 40.5, 42.2);
    }

    [Fact]
    public void Its_reserve_holds_the_assumed_load()
    {
        // 1.13 x 30 kVA less 20 A x 690 V are 29.1 A; the working limit would leave 42.2 A.
        var bench = SiteBench.Full(Site(30_000, assumed: 20, stations: 3)).Run(400);
        Assert.InRange(bench.Flow(0).L1, 27, 29.2);
        Assert.Contains(bench.Decision.Setpoints, setpoint => setpoint.Reason is { Code: ReasonCode.ApparentReserve, Subject: "main" });
    }

    [Fact]
    public void Reactive_and_returned_current_count_by_magnitude_at_the_measured_voltage()
    {
        var snapshot = SiteSnapshot.Initial(Site(30_000));
        var reading = new MeterReading(SiteBench.At(1), snapshot.Site.Meters[0].Id, new(new(30), new(-20), new(10)), new Watts(3000)) { Voltage = PerPhase.All(new Volts(240)) };
        var circuit = SiteReducer.Apply(snapshot, reading).Circuits[0];
        Assert.Equal(14_400, circuit.DrawnApparent!.Value.Value, 6);
        Assert.Equal(14_400, circuit.UncontrolledApparent.Estimate, 6);
        Assert.Equal(3000, circuit.UncontrolledPower.Estimate, 6);
    }

    [Fact]
    public void A_parent_without_a_meter_takes_its_metered_childs_apparent_power_and_its_own_assumption()
    {
        var site = new SiteBuilder()
            .Circuit(null, 250, 5, metered: false).Where(circuit => circuit with { LimitApparent = new VoltAmperes(30_000) })
            .Circuit(0, 100, 15, metered: true).Stations(1, 3, 16, rotation: "L1L2L3").Build();
        var bench = SiteBench.Full(site);
        bench.Load[1] = PerPhase.All(10.0);
        bench.Run(500);

        // 29.1 kVA usable less 5 A assumed and 10 A measured on three phases: 27.2 A; the reserve leaves 49.1 - 20 = 29.1 A.
        Assert.InRange(bench.Flow(1).L1 - 10, 25.2, 27.3);
        Assert.True(bench.WorstRatio <= 1, $"worst {bench.WorstRatio}");
    }

    private static Site Site(double voltAmperes, double assumed = 0, int stations = 4) => new SiteBuilder()
        .Circuit(null, 250, assumed, true).Where(circuit => circuit with { LimitApparent = new VoltAmperes(voltAmperes) })
        .Stations(0, stations, 16).Build();
}
