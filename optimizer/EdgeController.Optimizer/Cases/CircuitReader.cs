using System.Collections.Immutable;
using System.Text.Json;
using EdgeController.Core.Planning;
using EdgeController.Core.Units;

namespace EdgeController.Optimizer.Cases;

/// <summary>Reads the circuits of a problem file, and finds them by their ids for what hangs on them.</summary>
internal sealed class CircuitReader(SeriesReader series, List<string> problems)
{
    private static readonly string[] PhaseNames = ["L1", "L2", "L3"];

    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    public ImmutableArray<PlanCircuit> Circuits(JsonSection file)
    {
        var circuits = ImmutableArray.CreateBuilder<PlanCircuit>();
        foreach (var section in file.List("circuits"))
        {
            var id = section.Text("id");
            int? parent = section.Has("parent") ? Place(section, "parent") : null;
            if (!_places.TryAdd(id, circuits.Count))
            {
                section.Add("id", $"there is another circuit '{id}'");
            }

            circuits.Add(new PlanCircuit
            {
                Id = id,
                Parent = parent,
                Limit = PerPhaseOf(section, "limitAmps", 1e5).Select(amps => new Amperes(amps)),
                LimitPower = Watts(section, "limitKw"),
                ExportPower = Watts(section, "exportKw"),
                Unbalance = section.Optional("unbalanceAmps", 0, 1e5) is { } amps ? new Amperes(amps) : null,
                Uncontrolled = Load(section),
                Margin = section.Number("margin", 0, 10, 0),
                Reserve = new Amperes(section.Number("reserveAmps", 0, 1e5, 0)),
                VehicleCurrent = section.Has("vehicleAmps") ? PerPhaseOf(section, "vehicleAmps", 1e5).Select(amps => new Amperes(amps)) : null,
                VehiclePower = Watts(section, "vehicleKw"),
                Connectors = section.Has("connectorAmps") ? PerPhaseOf(section, "connectorAmps", 1e5).Select(amps => new Amperes(amps)) : default,
                Newcomers = new Amperes(section.Number("newcomerAmps", 0, 1e5, 0)),
                Timed = [.. section.List("timed").Select(Timed)],
            });
            section.End();
        }

        if (circuits.Count == 0)
        {
            file.Add("circuits", "write at least one circuit, such as [{ \"id\": \"main\", \"limitAmps\": 63 }]");
        }

        return circuits.ToImmutable();
    }

    /// <summary>The place of the circuit that a key names.</summary>
    public int Place(JsonSection section, string key)
    {
        var id = section.Text(key);
        if (_places.TryGetValue(id, out var place))
        {
            return place;
        }

        section.Add(key, $"there is no circuit '{id}' before this; there are {string.Join(", ", _places.Keys)}");
        return 0;
    }

    /// <summary>Site phases as <c>L1</c>, <c>L2L3</c> or <c>L1L2L3</c>.</summary>
    public static Phases PhasesOf(JsonSection section)
    {
        if (!section.Has("phases"))
        {
            return Phases.All;
        }

        if (PhaseRotation.Parse(section.Text("phases")) is { } rotation)
        {
            return rotation.Wired;
        }

        section.Add("phases", "write the phases that it loads: L1, L2, L3, L1L2 or L1L2L3");
        return Phases.All;
    }

    private static Watts? Watts(JsonSection section, string key) => section.Optional(key, 0, 1e6) is { } power ? new Watts(power * 1000) : null;

    private static TimedLimit Timed(JsonSection section)
    {
        var timed = new TimedLimit(section.Time("from"), section.Time("to"))
        {
            Current = section.Optional("amps", 0, 1e5) is { } amps ? new Amperes(amps) : null,
            Power = Watts(section, "kw"),
            Charging = Watts(section, "chargingKw"),
        };
        if (timed.Current is null && timed.Power is null && timed.Charging is null)
        {
            section.Add("amps", "write at least one of amps, kw and chargingKw");
        }

        section.End();
        return timed;
    }

    private static PerPhase<double> PerPhaseOf(JsonSection section, string key, double most)
    {
        if (section.Find(key) is { ValueKind: JsonValueKind.Array } list)
        {
            var values = list.EnumerateArray().Select((item, n) => section.Number(item, $"{section.At(key)}[{n}]", 0, most)).ToArray();
            if (values.Length == 3)
            {
                return new PerPhase<double>(values[0], values[1], values[2]);
            }

            section.Add(key, "write one number, or three for L1, L2 and L3");
            return default;
        }

        return PerPhase.All(section.Number(key, 0, most));
    }

    private ImmutableArray<PerPhase<Watts>> Load(JsonSection section)
    {
        if (section.Find("uncontrolledKw") is not { } value)
        {
            return [];
        }

        if (value.ValueKind == JsonValueKind.Object && !value.TryGetProperty("values", out _))
        {
            var phases = new JsonSection(value, section.At("uncontrolledKw"), problems);
            var each = PhaseNames.Select(phase => series.Read(phases, phase, -1e6, 1e6, 0)).ToArray();
            phases.End();
            return [.. Enumerable.Range(0, series.Slots).Select(t => new PerPhase<Watts>(new Watts(each[0][t] * 1000), new Watts(each[1][t] * 1000), new Watts(each[2][t] * 1000)))];
        }

        return [.. series.Read(section, value, section.At("uncontrolledKw"), -1e6, 1e6).Select(power => PerPhase.All(new Watts(power * 1000 / 3)))];
    }
}
