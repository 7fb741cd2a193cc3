using System.Collections.Immutable;
using System.Globalization;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Configuration;

namespace EdgeController.Host.Planning;

/// <summary>
/// Reads a duty plan. CSV, separated by comma or semicolon, its first line the names of the columns in any order: <c>vehicle</c>, <c>bay</c> (a station, with <c>/2</c> for its
/// second EVSE), <c>arrival</c>, <c>departure</c>, <c>energy</c> in kWh. Vehicle or bay may be empty, and so may the energy. Each line counts by itself: a bad one is told and left out.
/// </summary>
internal sealed class DutyText(string name, Site site, TimeZoneInfo zone)
{
    /// <summary>Most bytes that are read.</summary>
    public const int Largest = 4 << 20;

    /// <summary>No stay is longer.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(14);

    private const int Most = 20_000;
    private static readonly string[] Columns = ["vehicle", "bay", "arrival", "departure", "energy"];

    private readonly SiteIndex _index = new(site);
    private readonly HashSet<string> _vehicles = [.. Known(site)];
    private readonly List<string> _problems = [];
    private readonly List<string> _hints = [];

    /// <summary>Reads the file; one that is not there, too large or no text is no plan at all.</summary>
    public static DutyPlan ReadFile(string path, Site site, TimeZoneInfo zone)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > Largest })
            {
                return Useless($"{path}: the duty plan has more than {Largest} bytes");
            }

            var text = new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path));
            return new DutyText(path, site, zone).Read(text);
        }
        catch (ArgumentException)
        {
            return Useless($"{path}: the duty plan is not UTF-8 text; save it as UTF-8");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return Useless($"{path}: the duty plan cannot be read: {e.Message}");
        }
    }

    public DutyPlan Read(string text)
    {
        int[]? columns = null;
        var separator = ',';
        var (number, duties) = (0, new List<Duty>());
        foreach (var line in text.TrimStart('\uFEFF').Split('\n'))
        {
            number++;
            var trimmed = line.Trim();
            if (trimmed.Length == 0 || trimmed[0] == '#')
            {
                continue;
            }

            if (columns is null)
            {
                separator = trimmed.Contains(';', StringComparison.Ordinal) ? ';' : ',';
                var titles = Cells(trimmed, separator).Select(title => title.ToLowerInvariant()).ToList();
                columns = [.. Columns.Select(column => titles.IndexOf(column))];
                if (columns.Contains(-1))
                {
                    return Useless($"{name}: line {number}: the first line must name the columns {string.Join(", ", Columns)}; {Columns[Array.IndexOf(columns, -1)]} is missing");
                }
            }
            else if (duties.Count == Most)
            {
                return Useless($"{name}: more than {Most} duties");
            }
            else
            {
                var cells = Cells(trimmed, separator);
                var (duty, problem) = One(number, [.. columns.Select(column => column < cells.Length ? cells[column] : "")]);
                if (duty is not null)
                {
                    duties.Add(duty);
                }

                Tell(problem is null ? null : $"{name}: line {number}: {problem}");
            }
        }

        if (columns is null)
        {
            return Useless($"{name}: the duty plan is empty; its first line names the columns {string.Join(", ", Columns)}");
        }

        duties = WithoutOverlap(duties, duty => duty.Vehicle?.ToUpperInvariant(), duty => duty.Vehicle!);
        duties = WithoutOverlap(duties, duty => duty.Evse?.ToString(CultureInfo.InvariantCulture), duty => $"bay {site.Evses[duty.Evse!.Value].Id}");
        return new DutyPlan([.. duties.OrderBy(duty => duty.Departure).ThenBy(duty => duty.Line)], [.. _problems], [.. _hints]);
    }

    private static DutyPlan Useless(string problem) => DutyPlan.Empty with { Problems = [problem], IsUseless = true };

    private static IEnumerable<string> Known(Site site) => site.Policy.Tokens.SelectMany(token => (string[])[token.Key.ToUpperInvariant(), token.Value.Vehicle?.ToUpperInvariant() ?? ""]);

    private static string[] Cells(string line, char separator) => [.. line.Split(separator).Select(cell => cell.Trim().Trim('"').Trim())];

    private (Duty? Duty, string? Problem) One(int line, string[] cells)
    {
        var (vehicle, bay) = (cells[0].Length == 0 ? null : cells[0], cells[1]);
        if (vehicle is null && bay.Length == 0)
        {
            return (null, "neither a vehicle nor a bay is named");
        }

        var (evse, unknown) = bay.Length == 0 ? (null, null) : Bay(bay);
        if (unknown is not null)
        {
            return (null, unknown);
        }

        var (arrival, bad) = ClockText.Read(cells[2], zone);
        if (arrival is not { } from)
        {
            return (null, $"arrival {bad}");
        }

        var (departure, wrong) = ClockText.Read(cells[3], zone, from);
        if (departure is not { } to)
        {
            return (null, $"departure {wrong}");
        }

        if (to <= from || to - from > Longest)
        {
            return (null, to <= from ? $"the departure {cells[3]} is not after the arrival {cells[2]}" : $"from {cells[2]} to {cells[3]} is more than {Longest.TotalDays} days");
        }

        WattHours? energy = null;
        if (cells[4].Length > 0)
        {
            if (!double.TryParse(cells[4].Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out var kwh) || kwh is not (>= 0 and <= 1000))
            {
                return (null, $"energy '{cells[4]}' is no number of kWh from 0 to 1000");
            }

            energy = new WattHours(kwh * 1000);
        }

        if (ClockText.IsTwice(cells[2], zone) || ClockText.IsTwice(cells[3], zone))
        {
            _hints.Add($"{name}: line {line}: {(ClockText.IsTwice(cells[3], zone) ? cells[3] : cells[2])} is shown twice by the clock; the first is taken where it can be, write an offset for the other");
        }

        if (vehicle is not null && evse is null && !_vehicles.Contains(vehicle.ToUpperInvariant()))
        {
            _hints.Add($"{name}: line {line}: no token of the site file names {vehicle}, and no bay does: only a driver who shows the token {vehicle} has this duty");
        }

        return (new Duty(line, vehicle, evse, from, to, energy), null);
    }

    private (int? Evse, string? Problem) Bay(string bay)
    {
        var slash = bay.LastIndexOf('/');
        if (_index.Find(new StationId(bay)) is >= 0 and var station)
        {
            var evses = site.Stations[station].Evses;
            return evses.Length == 1 ? (evses[0], null) : (null, $"station {bay} has {evses.Length} connectors; write {bay}/1 to {bay}/{evses.Length}");
        }

        var named = slash > 0 && int.TryParse(bay.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        if (named > 0 && _index.Find(new StationId(bay[..slash])) is >= 0 and var owner)
        {
            var evses = site.Stations[owner].Evses;
            return _index.Find(new EvseId(new StationId(bay[..slash]), named)) is >= 0 and var evse ? (evse, null)
                : (null, $"station {bay[..slash]} has no connector {named}; write {bay[..slash]}/1{(evses.Length == 1 ? "" : $" to {bay[..slash]}/{evses.Length}")}");
        }

        var near = NearestWord.Find(bay, site.Stations.Select(known => known.Id.Value));
        return (null, $"there is no station '{bay}'{(near is null ? "" : $"; did you mean '{near}'?")}");
    }

    /// <summary>Nobody stands in two places at once: the later line of two that overlap does not count.</summary>
    private List<Duty> WithoutOverlap(List<Duty> duties, Func<Duty, string?> key, Func<Duty, string> word)
    {
        var dropped = new HashSet<Duty>();
        foreach (var same in duties.Where(duty => key(duty) is not null).GroupBy(key))
        {
            Duty? before = null;
            foreach (var duty in same.OrderBy(duty => duty.Arrival).ThenBy(duty => duty.Line))
            {
                if (before is not null && duty.Arrival < before.Departure)
                {
                    var (first, second) = before.Line < duty.Line ? (before, duty) : (duty, before);
                    Tell($"{name}: line {second.Line}: {word(second)} is taken at that time by line {first.Line}");
                    dropped.Add(second);
                    before = first;
                }
                else
                {
                    before = duty;
                }
            }
        }

        return [.. duties.Where(duty => !dropped.Contains(duty))];
    }

    private void Tell(string? problem)
    {
        if (problem is not null)
        {
            _problems.Add(problem);
        }
    }
}
