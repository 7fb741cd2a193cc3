using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.Planning;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Plans;

/// <summary>Forecasts, prices and wishes that are garbage: a plan is made of them, and it is a wish; the guard keeps what the breaker carries.</summary>
public sealed class ForecastsNeverRaiseTests
{
    [Theory]
    [InlineData("nothing draws, the sun is endless")]
    [InlineData("everything draws")]
    [InlineData("energy is paid for")]
    public void Whatever_is_forecast_no_breaker_is_exceeded(string garbage)
    {
        var (worst, planned) = Worst(garbage, Protections.None);
        Assert.True(worst <= 1.0, $"{garbage}: {worst:0.00} x the breaker");
        Assert.True(planned > 0, "nothing was planned");
    }

    /// <summary>The same night without the guard: then what the plan does not hold back flows.</summary>
    [Fact]
    public void Without_the_guard_the_same_forecast_trips_the_breaker() =>
        Assert.True(Worst("nothing draws, the sun is endless", Protections.Guard).Worst > 1.2);

    private static (double Worst, int Planned) Worst(string garbage, Protections without)
    {
        var inputs = new TimeSeriesInputs();
        var (load, sun, price) = garbage switch
        {
            "everything draws" => (1e12, 0.0, 0.3),
            "energy is paid for" => (0, 0, -1000),
            _ => (0, 1e12, 0.3),
        };
        inputs.Set(Series("load", SeriesKind.LoadForecast, load));
        inputs.Set(Series("sun", SeriesKind.PvForecast, sun));
        inputs.Set(Series("price", SeriesKind.ImportPrice, price));
        using var run = PlannedNight.Run("plan", options => options with
        {
            Length = TimeSpan.FromHours(3),
            Inputs = inputs,
            Guard = options.Guard with { Without = without },
            Scenario = options.Scenario with { Sessions = [.. options.Scenario.Sessions!.Select(session => session with { Arrival = TimeSpan.FromMinutes(1 + session.Evse) })] },
        }, amps: 75);
        TrueLoad.ToAssumed(run.World, on: true);
        var worst = 0.0;
        for (var minute = 1; minute < 90; minute++)
        {
            run.RunUntil(Instant.Start + TimeSpan.FromMinutes(minute));
            worst = Math.Max(worst, TrueLoad.WorstRatio(run.World));
        }

        return (worst, run.Plan?.Vehicles.Length ?? 0);
    }

    private static TimeSeries Series(string name, SeriesKind kind, double value) =>
        new(name, kind, [new SeriesPoint(PlannedNight.Midnight, value)], PlannedNight.Midnight.AddDays(3), DateTimeOffset.MaxValue);
}
