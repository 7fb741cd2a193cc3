using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>Reads what vehicles may give back at a station, and says where that cannot be held.</summary>
internal static class V2xSection
{
    internal static KeySpec[] Keys(string at) =>
    [
        new($"{at}.v2x", KeyKind.Section, "Vehicles there may give back to the site, by the charging plan (OCPP 2.1; needs storage: dynamic and a meter above the station)."),
        new($"{at}.v2x.discharge", KeyKind.Kilowatts, "Highest power out of each EVSE, on the side of the grid.") { Required = true, Min = 0.1, Max = 1000, Example = "11kW" },
        new($"{at}.v2x.soc_min", KeyKind.Percent, "State of charge below which a vehicle gives nothing.") { Default = "30", Min = 0, Max = 100, UnitInKey = true, Example = "40" },
        new($"{at}.v2x.wear", KeyKind.Number, "What a kilowatt-hour out of a vehicle's battery wears it, in the tariff's money.") { Default = "0.05", Min = 0, Max = 10, Example = "0.05" },
    ];

    internal static V2xRating? Read(Entry? entry, StationRating rating, PhaseRotation rotation, StorageClass storage, Circuit circuit, IReadOnlyList<Circuit> circuits, Volts nominal, DiagnosticList diagnostics)
    {
        if (entry?.Number("discharge") is not { } kilowatts)
        {
            return null;
        }

        var position = entry.KeyPosition;
        var most = rating.Dc?.Max.Value ?? rating.Max.Value * nominal.Value * rotation.Terminals.Length;
        if (kilowatts * 1000 > most + 1e-6)
        {
            diagnostics.Error(entry.Find("discharge")!.Position, Codes.V2xRating, FormattableString.Invariant($"{entry.Path}.discharge: {kilowatts:0.##}kW is more than the {most / 1000:0.##}kW of the station's max"), "Lower it to what the hardware can.");
        }

        if (storage != StorageClass.Dynamic)
        {
            diagnostics.Error(position, Codes.V2xStorage, $"{entry.Path}: setpoints to give back are Dynamic profiles of OCPP 2.1", "Write 'storage: dynamic' for these stations, if they speak OCPP 2.1; else remove 'v2x'.");
        }

        if (!circuit.PathToRoot.Any(above => circuits[above].Meter is not null))
        {
            diagnostics.Error(position, Codes.V2xMeter, $"{entry.Path}: no circuit above the station has a meter, and what is not measured is no help", "Name a meter at the circuit or at one above it.");
        }

        return new V2xRating(new Watts(kilowatts * 1000), (entry.Number("soc_min") ?? 30) / 100) { WearPerKwh = entry.Number("wear") ?? 0.05 };
    }

    /// <summary>Where no meter watches a circuit, all that can be given back behind its breaker must fit it.</summary>
    internal static void Check(SiteDraft draft, DiagnosticList diagnostics)
    {
        var site = draft.Site;
        foreach (var circuit in site.Circuits.Where(circuit => circuit.Meter is null))
        {
            var below = site.Resources.Where(one => one.Kind == ResourceKind.Vehicle && site.Circuits[one.Circuit].PathToRoot.Contains(circuit.Index)).Select(one => one.MaxCurrent(site.NominalVoltage)).ToList();
            var worst = PerPhase.Each.MaxBy(phase => below.Sum(current => current[phase].Value) - circuit.LimitAmps[phase].Value);
            var (sum, usable) = (below.Sum(current => current[worst].Value), site.Margin.Usable(circuit.LimitAmps[worst]).Value);
            if (sum > usable + 1e-6)
            {
                diagnostics.Error(
                    draft.Circuits[circuit.Index].KeyPosition,
                    Codes.V2xFeedIn,
                    FormattableString.Invariant($"{circuit.Id} {worst}: vehicles may give back {sum:0.##}A, more than the {usable:0.##}A that its breaker carries, and no meter watches it"),
                    "Lower v2x.discharge there, or name a meter at the circuit.");
            }
        }
    }
}
