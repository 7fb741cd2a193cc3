using System.Collections.Immutable;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>What a controller should still know after a restart although no limit hangs on it: who received what, what was written into stations, and the month's peaks.</summary>
/// <param name="Received">Energy received over the last days, by token or EVSE.</param>
/// <param name="Writes">Charging profiles written in the last day, by station.</param>
/// <param name="Peaks">The month's highest measured mean, by circuit with a contract demand.</param>
public sealed record SiteHistory(ImmutableArray<ReceivedMemory> Received, ImmutableArray<WritesMemory> Writes, ImmutableArray<PeakMemory> Peaks)
{
    public static SiteHistory Empty { get; } = new([], [], []);

    /// <summary>Less than this is not worth a line.</summary>
    private const double LeastWattHours = 100;

    internal static SiteHistory Of(SiteSnapshot snapshot, Instant now) => new(
        [
            .. snapshot.Site.Evses
                .Select(evse => new ReceivedMemory(evse.Id.ToString(), true, snapshot.Evses[evse.Index].Received.At(now).Value))
                .Concat(snapshot.Received.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new ReceivedMemory(pair.Key, false, pair.Value.At(now).Value)))
                .Where(memory => memory.WattHours >= LeastWattHours),
        ],
        [
            .. snapshot.Site.Stations
                .Select(station => new WritesMemory(station.Id.Value, snapshot.Stations[station.Index].Writes.Hours(now)))
                .Where(memory => !memory.Hours.IsEmpty),
        ],
        [
            .. snapshot.Site.Circuits
                .Where(circuit => snapshot.Demands[circuit.Index].MonthPeak is not null)
                .Select(circuit => new PeakMemory(circuit.Id.Value, snapshot.Demands[circuit.Index].Month, snapshot.Demands[circuit.Index].MonthPeak!.Value.Value)),
        ]);

    /// <param name="snapshot">A snapshot in which nothing has been heard.</param>
    /// <param name="now">Time of the restart.</param>
    /// <param name="passed">Time since the writing.</param>
    internal SiteSnapshot Restore(SiteSnapshot snapshot, Instant now, TimeSpan passed)
    {
        EvseState[] evses = [.. snapshot.Evses];
        StationState[] stations = [.. snapshot.Stations];
        DemandState[] demands = [.. snapshot.Demands];
        var tokens = snapshot.Received.ToBuilder();
        var ids = snapshot.Site.Evses.ToDictionary(evse => evse.Id.ToString(), evse => evse.Index, StringComparer.Ordinal);
        foreach (var memory in Received)
        {
            var received = ReceivedEnergy.Of(new WattHours(memory.WattHours), now, passed);
            if (!memory.IsEvse)
            {
                tokens[memory.Id] = received;
            }
            else if (ids.TryGetValue(memory.Id, out var evse))
            {
                evses[evse] = evses[evse] with { Received = received };
            }
        }

        foreach (var memory in Writes)
        {
            if (snapshot.Index.Find(new StationId(memory.Station)) is >= 0 and var index)
            {
                stations[index] = stations[index] with { Writes = stations[index].Writes.Remember(memory.Hours, now, passed) };
            }
        }

        foreach (var circuit in snapshot.Site.Circuits)
        {
            if (Peaks.FirstOrDefault(peak => peak.Circuit == circuit.Id.Value) is { } memory)
            {
                demands[circuit.Index] = demands[circuit.Index] with { Month = memory.Month, MonthPeak = new Watts(memory.PeakWatts) };
            }
        }

        return snapshot with { Evses = [.. evses], Stations = [.. stations], Demands = [.. demands], Received = tokens.ToImmutable() };
    }
}

/// <summary>Energy that a vehicle has received over the last days, what lies back counting less.</summary>
/// <param name="Id">The EVSE, or the token that charged.</param>
/// <param name="IsEvse">Which of the two.</param>
/// <param name="WattHours">As it counted at the writing.</param>
public sealed record ReceivedMemory(string Id, bool IsEvse, double WattHours);

/// <summary>What was written into a station.</summary>
/// <param name="Station">Its OCPP identity.</param>
/// <param name="Hours">By hour, the newest last.</param>
public sealed record WritesMemory(string Station, ImmutableArray<WritesOfHour> Hours);

/// <summary>Profile writes of one hour.</summary>
/// <param name="HoursAgo">How long before the writing it began, in whole hours.</param>
/// <param name="Tally">By purpose.</param>
public sealed record WritesOfHour(int HoursAgo, WriteTally Tally);

/// <summary>The highest measured mean of a circuit's import in a month.</summary>
/// <param name="Circuit">The circuit.</param>
/// <param name="Month">Year x 12 + month, in the site's zone.</param>
/// <param name="PeakWatts">The mean, in watts.</param>
public sealed record PeakMemory(string Circuit, int Month, double PeakWatts);
