using EdgeController.Core.Balancing;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.Limits;

/// <summary>A busy morning with load steps under a contract demand of 120 kW: the mean of each quarter of an hour by the clock.</summary>
public sealed class ContractDemandTests(ITestOutputHelper output)
{
    private const double ContractKw = 120;

    [Fact]
    public async Task No_quarters_mean_exceeds_the_contract_and_most_of_it_is_used()
    {
        var means = await Simulate(Protections.None);
        output.WriteLine(string.Join(" ", means));
        Assert.All(means, mean => Assert.True(mean <= ContractKw, $"{mean} kW"));
        Assert.True(means.Count(mean => mean > 0.9 * ContractKw) > means.Length / 2);
    }

    [Fact]
    public async Task Without_the_protection_one_does() => Assert.Contains(await Simulate(Protections.ContractDemand), mean => mean > ContractKw + 5);

    private static Task<double[]> Simulate(Protections without) => Campaign.RunAsync(() =>
    {
        var contract = new ContractDemand(new Watts(ContractKw * 1000), TimeSpan.FromMinutes(15), MonthPeak: false);
        using var garage = new TimedGarage(
            TimedGarage.With(main => main with { Demand = contract }), new DateTime(2026, 3, 2, 9, 4, 0), TimeSpan.FromHours(3), without, arrivals: true);
        var means = new List<double>();
        var energy = 0.0;
        garage.Watch(TimeSpan.FromMinutes(11 + (15 * 10)), wall =>
        {
            energy += garage.Kilowatts;
            if (wall.Minute % 15 == 0 && wall.Second == 0)
            {
                means.Add(Math.Round(energy / 900, 2));
                energy = 0;
            }
        });

        // The first one is not a whole quarter.
        return means.Skip(1).ToArray();
    });
}
