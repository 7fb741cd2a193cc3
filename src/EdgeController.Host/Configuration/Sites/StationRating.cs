using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>The three currents of a station, checked against each other; what could not be read is 0.</summary>
internal sealed record StationRating(Amperes Max, Amperes Min, Amperes Fallback)
{
    /// <summary>Set where it charges with direct current; then the three are its nominal amperes.</summary>
    internal DcSupply? Dc { get; init; }

    internal Amperes? Cable { get; init; }

    // IEC 61851-1: the control pilot cannot tell a vehicle less.
    private static readonly Amperes LeastAc = new(6);

    internal static StationRating Read(StationSource source, Circuit? circuit, DiagnosticList diagnostics)
    {
        var element = source.Element;
        Require(source.Max, element, "max", "Write the hardware maximum of the stations, for example 'max: 16A', here or in stations.defaults.", diagnostics);
        Require(source.Fallback, element, "fallback", "Write what each station keeps when the controller is gone, for example 'fallback: 6A', here or in stations.defaults.", diagnostics);
        var max = Amps(source.Max, diagnostics);
        var min = source.Min is null ? LeastAc : Amps(source.Min, diagnostics);
        var fallback = Amps(source.Fallback, diagnostics);
        var cable = source.Cable?.Value is double carries ? new Amperes(carries) : (Amperes?)null;
        CheckMin(source, min, max, diagnostics);
        CheckFallback(source.Fallback, fallback, min, max, diagnostics);
        CheckCircuit(source.Max, max, circuit, diagnostics);
        CheckCable(source, cable, min, fallback, diagnostics);
        return new StationRating(max ?? Amperes.Zero, min ?? LeastAc, fallback ?? Amperes.Zero) { Cable = cable < max ? cable : null };
    }

    private static Amperes? Amps(Entry? entry, DiagnosticList diagnostics)
    {
        if (entry?.Value is Watts)
        {
            diagnostics.Error(entry.Position, Codes.RatingUnit, $"{entry.Path}: a station on alternating current has its currents per phase in A", "Write for example 16A, or 'current: dc' if this is a direct-current station.");
        }

        return entry?.Value is double value ? new Amperes(value) : null;
    }

    private static void CheckCable(StationSource source, Amperes? cable, Amperes? min, Amperes? fallback, DiagnosticList diagnostics)
    {
        if (cable < min || cable < fallback)
        {
            diagnostics.Error(source.Cable!.Position, Codes.FallbackAboveCable, $"{source.Cable.Path}: {Text(cable)} is less than {(cable < min ? $"min {Text(min)}" : $"fallback {Text(fallback)}")}", "Lower the fallback, or use a cable that carries it.");
        }
    }

    internal static void Require(Entry? entry, Entry element, string name, string advice, DiagnosticList diagnostics)
    {
        if (entry is null)
        {
            diagnostics.Error(element.Position, Codes.MissingKey, $"{element.Path}.{name} is missing", advice);
        }
    }

    private static void CheckMin(StationSource source, Amperes? min, Amperes? max, DiagnosticList diagnostics)
    {
        if (min < LeastAc)
        {
            diagnostics.Error(source.Min!.Position, Codes.MinTooLow, $"{source.Min.Path}: {Text(min)} is less than the 6A that an AC vehicle needs (IEC 61851-1)", "Write 6A or more.");
        }

        if (max < min)
        {
            diagnostics.Error(source.Max!.Position, Codes.MaxBelowMin, $"{source.Max.Path}: {Text(max)} is less than min {Text(min)}", "Raise max or lower min.");
        }
    }

    private static void CheckFallback(Entry? entry, Amperes? fallback, Amperes? min, Amperes? max, DiagnosticList diagnostics)
    {
        if (fallback > Amperes.Zero && fallback < min)
        {
            diagnostics.Error(entry!.Position, Codes.FallbackBelowMin, $"{entry.Path}: {Text(fallback)} lies between 0 and min {Text(min)}, where no vehicle charges", $"Write 0A (pause) or at least {Text(min)}.");
        }

        if (fallback > max)
        {
            diagnostics.Error(entry!.Position, Codes.FallbackAboveMax, $"{entry.Path}: {Text(fallback)} is more than max {Text(max)}", $"Write {Text(max)} or less.");
        }
    }

    private static void CheckCircuit(Entry? entry, Amperes? max, Circuit? circuit, DiagnosticList diagnostics)
    {
        if (entry is null || circuit is null)
        {
            return;
        }

        var least = Amperes.Min(circuit.LimitAmps.L1, Amperes.Min(circuit.LimitAmps.L2, circuit.LimitAmps.L3));
        if (max > least)
        {
            diagnostics.Warning(entry.Position, Codes.MaxAboveCircuit, $"{entry.Path}: {Text(max)} is more than the limit {Text(least)} of circuit '{circuit.Id}'", "Check the breaker and the station's hardware setting.");
        }
    }

    private static string Text(Amperes? amps) => FormattableString.Invariant($"{amps?.Value:0.##}A");
}
