using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.Faults;

/// <summary>Fault D25: frequent profile writes wear out the stations' flash. A day of the garage, all stations with plain flash.</summary>
public sealed class FlashWearTests(ITestOutputHelper output)
{
    private static readonly Site Garage = Examples.Garage with { Stations = [.. Examples.Garage.Stations.Select(station => station with { Storage = StorageClass.Flash })] };

    [Fact]
    public async Task A_day_with_plain_flash_keeps_every_budget_and_every_limit_and_most_of_the_energy()
    {
        var (report, most) = await Campaign.RunAsync(() => Simulate(Protections.None, TimeSpan.FromHours(24)));
        var causes = report.ProfileWritesByCause!;
        var share = report.Sessions.DeliveredKwh / report.Sessions.IdealKwh;
        output.WriteLine($"{share:0.0000} of the ideal, increases and renewals at most {most}, all writes {report.ProfileWritesPerStationDay}, {causes}");
        Assert.False(report.Overloaded, report.ToJson());
        Assert.InRange(most, 1, 48);
        Assert.Equal(most, causes.MaxDeferrable);
        Assert.True(share > 0.87, $"{share:0.0000} of the ideal");
    }

    [Fact]
    public async Task Without_the_budget_the_same_day_writes_more()
    {
        var (_, most) = await Campaign.RunAsync(() => Simulate(Protections.WriteBudget, TimeSpan.FromHours(24)));
        Assert.True(most > 48, $"{most} increases and renewals");
        Results.Name("D25", 1, 0, null, $"more than 48 writes of a station before the day was over ({most})");
    }

    /// <summary>The report, and the most increases and renewals of a station; a run without the budget ends once it is broken.</summary>
    private static (Simulator.World.RunReport Report, int Most) Simulate(Protections without, TimeSpan length)
    {
        var counts = Garage.Stations.ToDictionary(station => station.Id, _ => 0);
        using var run = new SimulatedRun(Garage, Examples.Templates, new SimulationOptions
        {
            Seed = 1,
            Length = length,
            Guard = GuardOptions.Default with { Without = without },
            OnSetpoint = (_, setpoint) => counts[setpoint.Evse.Station] +=
                setpoint.PurposeAt(Garage.Stations[0]) is ProfileWrite.Increase or ProfileWrite.Renewal ? 1 : 0,
        });
        for (var minute = 30; minute <= length.TotalMinutes && (without == Protections.None || counts.Values.Max() <= 48); minute += 30)
        {
            run.RunUntil(Instant.FromSeconds(minute * 60));
        }

        return (run.Report(), counts.Values.Max());
    }
}
