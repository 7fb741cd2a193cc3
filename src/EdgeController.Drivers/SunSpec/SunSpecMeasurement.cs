using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Drivers.SunSpec;

/// <summary>What a SunSpec device measures on its alternating-current side, as an event of the site; feed-in is negative there.</summary>
public static class SunSpecMeasurement
{
    private const double LowestMainsVolts = 80;
    private const double HighestMainsVolts = 520;

    /// <summary>Inverters and the newer models count production positive, so that their sign turns; meters count import positive.</summary>
    private static readonly (int Model, double Sign)[] Sources =
    [
        (213, 1), (203, 1), (211, 1), (201, 1), (212, 1), (202, 1), (214, 1), (204, 1),
        (701, -1), (113, -1), (103, -1), (111, -1), (101, -1), (112, -1), (102, -1),
    ];

    private static readonly string[] Letters = ["A", "B", "C"];
    private static readonly string[] Pairs = ["AB", "BC", "CA"];

    /// <summary>The models that measure, the one to believe first where a device has several.</summary>
    public static IEnumerable<int> Models(SunSpecKind kind) => Sources.Where(source => (source.Sign > 0) == (kind == SunSpecKind.Meter)).Select(source => source.Model);

    /// <summary>A reading, or why there is none.</summary>
    public static SiteEvent ToEvent(Meter meter, SunSpecKind kind, SunSpecImage image, Instant at)
    {
        foreach (var model in Models(kind))
        {
            if (image.Find(model) is not null)
            {
                return Read(meter, image, model, Sources.First(source => source.Model == model).Sign, at);
            }
        }

        return new MeterReadFailed(at, meter.Id, $"the device has no SunSpec model that measures ({string.Join(", ", Models(kind).Order())})");
    }

    private static SiteEvent Read(Meter meter, SunSpecImage image, int model, double sign, Instant at)
    {
        var terminals = meter.Phases.Terminals.Length;
        Span<double> amps = stackalloc double[3];
        Span<double> volts = stackalloc double[3];
        var sum = 0.0;
        for (var i = 0; i < terminals; i++)
        {
            // A device on one phase may tell its current only as the total.
            if ((image[model, $"Aph{Letters[i]}"] ?? (terminals == 1 ? image[model, "A"] : null)) is not { } current)
            {
                return Missing(meter, at, model, $"Aph{Letters[i]}");
            }

            if ((image[model, $"PhVph{Letters[i]}"] ?? Star(image, model, i, terminals)) is not { } voltage)
            {
                return Missing(meter, at, model, $"PhVph{Letters[i]}");
            }

            if (voltage is < LowestMainsVolts or > HighestMainsVolts)
            {
                return new MeterReadFailed(at, meter.Id, FormattableString.Invariant($"the voltage PhVph{Letters[i]} of model {model} is {voltage:G4} V, outside {LowestMainsVolts}..{HighestMainsVolts} V"));
            }

            (amps[i], volts[i]) = (Math.Abs(current), voltage);
            sum += amps[i];
        }

        if (image[model, "W"] is not { } total)
        {
            return Missing(meter, at, model, "W");
        }

        PerPhase<Amperes> signed = default;
        PerPhase<Volts> voltages = default;
        PerPhase<Watts> powers = default;
        for (var i = 0; i < terminals; i++)
        {
            // Inverters tell one power; it flows as their currents do.
            var watts = sign * (image[model, $"Wph{Letters[i]}"] ?? (sum > 0 ? total * amps[i] / sum : total / terminals));
            signed = signed.With((Phase)i, new Amperes(watts < 0 ? -amps[i] : amps[i]));
            voltages = voltages.With((Phase)i, new Volts(volts[i]));
            powers = powers.With((Phase)i, new Watts(watts));
        }

        return new MeterReading(at, meter.Id, meter.Phases.ToSite(signed, Amperes.Zero), new Watts(sign * total))
        {
            Voltage = meter.Phases.ToSite(voltages, Volts.Zero),
            PhasePower = meter.Phases.ToSite(powers, Watts.Zero),
        };
    }

    /// <summary>The voltage of a phase by those between the lines, where there is no neutral to measure it against (204, 214); null where they are not told either.</summary>
    private static double? Star(SunSpecImage image, int model, int terminal, int terminals) =>
        terminals == 3 && image[model, $"PhVph{Pairs[terminal]}"] is { } next && image[model, $"PhVph{Pairs[(terminal + 2) % 3]}"] is { } before ? (next + before) / 2 / Math.Sqrt(3) : null;

    private static MeterReadFailed Missing(Meter meter, Instant at, int model, string point) =>
        new(at, meter.Id, $"the device has no value for {point} of model {model} (not implemented, or without a scale factor)");
}
