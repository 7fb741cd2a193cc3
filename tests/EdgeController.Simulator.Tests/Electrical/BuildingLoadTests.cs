using EdgeController.Core.Units;
using EdgeController.Simulator.Electrical;
using EdgeController.Simulator.Tests.World;
using EdgeController.Simulator.World;

namespace EdgeController.Simulator.Tests.Electrical;

public sealed class BuildingLoadTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_day_stays_within_the_assumed_load_and_has_at_least_four_steps_of_over_30_amperes_in_a_second(ulong seed)
    {
        foreach (var circuit in GarageSite.Create().Circuits)
        {
            var load = new BuildingLoad(circuit, new SeededRandom(seed));
            var last = double.NaN;
            var steps = 0;
            for (var second = 0; second < 86_400; second++)
            {
                load.Advance(TimeSpan.FromSeconds(second));
                var amps = load[Phase.L2];
                Assert.InRange(amps, 0, circuit.AssumedUncontrolled.L2.Value);
                steps += amps - last > 30 ? 1 : 0;
                last = amps;
            }

            Assert.True(circuit.Index != 0 || steps >= 4, $"{steps} steps");
        }
    }

    [Fact]
    public void Forced_it_stands_at_its_assumed_maximum()
    {
        var load = new BuildingLoad(GarageSite.Create().Circuits[0], new SeededRandom(1)) { AtMaximum = true };
        load.Advance(TimeSpan.FromHours(3));
        Assert.Equal(80, load[Phase.L1]);
    }
}
