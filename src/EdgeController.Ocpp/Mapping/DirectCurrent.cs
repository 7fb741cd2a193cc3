using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Ocpp.Mapping;

/// <summary>
/// What a direct-current station's samples say of its draw from the grid. Its currents and voltages are those at the vehicle: they never
/// count as amperes of the site, only their product does.
/// </summary>
internal static class DirectCurrent
{
    /// <summary>Power at the vehicle; null where nothing usable was sent.</summary>
    public static Watts? Output(ReadOnlySpan<Reading> samples, DcSupply dc)
    {
        if (Total(samples, outlet: true, "Power.Active.Import", "W") is { } power)
        {
            return new Watts(Math.Max(0, power));
        }

        if (Total(samples, outlet: true, "Current.Import", "A") is { } amps && Total(samples, outlet: true, "Voltage", "V") is { } volts)
        {
            return new Watts(Math.Max(0, amps * volts));
        }

        // Measured where the grid comes in: losses are in it already.
        return Total(samples, outlet: false, "Power.Active.Import", "W") is { } taken ? new Watts(Math.Max(0, taken * dc.Efficiency)) : null;
    }

    /// <summary>The same as nominal amperes on each of the site's phases.</summary>
    public static PerPhase<Amperes> Input(Watts output, DcSupply dc, Volts nominal) => PerPhase.All(dc.ExactInput(output, nominal));

    private static double? Total(ReadOnlySpan<Reading> samples, bool outlet, string measurand, string unit)
    {
        var found = PhaseReadings.At(outlet, samples, measurand, unit);
        return found.Total ?? (found is { L1: { } l1, L2: { } l2, L3: { } l3 } && measurand.StartsWith("Power", StringComparison.Ordinal) ? l1 + l2 + l3 : null);
    }
}
