using EdgeController.Core.Balancing;
using EdgeController.Simulator.Electrical;

namespace EdgeController.Scenarios.Meters;

/// <summary>A second meter at the connection: the better one counts, and while both are good the higher value.</summary>
public sealed class TwoMetersTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(MeterFault.Unplugged, MeterFault.None)]
    [InlineData(MeterFault.None, MeterFault.Unplugged)]
    [InlineData(MeterFault.PhaseLost, MeterFault.None)]
    public void One_of_two_meters_that_falls_out_costs_nothing_and_alone_it_blinds_the_site(MeterFault first, MeterFault other)
    {
        var both = TwoMeters.Play(second: true, first, other, Protections.None);
        output.WriteLine($"{both}");
        Assert.True(double.IsNaN(both.BlindAfter) && both.LongestOver <= 30 && both.Trips == 0, $"{both}");

        // The negative control: the same fault where there is no second meter.
        var alone = TwoMeters.Play(second: false, first == MeterFault.None ? other : first, MeterFault.None, Protections.None);
        output.WriteLine($"{alone}");
        Assert.True(alone.BlindAfter is > 10 and < 20, $"{alone}");
    }

    /// <summary>Faults A3 and A6, told from nothing but the other meter: plausibility is off in all of them.</summary>
    [Theory]
    [InlineData(MeterFault.ScaledDown, MeterFault.None)]
    [InlineData(MeterFault.None, MeterFault.SignFlipped)]
    [InlineData(MeterFault.Frozen, MeterFault.None)]
    public void Where_two_good_meters_disagree_the_higher_counts(MeterFault first, MeterFault other)
    {
        var both = TwoMeters.Play(second: true, first, other, Protections.MeterPlausibility);
        output.WriteLine($"{both}");
        Assert.True(both.LongestOver <= 30 && both.Trips == 0, $"{both}");

        var alone = TwoMeters.Play(second: false, first == MeterFault.None ? other : first, MeterFault.None, Protections.MeterPlausibility);
        output.WriteLine($"{alone}");
        Assert.True(alone.LongestOver > 60, $"{alone}");
    }

    [Fact]
    public void Both_of_them_lost_is_blind_as_with_one()
    {
        var lost = TwoMeters.Play(second: true, MeterFault.Unplugged, MeterFault.Unplugged, Protections.None);
        output.WriteLine($"{lost}");
        Assert.True(lost.BlindAfter is > 10 and < 20 && lost.LongestOver <= 30 && lost.Trips == 0, $"{lost}");
    }
}
