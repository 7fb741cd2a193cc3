using EdgeController.Core.Balancing;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.Limits;

/// <summary>Fault E12: the controller's clock jumps out of a window of the calendar and comes back, or shows 1970.</summary>
public sealed class ClockJumpTests
{
    private const double LimitKw = 100;

    [Theory]
    [InlineData(3)]
    [InlineData(-3)]
    public async Task A_jump_of_hours_and_back_raises_nothing_inside_the_window(int hours) =>
        Assert.True(await HighestDuringJump(TimeSpan.FromHours(hours), Protections.None) <= LimitKw);

    [Theory]
    [InlineData(3)]
    [InlineData(-3)]
    public async Task Without_the_doubt_it_does(int hours) =>
        Assert.True(await HighestDuringJump(TimeSpan.FromHours(hours), Protections.ClockDoubt) > LimitKw + 10);

    [Theory]
    [InlineData(Protections.None, true)]
    [InlineData(Protections.ClockDoubt, false)]
    public async Task A_clock_at_1970_makes_the_limit_hold_outside_its_window_too(Protections without, bool holds)
    {
        var highest = await Campaign.RunAsync(() =>
        {
            using var garage = Garage(new DateTime(2026, 3, 2, 13, 0, 0), without);
            garage.Watch(TimeSpan.FromMinutes(5), _ => { });
            garage.Run.ClockError = DateTimeOffset.UnixEpoch - garage.Run.Wall;
            garage.Watch(TimeSpan.FromSeconds(45), _ => { });
            return Highest(garage, TimeSpan.FromMinutes(5));
        });
        Assert.Equal(holds, highest <= LimitKw);
    }

    [Fact]
    public async Task The_figures_are_written_down()
    {
        if (!Results.AreWritten)
        {
            return;
        }

        var (safe, bare) = (await HighestDuringJump(TimeSpan.FromHours(3), Protections.None), await HighestDuringJump(TimeSpan.FromHours(3), Protections.ClockDoubt));
        Results.Name("E12", 1, 0, safe / LimitKw, FormattableString.Invariant($"{bare / LimitKw:0.00} x the window's limit"));
        Assert.True(safe < bare);
    }

    private static Task<double> HighestDuringJump(TimeSpan jump, Protections without) => Campaign.RunAsync(() =>
    {
        using var garage = Garage(new DateTime(2026, 3, 2, 10, 0, 0), without);
        garage.Watch(TimeSpan.FromMinutes(5), _ => { });
        garage.Run.ClockError = jump;
        var during = Highest(garage, TimeSpan.FromMinutes(5));
        garage.Run.ClockError = TimeSpan.Zero;
        return Math.Max(during, Highest(garage, TimeSpan.FromMinutes(5)));
    });

    private static double Highest(TimedGarage garage, TimeSpan time)
    {
        var highest = 0.0;
        garage.Watch(time, _ => highest = Math.Max(highest, garage.Kilowatts));
        return highest;
    }

    private static TimedGarage Garage(DateTime start, Protections without)
    {
        var window = new CalendarLimit { Name = "morning", From = TimeSpan.FromHours(9), To = TimeSpan.FromHours(12), Power = new Watts(LimitKw * 1000) };
        return new TimedGarage(
            TimedGarage.With(main => main with { Calendar = [window], AssumedUncontrolled = PerPhase.All(new Amperes(20)) }), start, TimeSpan.FromHours(1), without);
    }
}
