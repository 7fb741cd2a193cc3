using System.Collections.Immutable;
using EdgeController.Core.Planning;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Host.Planning;

/// <summary>
/// Who will come: what came at each circuit in each hour of the last days of the same kind (working day, Saturday, Sunday). Plans know nobody who is not there yet, and where room is
/// scarce at night an evening that waits for cheaper hours leaves those short who come last. Expected ones only keep room: they are together for each hour and circuit, without a
/// minimum current, and count half of one that is there.
/// </summary>
internal sealed class ArrivalBook(Site site, TimeZoneInfo zone)
{
    /// <summary>So much is kept, of the last days.</summary>
    public const int MostStays = 1500;

    /// <summary>Days of the same kind that count.</summary>
    public const int MostDays = 3;

    private const double Weight = 0.5;
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(10);

    /// <summary>Who is so near may be here already.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(15);

    private ImmutableArray<PastStay> _stays = [];

    /// <summary>What is known, in the order in which the stays ended.</summary>
    public ImmutableArray<PastStay> All => _stays;

    /// <summary>Takes what an earlier life knew; what cannot be is left out.</summary>
    public void Restore(ImmutableArray<PastStay> stays) => _stays = stays.IsDefault
        ? []
        : [.. stays.Where(past => past is { Kwh: > 0 and < 2000, Kw: > 0 and < 2000 } && past.Length > TimeSpan.Zero && past.Length <= TimeSpan.FromDays(7) && site.Stations.Any(station => site.Circuits[station.Circuit].Id.Value == past.Circuit)).TakeLast(MostStays)];

    public void Add(EndedStay ended)
    {
        var kw = ended.HighestAmps * site.NominalVoltage.Value / 1000;
        if (ended.Stay.Kwh < 0.1 || kw < 0.1)
        {
            return;
        }

        var circuit = site.Circuits[site.Stations[site.Evses[ended.Evse].Station].Circuit].Id.Value;
        var left = ended.Stay.Arrival + ended.Stay.Length;
        _stays = [.. _stays.Where(past => left - past.Arrival < Oldest).TakeLast(MostStays - 1), new PastStay(circuit, ended.Stay.Arrival, ended.Stay.Length, ended.Stay.Kwh, Math.Round(kw, 2))];
    }

    /// <summary>Who is expected from now on until then, earliest first.</summary>
    public IEnumerable<PlanVehicle> Expected(DateTimeOffset now, DateTimeOffset end)
    {
        var local = TimeZoneInfo.ConvertTime(now, zone);
        for (var day = local.Date; day < TimeZoneInfo.ConvertTime(end, zone).DateTime; day = day.AddDays(1))
        {
            var kind = StayBook.KindOf(new DateTimeOffset(day, TimeSpan.Zero));
            var alike = _stays.Where(past => past.Arrival.Date < day && StayBook.KindOf(past.Arrival) == kind).GroupBy(past => past.Arrival.Date).OrderByDescending(one => one.Key).Take(MostDays).ToArray();
            foreach (var group in alike.SelectMany(one => one).GroupBy(past => (past.Circuit, past.Arrival.Hour)).OrderBy(group => group.Key.Hour).ThenBy(group => group.Key.Circuit, StringComparer.Ordinal))
            {
                var there = group.Select(past => (Past: past, At: On(day, past.Arrival.TimeOfDay))).Where(one => one.At > now + Soon && one.At < end).ToArray();
                if (there.Length > 0)
                {
                    yield return Together(group.Key.Circuit, there, alike.Length);
                }
            }
        }
    }

    /// <summary>A time that the clock jumps over is the one that it jumps to.</summary>
    private DateTimeOffset On(DateTime day, TimeSpan time)
    {
        var local = DateTime.SpecifyKind(day + time, DateTimeKind.Unspecified);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }

    private PlanVehicle Together(string circuit, (PastStay Past, DateTimeOffset At)[] there, int days)
    {
        var (kwh, kw) = (there.Sum(one => one.Past.Kwh), there.Sum(one => one.Past.Kw));
        var first = there.Min(one => one.At);
        var arrival = first + TimeSpan.FromHours(there.Sum(one => one.Past.Kwh * (one.At - first).TotalHours) / kwh);
        var station = site.Stations.First(one => site.Circuits[one.Circuit].Id.Value == circuit);
        var max = new Amperes(kw * 1000 / days / 3 / site.NominalVoltage.Value);
        var connectors = new Amperes(station.Fallback.Value * there.Length / days);
        return new PlanVehicle
        {
            Id = FormattableString.Invariant($"expected {circuit} {arrival:yyyy-MM-ddTHH:mm}"),
            Circuit = site.Circuits.First(one => one.Id.Value == circuit).Index,
            Phases = Phases.All,
            Max = max,
            Min = Amperes.Zero,
            Fallback = Amperes.Min(connectors, max),
            Connector = new PlanConnector(connectors, Phases.All),
            Arrival = arrival,
            Departure = arrival + TimeSpan.FromHours(there.Sum(one => one.Past.Kwh * one.Past.Length.TotalHours) / kwh),
            Energy = new WattHours(kwh * 1000 / days),
            Efficiency = station.Dc?.Efficiency ?? 1,
            Priority = Weight,
            IsExpected = true,
        };
    }
}

/// <summary>A stay, as far as it says who will come.</summary>
/// <param name="Circuit">Id of the circuit where it was.</param>
/// <param name="Arrival">When it began, as the site's clock showed it.</param>
/// <param name="Length">How long it was.</param>
/// <param name="Kwh">What it took.</param>
/// <param name="Kw">The highest power that was seen of it.</param>
internal sealed record PastStay(string Circuit, DateTimeOffset Arrival, TimeSpan Length, double Kwh, double Kw);
