using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>Folds wishes and plans for sessions, and the memory of what each token has received. Without a session there is nothing to wish for.</summary>
internal static class WishReducer
{
    /// <summary>Most tokens that are remembered.</summary>
    private const int Most = 20_000;

    /// <summary>Less than this is not worth remembering.</summary>
    private static readonly WattHours Least = new(50);

    public static SiteSnapshot Apply(SiteSnapshot snapshot, SessionWished wished) => WithSession(snapshot, wished.Evse, (evse, session) =>
    {
        var target = wished.Total is { } total && double.IsFinite(total.Value) ? total
            : wished.Energy is { } energy && double.IsFinite(energy.Value) ? evse.Taken + WattHours.Max(energy, WattHours.Zero)
            : (WattHours?)null;
        var wish = new Wish(wished.Priority, wished.Mode, wished.Departure, target) { Note = wished.Note };
        return session with { Wishes = wished.Replaces ? session.Wishes.Instead(wished.Source, wish) : session.Wishes.With(wished.Source, wish) };
    });

    /// <summary>A transaction tells who charges: what the site file says of the token, and what it has received on other days.</summary>
    public static SiteSnapshot Begin(SiteSnapshot before, SiteSnapshot snapshot, TransactionStarted started)
    {
        var index = snapshot.Index.Find(started.Evse);
        if (index < 0 || snapshot.Evses[index] is not { Session: { } session } evse || started.IdTag is not { } token)
        {
            return snapshot;
        }

        var same = string.Equals(before.Evses[index].Session?.IdTag, token, StringComparison.OrdinalIgnoreCase);
        var terms = snapshot.Site.Policy.Tokens.GetValueOrDefault(token);
        if (terms is null && (same || (snapshot.Received.IsEmpty && evse.Received == default)))
        {
            return snapshot;
        }

        return snapshot with
        {
            Evses = snapshot.Evses.SetItem(index, evse with
            {
                Received = same ? evse.Received : snapshot.Received.GetValueOrDefault(token),
                Session = terms is null ? session : session with { Wishes = session.Wishes.Put(WishSource.Token, new Wish(terms.Priority, terms.Mode, null, null)) },
            }),
        };
    }

    /// <summary>A transaction or a session may have ended: what its token has received is kept beyond it.</summary>
    public static SiteSnapshot End(SiteSnapshot before, SiteSnapshot after, EvseId id, Instant now)
    {
        var index = after.Index.Find(id);
        if (index < 0 || before.Evses[index].Session is not { IdTag: { } token } || after.Evses[index].Session is { Transaction: not null })
        {
            return after;
        }

        var received = before.Evses[index].Received;
        if (received.At(now) < Least || (after.Received.Count >= Most && !after.Received.ContainsKey(token)))
        {
            return after;
        }

        return after with { Received = after.Received.SetItem(token, received) };
    }

    private static SiteSnapshot WithSession(SiteSnapshot snapshot, EvseId id, Func<EvseState, ChargingSession, ChargingSession> change)
    {
        var index = snapshot.Index.Find(id);
        return index < 0 || snapshot.Evses[index] is not { Session: { } session } evse
            ? snapshot
            : snapshot with { Evses = snapshot.Evses.SetItem(index, evse with { Session = change(evse, session) }) };
    }
}
