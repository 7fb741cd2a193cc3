using EdgeController.Core.Units;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Tests.Proxy.Journal.World;

namespace EdgeController.Ocpp.Tests.Proxy.Journal;

/// <summary>I7 on random days: transactions on two connectors, a back end that comes and goes, breaks, hangs and is slow, a controller that is stopped, a disk that fails, a station that misses its answers.</summary>
public class RandomScriptTests
{
    private static readonly int Scripts = Environment.GetEnvironmentVariable("EDGE_LONG") == "1" ? 3_000 : 60;
    private static readonly string[] Versions = ["1.6", "2.0.1", "2.1"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void I7_whatever_happens_the_back_end_learns_all_in_order(bool mutes)
    {
        for (var seed = 1; seed <= Scripts; seed++)
        {
            var random = new Random(seed);
            var world = Day(random, Versions[seed % 3], seed % 2 == 0, mutes);
            Assert.True(Ledgers.Compare(world) is null, $"seed {seed}: {Ledgers.Compare(world)}");
            Assert.True(world.Station.Truth.Count > 20, $"seed {seed}: only {world.Station.Truth.Count} messages");
            Assert.True(world.Book.Aliases.Length <= 2, $"seed {seed}: {world.Book.Aliases.Length} aliases are left");
        }
    }

    [Theory]
    [InlineData("1.6")]
    [InlineData("2.0.1")]
    public void C2_a_back_end_that_flaps_for_an_hour_learns_all_and_the_station_is_never_dropped(string version)
    {
        var random = new Random(11);
        var world = new JournalWorld(version);
        world.At(Instant.FromSeconds(1), world.Station.Connect);
        var second = 5.0;
        while (second < 3600)
        {
            world.At(Instant.FromSeconds(second), () => world.Csms.IsThere = !world.Csms.IsThere);
            second += 1 + (random.NextDouble() * 9);
        }

        Charge(world, random, 3600, 20);
        world.RunUntil(Instant.FromSeconds(3610));
        Assert.Equal(1, world.Station.Session);

        world.Csms.IsThere = true;
        world.RunDry(TimeSpan.FromMinutes(30));
        Assert.Null(Ledgers.Compare(world));
        Assert.True(world.Csms.Ledger.Count > 150, $"{world.Csms.Ledger.Count} messages");
    }

    [Theory]
    [InlineData("1.6")]
    [InlineData("2.0.1")]
    public void C3_a_back_end_that_takes_up_to_two_minutes_for_an_answer_learns_all_once(string version)
    {
        var random = new Random(12);
        var world = new JournalWorld(version);
        world.At(Instant.FromSeconds(1), world.Station.Connect);
        world.Csms.IsThere = false;
        world.Csms.Takes = () => TimeSpan.FromSeconds(25 + random.Next(95));
        Charge(world, random, 400, 40);
        world.At(Instant.FromSeconds(450), () => world.Csms.IsThere = true);
        world.RunUntil(Instant.FromSeconds(460));
        world.RunDry(TimeSpan.FromHours(2));
        Assert.Null(Ledgers.Compare(world));
        Assert.Equal(world.Station.Truth.Count, world.Csms.Ledger.Count);
    }

    private static JournalWorld Day(Random random, string version, bool stops, bool mutes)
    {
        var world = new JournalWorld(version, stopBefore: stops ? random.Next(150) : -1);
        var (there, slow) = (true, false);
        world.Csms.Takes = () => slow ? TimeSpan.FromSeconds(random.Next(1, 9)) : TimeSpan.FromMilliseconds(20 + random.Next(400));
        world.At(Instant.FromSeconds(1), world.Station.Connect);
        for (var second = 10.0; second < 900; second += 5 + (random.NextDouble() * 60))
        {
            var at = Instant.FromSeconds(second);
            switch (random.Next(8))
            {
                case 0 or 1 or 2: world.At(at, () => world.Csms.IsThere = there = !there); break;
                case 3: world.At(at, () => slow = !slow); break;
                case 4: world.At(at, world.BreakStation); break;
                case 5: world.At(at, world.BreakCsms); break;
                case 6: world.At(at, world.HalfOpen); break;
                case 7 when stops: world.At(at, world.Stop); break;
                default: world.At(at, () => world.DiskBroken = !world.DiskBroken); break;
            }
        }

        for (var second = 20.0; mutes && second < 900; second += 10 + (random.NextDouble() * 80))
        {
            // A stop while the station misses its answers: only the journal can still know of them.
            world.At(Instant.FromSeconds(second), world.MuteStation);
            if (stops && random.Next(2) == 0)
            {
                world.At(Instant.FromSeconds(second + (random.NextDouble() * 20)), world.Stop);
            }
        }

        Charge(world, random, 900, 12);
        world.RunUntil(Instant.FromSeconds(905));
        (world.DiskBroken, world.Csms.IsThere) = (false, true);
        world.RunDry(TimeSpan.FromHours(2));
        return world;
    }

    /// <summary>Both connectors charge one vehicle after the other.</summary>
    private static void Charge(JournalWorld world, Random random, double seconds, int every)
    {
        foreach (var connector in new[] { 1, 2 })
        {
            var second = 2 + (random.NextDouble() * every);
            while (second < seconds)
            {
                var left = random.Next(0, 5);
                world.At(Instant.FromSeconds(second), () => world.Station.Start(connector));
                for (; left > 0; left--)
                {
                    second += every * (0.5 + random.NextDouble());
                    world.At(Instant.FromSeconds(second), () => world.Station.Meter(connector));
                    world.At(Instant.FromSeconds(second + 1), world.Station.Heartbeat);
                }

                second += every * (0.5 + random.NextDouble());
                world.At(Instant.FromSeconds(second), () => world.Station.Stop(connector));
                second += every * (0.5 + random.NextDouble());
            }
        }
    }
}
