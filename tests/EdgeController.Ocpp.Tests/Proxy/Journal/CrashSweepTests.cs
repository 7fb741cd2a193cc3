using EdgeController.Core.Units;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Tests.Proxy.Journal.World;

namespace EdgeController.Ocpp.Tests.Proxy.Journal;

/// <summary>I7: transactions survive a stop of the controller before any of its sends and writes.</summary>
public class CrashSweepTests
{
    private static readonly int Step = Environment.GetEnvironmentVariable("EDGE_LONG") == "1" ? 1 : 3;

    [Theory]
    [InlineData("1.6")]
    [InlineData("2.0.1")]
    [InlineData("2.1")]
    public void I7_whatever_send_or_write_the_controller_is_stopped_before_the_back_end_learns_all_in_order(string version)
    {
        var boundaries = Busy(version, -1, new StationLinkOptions()).Boundaries;
        Assert.True(boundaries > 80, $"only {boundaries} sends and writes");
        for (var stop = 0; stop < boundaries; stop += Step)
        {
            var problem = Ledgers.Compare(Busy(version, stop, new StationLinkOptions()));
            Assert.True(problem is null, $"{version}, stopped before {stop}: {problem}");
        }
    }

    [Theory]
    [InlineData("1.6")]
    [InlineData("2.0.1")]
    public void An_answer_before_the_write_loses_a_message(string version) =>
        Assert.Contains(Sweep(version, new StationLinkOptions { AnswersAfterWriting = false }), problem => problem is not null);

    [Theory]
    [InlineData("1.6")]
    [InlineData("2.0.1")]
    public void A_message_that_goes_before_the_one_before_it_is_off_the_disk_repeats_more_than_one(string version) =>
        Assert.Contains(Sweep(version, new StationLinkOptions { RemovesBeforeNext = false }), problem => problem is not null);

    private static IEnumerable<string?> Sweep(string version, StationLinkOptions options)
    {
        var boundaries = Busy(version, -1, options).Boundaries;
        return Enumerable.Range(0, boundaries).Select(stop => Ledgers.Compare(Busy(version, stop, options)));
    }

    /// <summary>Two connectors, five transactions, and a back end that comes and goes.</summary>
    private static JournalWorld Busy(string version, int stop, StationLinkOptions options)
    {
        var world = new JournalWorld(version, options, stopBefore: stop);
        var station = world.Station;
        void At(double second, Action what) => world.At(Instant.FromSeconds(second), what);
        At(1, station.Connect);
        At(5, () => station.Start(1));
        At(8, () => station.Meter(1));
        At(12, () => world.Csms.IsThere = false);
        At(14, () => station.Start(2));
        At(15, () => station.Meter(1));
        At(16, () => station.Meter(2));
        At(20, () => station.Stop(1));
        At(21, station.Heartbeat);
        At(22, () => station.Start(1));
        At(24, () => world.Csms.IsThere = true);
        for (var second = 25; second < 45; second += 4)
        {
            At(second, () => station.Meter(2));
            At(second + 0.05, station.Heartbeat);
        }

        At(46, () => world.Csms.IsThere = false);
        At(48, () => station.Stop(2));
        At(50, () => world.Csms.IsThere = true);
        At(90, () => station.Meter(1));
        At(92, () => station.Stop(1));
        At(94, () => station.Start(2));
        At(95, () => world.Csms.IsThere = false);
        At(96, () => station.Meter(2));
        At(96.02, world.BreakStation);
        At(101, () => station.Stop(2));
        At(102, () => station.Start(1));
        At(104, () => world.Csms.IsThere = true);
        At(105, () => station.Stop(1));
        world.RunUntil(Instant.FromSeconds(106));
        world.RunDry(TimeSpan.FromMinutes(15));
        return world;
    }
}
