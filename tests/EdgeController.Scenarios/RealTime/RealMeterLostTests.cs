using EdgeController.Scenarios.Support;
using EdgeController.Simulator.Electrical;

namespace EdgeController.Scenarios.RealTime;

/// <summary>Faults A1 and A4 over real Modbus and real OCPP sockets: stale after 2 s (here 2.5 polls), blind after 5 s, leases of 20 s.</summary>
[Collection(AloneCollection.Name)]
public sealed class RealMeterLostTests(RealTimeRuns runs, ITestOutputHelper output)
{
    [Fact]
    public async Task The_modes_follow_each_other_and_nothing_is_raised_or_renewed_on_a_dead_meter()
    {
        foreach (var loss in await runs.Guarded)
        {
            output.WriteLine($"{loss}");
            Assert.True(loss.Held >= 12, $"{loss}");
            Assert.True(loss.NoIncreaseAfter <= 5, $"{loss}");
            Assert.True(loss.BlindAfter is > 3 and <= 8, $"{loss}");
            Assert.False(loss.LastIncreaseOrRenewal > 5.5, $"{loss}");
        }
    }

    [Fact]
    public async Task Every_station_falls_to_its_fallback_and_no_breaker_trips()
    {
        Assert.All(await runs.Guarded, loss => Assert.True(loss is { AllFellToFallback: true, Trips: 0, WorstRatio: <= 1.13 }, $"{loss}"));
    }

    [Fact]
    public async Task Ten_good_samples_bring_it_back_and_leases_are_given_again()
    {
        Assert.All(await runs.Guarded, loss => Assert.True(loss.NormalAgainAfter is > 7 and < 15 && loss.FirstIncreaseAfterReturn >= loss.NormalAgainAfter, $"{loss}"));
    }

    [Fact]
    public async Task Without_the_watch_on_staleness_leases_are_renewed_and_nobody_falls()
    {
        foreach (var loss in await runs.Bare)
        {
            output.WriteLine($"{loss}");
            Assert.True(loss.LastIncreaseOrRenewal > 10 && !loss.AllFellToFallback && double.IsNaN(loss.BlindAfter), $"{loss}");
        }
    }

    [Fact]
    public async Task The_controller_stops_within_ten_seconds_and_logs_no_error()
    {
        foreach (var loss in (await runs.Guarded).Concat(await runs.Bare))
        {
            Assert.True(loss.StopTook < TimeSpan.FromSeconds(10), $"{loss}");
            Assert.Empty(loss.Errors);
        }
    }

    [Fact]
    public async Task The_figures_are_written_down()
    {
        var rows = (await runs.Guarded).Zip(await runs.Bare, (loss, bare) => new
        {
            Fault = loss.Fault == MeterFault.Unplugged ? "A1 meter unplugged" : "A4 meter sends NaN",
            loss.Held,
            NoIncreaseAfterSeconds = Math.Round(loss.NoIncreaseAfter, 1),
            BlindAfterSeconds = Math.Round(loss.BlindAfter, 1),
            RecoveredAfterSeconds = Math.Round(loss.NormalAgainAfter, 1),
            WorstRatio = Math.Round(loss.WorstRatio, 4),
            StopSeconds = Math.Round(loss.StopTook.TotalSeconds, 1),
            LastRenewalUnprotectedSeconds = Math.Round(bare.LastIncreaseOrRenewal, 1),
        }).ToArray();
        Results.WriteFault("realTimeMeterLost", rows);
        Assert.Equal(2, rows.Length);
    }
}
