using EdgeController.Core.Balancing;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.Limits;

/// <summary>Faults B9 and B8: the grid operator dims the garage of 24, or its signal is lost, while the building's load jumps.</summary>
public sealed class DimmingTests(ITestOutputHelper output)
{
    private static readonly double MinimumKw = DimmingRule.MinimumOf(Examples.Garage.Evses.Length).Value / 1000;

    [Theory]
    [InlineData(true, 30)]
    [InlineData(null, 60)] // 30 s of silence, then 30 s to follow
    public async Task Charging_is_at_P_min_in_30_s_and_stays_there_and_rises_when_it_may(bool? signal, int seconds)
    {
        var dimmed = await Simulate(signal, Protections.None);
        output.WriteLine($"{dimmed}");
        Assert.True(dimmed.Before > 90, $"{dimmed}");
        Assert.InRange(dimmed.SecondsToMinimum, 1, seconds);
        Assert.True(dimmed.HighestAfter <= MinimumKw && dimmed.LowestAfter > MinimumKw - 15, $"{dimmed}");
        Assert.InRange(dimmed.EvidenceSeconds, dimmed.SecondsToMinimum - 32, 45);
        Assert.True(dimmed.Released > 90, $"{dimmed}");
        Results.Name(signal is null ? "B8" : "B9", 1, dimmed.SecondsToMinimum, null, "charging goes on at more than 90 kW");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(null)]
    public async Task Without_the_protection_it_is_not(bool? signal)
    {
        var dimmed = await Simulate(signal, Protections.Dimming);
        Assert.True(dimmed.HighestAfter > 90, $"{dimmed}");
    }

    private static Task<Dimmed> Simulate(bool? signal, Protections without) => Campaign.RunAsync(() =>
    {
        var site = Examples.Garage with { Dimming = new DimmingRule { Minimum = new Watts(MinimumKw * 1000) } };
        using var garage = new TimedGarage(site, new DateTime(2026, 3, 2, 10, 0, 0), TimeSpan.FromHours(1), without);
        garage.Watch(TimeSpan.FromMinutes(10), _ => { });
        var before = garage.ChargingKilowatts;
        garage.Run.GridOperatorDims = signal;
        var (second, above) = (0, 0);
        garage.Watch(TimeSpan.FromMinutes(2), _ =>
        {
            second++;
            above = garage.ChargingKilowatts > MinimumKw ? second : above;
        });
        var (highest, lowest) = (0.0, double.MaxValue);
        TrueLoad.ToAssumed(garage.Run.World, true);
        garage.Watch(TimeSpan.FromMinutes(5), _ => (highest, lowest) = (Math.Max(highest, garage.ChargingKilowatts), Math.Min(lowest, garage.ChargingKilowatts)));
        TrueLoad.ToAssumed(garage.Run.World, false);
        var record = garage.Run.Snapshot!.Dimming.Evidence[^1];
        var reached = record.ReachedAt is { } at ? (at - record.At).TotalSeconds : double.NaN;
        garage.Run.GridOperatorDims = false;
        garage.Watch(TimeSpan.FromMinutes(10), _ => { });
        return new Dimmed(Math.Round(before, 1), above + 1, Math.Round(highest, 2), Math.Round(lowest, 2), reached, Math.Round(garage.ChargingKilowatts, 1));
    });

    private sealed record Dimmed(double Before, int SecondsToMinimum, double HighestAfter, double LowestAfter, double EvidenceSeconds, double Released);
}
