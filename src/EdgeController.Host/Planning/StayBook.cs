using System.Collections.Immutable;
using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Units;

namespace EdgeController.Host.Planning;

/// <summary>
/// What stays of each token were like: when it came, how long it stayed, what it took. Only stays count whose beginning and end were both seen. From at least five of them on
/// the same kind of day (working day, Saturday, Sunday), begun at about the same time (3 h), a stay is guessed that four of five lasted at least, and an energy that four of
/// five needed at most.
/// </summary>
internal sealed class StayBook(TimeZoneInfo zone)
{
    /// <summary>Tokens that are remembered; who has not been seen for longest is forgotten first.</summary>
    public const int MostTokens = 1000;

    /// <summary>Stays of each that are remembered.</summary>
    public const int MostStays = 30;

    /// <summary>Fewer say nothing.</summary>
    public const int Enough = 5;

    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);
    private static readonly TimeSpan SameTime = TimeSpan.FromHours(3);

    private readonly Dictionary<string, ImmutableArray<Stay>> _stays = new(StringComparer.OrdinalIgnoreCase);
    private Watched[] _watched = [];

    /// <summary>Another number for each time that something was learned.</summary>
    public int Revision { get; private set; }

    /// <summary>All that is known, by token, the one seen last at the end.</summary>
    public ImmutableArray<TokenStays> All => [.. _stays.OrderBy(pair => pair.Value[^1].Arrival).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new TokenStays(pair.Key, pair.Value))];

    /// <summary>Takes what an earlier life knew; what cannot be is left out.</summary>
    public void Restore(ImmutableArray<TokenStays> tokens)
    {
        foreach (var token in tokens.Where(token => token is not null).TakeLast(MostTokens))
        {
            var good = token.Stays.Where(stay => stay is not null && IsStay(stay.Length) && stay.Kwh is >= 0 and < 2000).TakeLast(MostStays).ToImmutableArray();
            if (good.Length > 0 && token.Token.Length is > 0 and <= 256)
            {
                _stays[token.Token] = good;
            }
        }

        Revision++;
    }

    /// <summary>Looks at who is there, about once a second; the stays that ended since the last look, of whomever.</summary>
    public IReadOnlyList<EndedStay> Observe(SiteSnapshot snapshot, Instant now, DateTimeOffset wall)
    {
        List<EndedStay>? ended = null;
        if (_watched.Length == 0)
        {
            _watched = new Watched[snapshot.Evses.Count];
        }

        for (var evse = 0; evse < _watched.Length; evse++)
        {
            var (state, before) = (snapshot.Evses[evse], _watched[evse]);
            var online = snapshot.Stations[snapshot.Site.Evses[evse].Station].Online;
            var session = state.Session;
            if (before.StartedAt is { } started && session?.StartedAt != started)
            {
                // Who left while the station was away has left nobody knows when.
                if (before is { Whole: true, Online: true } && online && IsStay(now - started))
                {
                    var stay = new Stay(TimeZoneInfo.ConvertTime(wall - (now - started), zone), now - started, Math.Round(before.Taken.Value / 1000, 2));
                    (ended ??= []).Add(new EndedStay(evse, stay, before.Highest));
                    if (before.Token is { } token)
                    {
                        Add(token, stay);
                    }
                }
            }

            // Who was there when the controller or the station came has come nobody knows when.
            var same = before.StartedAt == session?.StartedAt;
            var whole = session is not null && (same ? before.Whole : before is { Online: true, Known: true });
            var highest = state.Sample is { } sample ? (sample.Current.L1 + sample.Current.L2 + sample.Current.L3).Value : 0;
            _watched[evse] = new Watched(
                session?.StartedAt,
                session?.IdTag ?? (same ? before.Token : null),
                state.Taken,
                whole,
                online && (session is null || !same || before.Online),
                state.Status != EvseStatus.Unknown,
                same ? Math.Max(highest, before.Highest) : highest);
        }

        return ended ?? [];
    }

    /// <summary>What a stay that begins then will be like; null where too little is known.</summary>
    public StayGuess? Guess(string token, DateTimeOffset arrival)
    {
        var local = TimeZoneInfo.ConvertTime(arrival, zone);
        var alike = _stays.GetValueOrDefault(token, []).Where(stay => KindOf(stay.Arrival) == KindOf(local) && IsSameTime(stay.Arrival.TimeOfDay, local.TimeOfDay)).ToList();
        if (alike.Count < Enough)
        {
            return null;
        }

        var (lengths, energies) = (alike.Select(stay => stay.Length).Order().ToList(), alike.Select(stay => stay.Kwh).Order().ToList());
        var aside = alike.Count / 5;
        var spread = lengths[^(1 + aside)] - lengths[aside];
        return new StayGuess(lengths[aside], new WattHours(energies[^(1 + aside)] * 1000), alike.Count, spread, KindOf(local));
    }

    private void Add(string token, Stay stay)
    {
        Revision++;
        _stays[token] = [.. _stays.GetValueOrDefault(token, []).TakeLast(MostStays - 1), stay];
        if (_stays.Count > MostTokens)
        {
            _stays.Remove(_stays.MinBy(pair => pair.Value[^1].Arrival).Key);
        }
    }

    private static bool IsStay(TimeSpan length) => length >= Shortest && length <= Longest;

    private static bool IsSameTime(TimeSpan a, TimeSpan b)
    {
        var apart = (a - b).Duration();
        return apart <= SameTime || TimeSpan.FromDays(1) - apart <= SameTime;
    }

    /// <summary>Days are alike where their kind is: working days, Saturdays, Sundays.</summary>
    public static string KindOf(DateTimeOffset local) => local.DayOfWeek switch { DayOfWeek.Saturday => "Saturdays", DayOfWeek.Sunday => "Sundays", _ => "working days" };

    /// <summary>An EVSE as it was a moment ago; of one that was never looked at nothing is known.</summary>
    private readonly record struct Watched(Instant? StartedAt, string? Token, WattHours Taken, bool Whole, bool Online, bool Known, double Highest);
}

/// <summary>One stay.</summary>
/// <param name="Arrival">When it began, as the site's clock showed it.</param>
/// <param name="Length">How long it was.</param>
/// <param name="Kwh">What it took.</param>
internal sealed record Stay(DateTimeOffset Arrival, TimeSpan Length, double Kwh);

/// <summary>A stay that has ended.</summary>
/// <param name="Evse">Index of the EVSE.</param>
/// <param name="Stay">The stay.</param>
/// <param name="HighestAmps">The highest sum of its phases' currents.</param>
internal sealed record EndedStay(int Evse, Stay Stay, double HighestAmps);

/// <summary>The last stays of a token, in the order of their arrivals.</summary>
internal sealed record TokenStays(string Token, ImmutableArray<Stay> Stays);

/// <summary>What a stay will be like.</summary>
/// <param name="Length">Four of five lasted at least so long.</param>
/// <param name="Energy">Four of five took at most so much.</param>
/// <param name="Stays">How many stays say so.</param>
/// <param name="Spread">Between the fifth that stayed shortest and the fifth that stayed longest: how sure it is.</param>
/// <param name="Kind">On which days.</param>
internal sealed record StayGuess(TimeSpan Length, WattHours Energy, int Stays, TimeSpan Spread, string Kind)
{
    public string Sentence => FormattableString.Invariant($"learned from {Stays} stays on {Kind}: 4 of 5 lasted at least {Length.TotalHours:0.0} h ({(Spread < TimeSpan.FromHours(1) ? "sure" : Spread < TimeSpan.FromHours(4) ? "fairly sure" : "unsure")}: they differ by {Spread.TotalHours:0.0} h) and took at most {Energy.Value / 1000:0.#} kWh");
}
