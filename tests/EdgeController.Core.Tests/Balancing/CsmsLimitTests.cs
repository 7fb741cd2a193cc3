using System.Collections.Immutable;
using EdgeController.Core.Balancing;
using EdgeController.Core.Control;
using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Balancing;

/// <summary>What the charging profiles of a back end take off; nothing that they say raises anything.</summary>
public class CsmsLimitTests
{
    [Fact]
    public void A_profile_lowers_and_its_end_brings_back()
    {
        var bench = Ample();
        Tell(bench, new CsmsLimit(new Amperes(9.5), null, "TxProfile, stack level 2"));
        bench.Run(60);
        Assert.Equal((9.5, ReasonCode.CsmsLimit), (bench.Told(0), bench.Decision.Setpoints[0].Reason.Code));
        Assert.Equal("the back end allows 9.5 A (TxProfile, stack level 2)", bench.Decision.Setpoints[0].Reason.Sentence);
        Assert.True(bench.Decision.Setpoints[0].Lost.Value > 5);
        Tell(bench, null);
        bench.Run(400);
        Assert.Equal(16, bench.Told(0));
    }

    [Fact]
    public void Without_the_protection_the_profile_means_nothing()
    {
        var bench = Ample(GuardOptions.Default with { Without = Protections.CsmsLimits });
        Tell(bench, new CsmsLimit(new Amperes(9.5), null, "TxProfile, stack level 2"));
        bench.Run(60);
        Assert.Equal(16, bench.Told(0));
    }

    [Fact]
    public void The_smallest_decrease_does_not_wait()
    {
        var bench = Ample();
        Tell(bench, new CsmsLimit(new Amperes(15.8), null, "x"));
        bench.Run(2);
        Assert.Equal(15.8, bench.Told(0));
    }

    [Fact]
    public void Less_than_the_minimum_is_nothing()
    {
        var bench = Ample();
        Tell(bench, new CsmsLimit(new Amperes(5.9), null, "x"));
        bench.Run(60);
        Assert.Equal((0, ReasonCode.CsmsPause), (bench.Told(0), bench.Decision.Setpoints[0].Reason.Code));
    }

    [Fact]
    public void A_profile_raises_nothing()
    {
        var bench = SiteBench.Full(SiteBuilder.Single(30, 2, 4, rotation: "L1L2L3"));
        Array.ForEach([0, 1, 2, 3], station => Tell(bench, new CsmsLimit(new Amperes(32), null, "x"), station));
        bench.Run(600);
        Assert.True(bench.WorstRatio <= 1, $"{bench.WorstRatio}");
        Assert.True(Enumerable.Range(0, 4).Sum(bench.Told) <= 30);
    }

    [Fact]
    public void A_power_counts_on_the_phases_that_the_vehicle_loads()
    {
        var bench = Ample();
        Tell(bench, new CsmsLimit(null, new Watts(6900), "x"));
        bench.Run(60);
        Assert.Equal(10, bench.Told(0));
    }

    [Fact]
    public void Unreadable_profiles_hold_the_fallback()
    {
        var bench = Ample();
        Tell(bench, new CsmsLimit(new Amperes(6), null, "unreadable") { IsUnknown = true });
        bench.Run(60);
        Assert.Equal((6, ReasonCode.CsmsUnknown), (bench.Told(0), bench.Decision.Setpoints[0].Reason.Code));
    }

    [Fact]
    public void A_doubted_fallback_counts_at_the_hardware_maximum()
    {
        var bench = Ample();
        Assert.True(bench.Snapshot.Stations[0].HoldsFallback);
        bench.Tell(new FallbackDoubted(SiteBench.At(bench.Now), bench.Stations[0].Station.Id, "test"));
        Assert.Equal(16, bench.Snapshot.Cap(0, SiteBench.At(bench.Now)).Value);
        Assert.False(bench.Snapshot.Stations[0].HoldsFallback);
    }

    [Theory]
    [InlineData(24, 12, 12)]
    [InlineData(40, 20, 20)]
    [InlineData(64, 32, 32)]
    [InlineData(11, 11, 0)]
    [InlineData(5, 0, 0)]
    public void A_limit_of_the_station_is_divided_among_its_evses(double total, double first, double second)
    {
        var (controller, sink) = TwoEvses();
        var worst = 0.0;
        Run(controller, sink, 0, 120, ref worst);
        controller.Handle(new CsmsTotalChanged(SiteBench.At(120), Double, new CsmsLimit(new Amperes(total), null, "ChargePointMaxProfile, stack level 0")));
        Run(controller, sink, 120, 700, ref worst);
        Assert.Equal((first, second), (sink.Limits[0], sink.Limits[1]));
    }

    [Fact]
    public void One_evse_rises_into_the_stations_limit_only_after_the_other_has_made_room()
    {
        var (controller, sink) = TwoEvses();
        controller.Handle(new CsmsTotalChanged(SiteBench.At(0), Double, new CsmsLimit(new Amperes(30), null, "x")));
        var worst = 0.0;
        Run(controller, sink, 0, 400, ref worst);
        for (var at = 400; at < 1600; at += 200)
        {
            controller.Handle(new CsmsLimitChanged(SiteBench.At(at), new EvseId(Double, at % 400 == 0 ? 1 : 2), new CsmsLimit(new Amperes(8), null, "y")));
            controller.Handle(new CsmsLimitChanged(SiteBench.At(at), new EvseId(Double, at % 400 == 0 ? 2 : 1), null));
            Run(controller, sink, at, at + 200, ref worst);
            Assert.InRange(sink.Limits[at % 400 == 0 ? 1 : 0], 21, 22);
        }

        Assert.InRange(worst, 25, 30 + 1e-6);
    }

    private static readonly StationId Double = new("D");

    private static SiteBench Ample(GuardOptions? options = null) =>
        SiteBench.Full(new SiteBuilder().Circuit(null, 200, 20, metered: true).Stations(0, 1, 16, rotation: "L1L2L3").Build(), options).Run(200);

    private static void Tell(SiteBench bench, CsmsLimit? limit, int station = 0) => bench.Tell(new CsmsLimitChanged(SiteBench.At(bench.Now), bench.Stations[station].Evse, limit));

    private static (SiteController Controller, Followers Sink) TwoEvses()
    {
        var one = new SiteBuilder().Circuit(null, 200, 20, metered: true).Stations(0, 1, 32, rotation: "L1L2L3").Build();
        var site = one with
        {
            Stations = [one.Stations[0] with { Id = Double, Evses = [0, 1] }],
            Evses = [.. Enumerable.Range(0, 2).Select(index => new Evse { Id = new EvseId(Double, index + 1), Index = index, Station = 0 })],
        };
        var sink = new Followers();
        var controller = new SiteController(site, GuardOptions.Default, sink);
        var at = SiteBench.At(0);
        ImmutableArray<SiteEvent> begin =
        [
            new StationConnected(at, Double, "1.6"), new FallbackInstalled(at, Double, ProfilePlan.TxDefaultAndTx), new StationClockJudged(at, Double, true, TimeSpan.Zero),
            .. site.Evses.SelectMany(evse => new SiteEvent[] { new EvseStatusReported(at, evse.Id, EvseStatus.Charging, null), new TransactionStarted(at, evse.Id, "t", null) }),
        ];
        foreach (var what in begin)
        {
            controller.Handle(what);
        }

        return (controller, sink);
    }

    private static void Run(SiteController controller, Followers sink, int from, int to, ref double worst)
    {
        for (var second = from + 1; second <= to; second++)
        {
            var at = SiteBench.At(second);
            foreach (var setpoint in sink.Take())
            {
                controller.Handle(new SetpointAnswered(at, setpoint.Evse, setpoint.Revision, SetpointOutcome.Accepted));
            }

            var sum = sink.Limits.Sum();
            controller.Handle(new MeterReading(at, new MeterId("meter0"), PerPhase.All(new Amperes(20 + sum)), null));
            for (var evse = 0; evse < 2 && second % 5 == 0; evse++)
            {
                controller.Handle(new EvseMetered(at, new EvseId(Double, evse + 1), PerPhase.All(new Amperes(sink.Limits[evse])), null, null));
            }

            controller.Tick(at);
            worst = from >= 400 ? Math.Max(worst, sink.Limits.Sum()) : worst;
        }
    }

    /// <summary>Two EVSEs that follow at once.</summary>
    private sealed class Followers : ISetpointSink
    {
        private readonly List<Setpoint> _sent = [];

        public double[] Limits { get; } = [6, 6];

        public void Apply(Setpoint setpoint, Instant now)
        {
            Limits[setpoint.Evse.Number - 1] = setpoint.Limit.Value;
            _sent.Add(setpoint);
        }

        public Setpoint[] Take()
        {
            Setpoint[] sent = [.. _sent];
            _sent.Clear();
            return sent;
        }
    }
}
