using EdgeController.Simulator.World;

namespace EdgeController.Simulator.Electrical;

/// <summary>How much of a clear sky's sun gets through: each day has its own mean, and clouds pass from one quarter of an hour to the next.</summary>
public sealed class Weather(ulong seed)
{
    private const int QuartersPerDay = 96;

    /// <summary>How far a quarter strays from its day.</summary>
    private const double Clouds = 0.2;

    private readonly SeededRandom _random = new(seed);
    private (int Quarter, double From, double To) _known = (-1, 1, 1);

    /// <summary>Share of a clear sky's sun, at that time since the first local midnight.</summary>
    public double ShareAt(TimeSpan sinceMidnight)
    {
        var at = sinceMidnight.TotalMinutes / 15;
        var quarter = (int)Math.Floor(at);
        if (_known.Quarter != quarter)
        {
            _known = (quarter, Knot(quarter), Knot(quarter + 1));
        }

        return _known.From + ((at - quarter) * (_known.To - _known.From));
    }

    private double Knot(int quarter)
    {
        var day = _random.Fork($"day {quarter / QuartersPerDay}").Uniform(0.25, 1);
        return Math.Clamp(day + _random.Fork($"quarter {quarter}").Uniform(-Clouds, Clouds), 0.05, 1);
    }
}
