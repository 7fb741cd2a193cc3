using System.Collections.Immutable;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>Reads the stations: defaults, list elements with ranges of identities, and the back end of each.</summary>
internal sealed class StationSection(ImmutableArray<Circuit> circuits, Entry? circuitSection, BackEnds backEnds, Volts nominal, DiagnosticList diagnostics)
{
    private readonly StationTotals _totals = new(circuits, nominal, diagnostics);
    private readonly Dictionary<string, TextPosition> _seen = new(StringComparer.Ordinal);

    internal List<Station> Stations { get; } = [];

    internal List<Evse> Evses { get; } = [];

    internal List<StationSource> Sources { get; } = [];

    /// <summary>The file's circuits, and those that stations' totals add.</summary>
    internal StationTotals Totals => _totals;

    internal void Read(Entry? section)
    {
        foreach (var element in section?.Find("list")?.Children ?? [])
        {
            ReadElement(element, section!.Find("defaults"));
        }

        foreach (var pattern in backEnds.Choices.SelectMany(choice => choice.Patterns ?? []).Where(pattern => pattern.Text != "*"))
        {
            if (Stations.Count > 0 && !_seen.Keys.Any(id => BackEndChoice.Matches(pattern.Text, id)))
            {
                diagnostics.Warning(pattern.Position, Codes.MatchesNothing, $"'{pattern.Text}' matches no station", NearestWord.Find(pattern.Text, _seen.Keys) is { } near ? $"Did you mean '{near}'?" : null);
            }
        }
    }

    private void ReadElement(Entry element, Entry? defaults)
    {
        Entry? Value(string name) => element.Find(name) ?? defaults?.Find(name);
        var source = new StationSource(element, Value("max"), Value("min"), Value("fallback"))
        {
            Defaults = defaults,
            IsDc = Value("current")?.Value is "dc",
            Cable = Value("cable"),
            Efficiency = Value("efficiency"),
            Standby = Value("standby"),
            Total = Value("total"),
        };
        var circuit = FindCircuit(element.Find("circuit"));
        DcStationRating.CheckKeys(element, source.IsDc, diagnostics);
        var rating = source.IsDc ? DcStationRating.Read(source, nominal, diagnostics) : StationRating.Read(source, circuit, diagnostics);
        var rotation = source.IsDc ? null : Value("rotation")?.Value;
        var switches = !source.IsDc && Value("phase_switching")?.Value is true;
        var storage = Value("storage")?.Value switch
        {
            "flash" => StorageClass.Flash,
            "ram" => StorageClass.Ram,
            "dynamic" => StorageClass.Dynamic,
            _ => StorageClass.WearLevelled,
        };
        var connectors = Value("connectors")?.Value is double count ? (int)count : 1;
        var nth = 0;
        var v2x = circuit is null ? null : V2xSection.Read(Value("v2x"), rating, rotation as PhaseRotation ?? PhaseRotation.L1L2L3, storage, circuit, circuits, nominal, diagnostics);
        foreach (var (id, position) in Expand(element.Find("ids")))
        {
            var csms = ChooseBackEnd(id, position, Value("csms"));
            var phases = rotation as PhaseRotation ?? (rotation is "auto-cycle" ? PhaseRotation.Cycle(nth) : PhaseRotation.L1L2L3);
            nth++;
            if (circuit is not null)
            {
                var on = _totals.CircuitOf(new StationId(id), circuit, source, rating, phases, connectors);
                Add(new StationId(id), on, rating, phases, csms, connectors);
                Stations[^1] = Stations[^1] with { Storage = storage, SwitchesPhases = switches && phases.Terminals.Length == 3, V2x = v2x };
                Sources.Add(source);
            }
        }
    }

    private void Add(StationId id, int circuit, StationRating rating, PhaseRotation rotation, string? csms, int connectors)
    {
        Stations.Add(new Station
        {
            Id = id,
            Index = Stations.Count,
            Circuit = circuit,
            Max = rating.Max,
            Min = rating.Min,
            Fallback = rating.Fallback,
            Rotation = rotation,
            Dc = rating.Dc,
            Cable = rating.Cable,
            Csms = csms,
            Evses = [.. Enumerable.Range(Evses.Count, connectors)],
        });
        for (var number = 1; number <= connectors; number++)
        {
            Evses.Add(new Evse { Id = new EvseId(id, number), Index = Evses.Count, Station = Stations.Count - 1 });
        }
    }

    private Circuit? FindCircuit(Entry? entry)
    {
        if (entry?.Value is not string name)
        {
            return null;
        }

        var circuit = circuits.FirstOrDefault(circuit => circuit.Id.Value == name);
        if (circuit is null && circuitSection is not null)
        {
            diagnostics.Error(entry.Position, Codes.UnknownCircuit, $"{entry.Path}: there is no circuit '{name}'", NearestWord.Suggest(name, [.. circuits.Select(known => known.Id.Value)]));
        }

        return circuit;
    }

    private IEnumerable<(string Id, TextPosition Position)> Expand(Entry? ids)
    {
        if (ids?.Value is not ImmutableArray<PlacedText> texts)
        {
            yield break;
        }

        foreach (var text in texts)
        {
            var (expanded, problem) = StationIds.Expand(text.Text);
            if (problem is not null)
            {
                diagnostics.Error(text.Position, Codes.BadRange, $"{ids.Path}: {problem}", "Write an identity such as N1-01, or a range such as N1-{01..12}.");
            }

            foreach (var id in expanded)
            {
                if (_seen.Count >= StationIds.Most)
                {
                    diagnostics.Error(text.Position, Codes.TooManyStations, $"{ids.Path}: the site has more than {StationIds.Most} stations");
                    yield break;
                }

                if (_seen.TryAdd(id, text.Position))
                {
                    yield return (id, text.Position);
                }
                else
                {
                    diagnostics.Error(text.Position, Codes.DuplicateStation, $"{ids.Path}: station '{id}' is already in line {_seen[id].Line}", "Each station stands in the list once.");
                }
            }
        }
    }

    private string? ChooseBackEnd(string id, TextPosition position, Entry? wish)
    {
        if (wish is not null)
        {
            if (wish.Value is string name && name != "none" && !backEnds.Choices.Any(choice => choice.Name == name) && backEnds.Readable)
            {
                diagnostics.Error(wish.Position, Codes.UnknownCsms, $"{wish.Path}: there is no back end '{name}'", NearestWord.Suggest(name, [.. backEnds.Choices.Select(choice => choice.Name), "none"]));
            }

            return wish.Value is "none" ? null : wish.Value as string;
        }

        var matching = backEnds.Choices.Where(choice => choice.Matches(id)).ToList();
        if (matching.Count > 1)
        {
            diagnostics.Error(position, Codes.AmbiguousBackEnd, $"station '{id}' is claimed by the back ends {string.Join(" and ", matching.Select(choice => choice.Name))}", "Narrow their 'stations', or write 'csms:' at the station.");
        }
        else if (matching.Count == 0 && !backEnds.Choices.IsEmpty)
        {
            diagnostics.Error(position, Codes.NoBackEnd, $"station '{id}' has no back end", "Widen 'stations' of a back end, or write 'csms: none' at the station.");
        }

        return matching.FirstOrDefault()?.Name;
    }
}
