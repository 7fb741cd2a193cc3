using System.Text.Json.Serialization;
using EdgeController.Core.Control;
using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Configuration.Sites;

namespace EdgeController.Host.Api;

/// <summary>A session as <c>GET /api/v1/sessions</c> tells it: what rules, and all that was wished, the source that rules first.</summary>
public sealed record SessionView(
    string Evse, DateTimeOffset Since, string Mode, int Priority, double TakenKwh, DateTimeOffset? Departure, WishOriginView? DepartureFrom, double? NeedsKwh, WishOriginView? NeedsFrom,
    IReadOnlyList<SessionWishView> Wishes)
{
    internal static IEnumerable<SessionView> Of(SiteSnapshot snapshot, SiteClock clock)
    {
        foreach (var evse in snapshot.Site.Evses)
        {
            var (state, station) = (snapshot.Evses[evse.Index], snapshot.Site.Stations[evse.Station]);
            if (state.Session is { Wishes: var wishes } session)
            {
                yield return new SessionView(
                    evse.Id.ToString(),
                    clock.WallAt(session.StartedAt),
                    PolicyKeys.Word(wishes.Mode ?? station.Mode),
                    (wishes.Priority ?? station.Priority).Value,
                    Kwh(state.Taken),
                    Wall(wishes.Departure, clock),
                    WishOrigins.OfDeparture(wishes),
                    Rest(wishes.Target, state),
                    WishOrigins.OfEnergy(wishes),
                    [.. Said(wishes, state, clock)]);
            }
        }
    }

    private static IEnumerable<SessionWishView> Said(SessionWishes wishes, EvseState state, SiteClock clock)
    {
        foreach (var source in Enum.GetValues<WishSource>())
        {
            if (wishes.Of(source) is var wish && wish != Wish.Nothing)
            {
                yield return new SessionWishView(
                    WishOrigins.Word(source), wish.Mode is { } mode ? PolicyKeys.Word(mode) : null, wish.Priority?.Value, Wall(wish.Departure, clock), Rest(wish.Target, state), wish.Note);
            }
        }
    }

    private static DateTimeOffset? Wall(Instant? at, SiteClock clock) => at is { } known ? clock.WallAt(known) : null;

    private static double? Rest(WattHours? target, EvseState state) => target is { } known ? Kwh(WattHours.Max(WattHours.Zero, known - state.Taken)) : null;

    private static double Kwh(WattHours energy) => Math.Round(energy.Value / 1000, 2);
}

/// <summary>What one source wishes; null where it says nothing.</summary>
public sealed record SessionWishView(string Source, string? Mode, int? Priority, DateTimeOffset? Departure, double? NeedsKwh, string? Note);

/// <summary>JSON of the sessions, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(IReadOnlyList<SessionView>))]
internal sealed partial class SessionViewJson : JsonSerializerContext;
