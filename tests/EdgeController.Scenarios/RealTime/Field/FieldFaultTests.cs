using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.RealTime.Field;

/// <summary>
/// Two meters on Modbus TCP, one on a serial line, SunSpec inverter and battery, a meter and a price feed over MQTT: each is killed, frozen and
/// restored, over real sockets, and the load that it measures steps to its maximum at that moment.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class FieldFaultTests(RealTimeRuns runs, ITestOutputHelper output)
{
    /// <summary>Faults that hide load may last until they are noticed and 30 s more (P0); all of this is below what trips a breaker.</summary>
    private const double SafeAfterNamed = 30;

    [Fact]
    public async Task Every_device_is_killed_frozen_and_restored_and_the_report_names_it()
    {
        foreach (var outcome in await OutcomesAsync())
        {
            output.WriteLine($"{outcome}");
            Assert.True(outcome.Named <= outcome.Fault.NamedWithin, $"{outcome}");
        }
    }

    [Fact]
    public async Task No_limit_is_exceeded_longer_than_promised_and_no_breaker_trips()
    {
        Assert.All(await OutcomesAsync(), outcome => Assert.True(outcome is { StillOver: false, WorstRatio: <= 1.13 } && outcome.OverUntil <= (outcome.Named ?? 0) + SafeAfterNamed, $"{outcome}"));
        Assert.All(await runs.Field, run => Assert.Equal(0, run.Trips));
    }

    [Fact]
    public async Task Nothing_is_raised_or_renewed_on_a_meter_that_is_silent()
    {
        Assert.All((await OutcomesAsync()).Where(outcome => outcome.Fault is { Circuit: not null, What: not "frozen" }), outcome => Assert.True(outcome.LastIncrease <= 6.5, $"{outcome}"));
    }

    [Fact]
    public async Task Every_device_is_believed_again_once_it_is_restored()
    {
        Assert.All(await OutcomesAsync(), outcome => Assert.True(outcome.Recovered < 45, $"{outcome}"));
        Assert.All(await runs.Field, run => Assert.Empty(run.Errors));
    }

    [Fact]
    public async Task Without_the_watch_on_staleness_leases_are_renewed_on_a_lost_meter()
    {
        var outcome = Assert.Single((await runs.FieldBare).Outcomes);
        output.WriteLine($"{outcome}");
        Assert.True(outcome.LastIncrease > 20, $"{outcome}");
    }

    [Fact]
    public async Task The_figures_are_written_down()
    {
        var rows = (await OutcomesAsync()).Select(outcome => new
        {
            Fault = $"{outcome.Fault.Id} {outcome.Fault.Device}",
            outcome.Fault.What,
            outcome.Alarm,
            NamedAfterSeconds = Round(outcome.Named),
            SafeAfterSeconds = Round(outcome.OverUntil),
            LastIncreaseSeconds = Round(outcome.LastIncrease),
            WorstRatio = Math.Round(outcome.WorstRatio, 4),
            RecoveredAfterSeconds = Round(outcome.Recovered),
            outcome.Sentence,
        }).ToArray();
        Results.WriteFault("realTimeField", rows);
        Assert.Equal(16, rows.Length);
    }

    private static double? Round(double? seconds) => seconds is { } known ? Math.Round(known, 1) : null;

    private async Task<FieldOutcome[]> OutcomesAsync() => [.. (await runs.Field).SelectMany(run => run.Outcomes)];
}
