using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>Reads the powers of a direct-current station, checked against each other, and what they take from the grid.</summary>
internal static class DcStationRating
{
    private const double DefaultEfficiency = 0.92;
    private static readonly Watts DefaultStandby = new(300);

    internal static StationRating Read(StationSource source, Volts nominal, DiagnosticList diagnostics)
    {
        var element = source.Element;
        StationRating.Require(source.Max, element, "max", "Write the highest power at the vehicle, for example 'max: 150kW'.", diagnostics);
        StationRating.Require(source.Min, element, "min", "Write the least power that the station can offer, for example 'min: 5kW'.", diagnostics);
        StationRating.Require(source.Fallback, element, "fallback", "Write what each station keeps when the controller is gone: 0kW, or at least min.", diagnostics);
        var max = Power(source.Max, diagnostics);
        var min = Power(source.Min, diagnostics);
        var fallback = Power(source.Fallback, diagnostics);
        if (max < min)
        {
            diagnostics.Error(source.Max!.Position, Codes.MaxBelowMin, $"{source.Max.Path}: {Text(max)} is less than min {Text(min)}", "Raise max or lower min.");
        }

        if (fallback?.Value > 0 && fallback < min)
        {
            diagnostics.Error(source.Fallback!.Position, Codes.FallbackBelowMin, $"{source.Fallback.Path}: {Text(fallback)} lies between 0 and min {Text(min)}, where no vehicle charges", $"Write 0kW (pause) or at least {Text(min)}.");
        }

        if (fallback > max)
        {
            diagnostics.Error(source.Fallback!.Position, Codes.FallbackAboveMax, $"{source.Fallback.Path}: {Text(fallback)} is more than max {Text(max)}", $"Write {Text(max)} or less.");
        }

        var efficiency = source.Efficiency?.Value is double share ? share : DefaultEfficiency;
        var standby = source.Standby?.Value is double kilowatts ? new Watts(kilowatts * 1000) : DefaultStandby;
        var dc = new DcSupply(max ?? Watts.Zero, min ?? Watts.Zero, fallback ?? Watts.Zero, efficiency, standby);
        return new StationRating(dc.Input(dc.Max, nominal), dc.Input(dc.Min, nominal), dc.Input(dc.Fallback, nominal)) { Dc = dc };
    }

    /// <summary>Keys of the other kind of current, where they stand at the element itself.</summary>
    internal static void CheckKeys(Entry element, bool isDc, DiagnosticList diagnostics)
    {
        foreach (var name in isDc ? (string[])["cable", "phase_switching"] : ["efficiency", "standby"])
        {
            if (element.Find(name) is { } entry)
            {
                diagnostics.Error(entry.KeyPosition, Codes.OtherCurrent, $"{entry.Path}: a station with 'current: {(isDc ? "dc" : "ac")}' has no such thing", "Remove the key.");
            }
        }
    }

    private static Watts? Power(Entry? entry, DiagnosticList diagnostics)
    {
        if (entry?.Value is double)
        {
            diagnostics.Error(entry.Position, Codes.RatingUnit, $"{entry.Path}: a direct-current station has its powers at the vehicle in kW", "Write for example 150kW; 0kW for a pause.");
        }

        return entry?.Value as Watts?;
    }

    private static string Text(Watts? power) => FormattableString.Invariant($"{power?.Value / 1000:0.###}kW");
}
