using EdgeController.Core.Balancing;
using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.Mqtt.RealTime;

/// <summary>Faults B1 and B4 with a meter that comes over MQTT: broker killed, broker frozen, source silent, source sends NaN. All at once.</summary>
public sealed class BrokerLossTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_meter_over_a_lost_broker_makes_every_station_fall_to_its_fallback_and_control_goes_on()
    {
        Loss[] all = Campaign.Long ? [Loss.BrokerKilled, Loss.BrokerFrozen, Loss.SourceSilent, Loss.NotANumber] : [Loss.BrokerKilled];
        var guarded = await Task.WhenAll(all.Select(loss => BrokerLoss.PlayAsync(loss, Protections.None)).Append(BrokerLoss.PlayAsync(Loss.BrokerKilled, Protections.MeterStaleness)));
        foreach (var loss in guarded)
        {
            output.WriteLine($"{loss}");
        }

        var bare = guarded[^1];
        foreach (var loss in guarded[..^1])
        {
            Assert.True(loss is { Held: >= 2, AllFell: true, Trips: 0, WorstRatio: <= 1.13, LimitLapsed: true } && loss.Errors.Count == 0, $"{loss}");
            Assert.True(loss.NoIncreaseAfter <= 6 && loss.BlindAfter is > 3 and <= 9 && !(loss.LastRaise > 6.5), $"{loss}");
            Assert.True(loss.LongestGap < 3 && loss.BackAfter < 60, $"{loss}");
        }

        // Without the watch on staleness leases are renewed on nothing, and nobody falls.
        Assert.True(bare is { AllFell: false } && bare.LastRaise > 10 && double.IsNaN(bare.BlindAfter), $"{bare}");
        Results.Name(
            "B1", guarded.Length - 1, guarded[..^1].Max(loss => loss.BlindAfter), guarded[..^1].Max(loss => loss.WorstRatio),
            FormattableString.Invariant($"staleness: leases renewed {bare.LastRaise:0} s after the last value, nobody at the fallback"));
    }
}
