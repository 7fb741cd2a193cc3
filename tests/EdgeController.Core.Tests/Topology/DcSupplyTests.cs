using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Topology;

public class DcSupplyTests
{
    private static readonly Volts Nominal = new(230);
    private static readonly DcSupply Supply = new(new(150_000), new(5000), new(0), 0.92, new(300));

    [Fact]
    public void The_grid_gives_the_output_and_the_losses_on_three_phases()
    {
        Assert.Equal(150_000 / 0.92 / 690, Supply.ExactInput(Supply.Max, Nominal).Value, 9);
        Assert.Equal(236.3, Supply.Input(Supply.Max, Nominal).Value, 9);
    }

    [Fact]
    public void What_is_told_for_a_current_never_takes_more_than_that_current()
    {
        var random = new Random(4);
        for (var i = 0; i < 10_000; i++)
        {
            var amps = new Amperes(random.NextDouble() * 240);
            var told = Supply.Output(amps, Nominal);
            Assert.True(Supply.ExactInput(told, Nominal).Value <= amps.Value + 1e-9, $"{amps} became {told}");
            Assert.True(told <= Supply.Max && told.Value == Math.Floor(told.Value));
        }
    }

    [Fact]
    public void The_minimum_survives_the_way_to_amperes_and_back()
    {
        for (var watts = 1000; watts < 20_000; watts += 37)
        {
            Assert.InRange(Supply.Output(Supply.Input(new(watts), Nominal), Nominal).Value, watts, watts + 64);
        }
    }
}
