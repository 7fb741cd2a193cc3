using System.Collections.Immutable;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>What one source wishes for a session; null where it says nothing.</summary>
/// <param name="Priority">How urgent it is.</param>
/// <param name="Mode">What it is charged with.</param>
/// <param name="Departure">When it leaves.</param>
/// <param name="Target">Energy that the session shall have taken in all.</param>
public sealed record Wish(Priority? Priority, ChargingMode? Mode, Instant? Departure, WattHours? Target)
{
    public static Wish Nothing { get; } = new(null, null, null, null);

    /// <summary>How departure and energy are known, in words; null where the source says it all.</summary>
    public string? Note { get; init; }

    /// <summary>The newer wish of the same source: what it does not say stays.</summary>
    public Wish Then(Wish newer) => new(newer.Priority ?? Priority, newer.Mode ?? Mode, newer.Departure ?? Departure, newer.Target ?? Target) { Note = newer.Note ?? Note };

    /// <summary>The newer wish of the same source: what it does not say of departure and energy holds no longer.</summary>
    public Wish Instead(Wish newer) => new(newer.Priority ?? Priority, newer.Mode ?? Mode, newer.Departure, newer.Target) { Note = newer.Note };
}

/// <summary>The wishes for a session by source; per question the first source in the order of <see cref="WishSource"/> that says something rules.</summary>
public sealed record SessionWishes
{
    private static readonly WishSource[] Order = Enum.GetValues<WishSource>();

    private readonly ImmutableArray<Wish> _bySource = [.. Order.Select(_ => Wish.Nothing)];

    public static SessionWishes None { get; } = new();

    public Priority? Priority { get; private init; }

    public ChargingMode? Mode { get; private init; }

    public Instant? Departure { get; private init; }

    /// <summary>Energy that the session shall have taken in all.</summary>
    public WattHours? Target { get; private init; }

    /// <summary>Who said the departure that rules; null where nobody did.</summary>
    public WishSource? DepartureFrom { get; private init; }

    /// <summary>Who said the energy that rules; null where nobody did.</summary>
    public WishSource? TargetFrom { get; private init; }

    /// <summary>All that this source wishes.</summary>
    public Wish Of(WishSource source) => _bySource[(int)source];

    /// <summary>Adds a wish: what it does not say stays as the same source said it before.</summary>
    public SessionWishes With(WishSource source, Wish wish) => Put(source, Of(source).Then(wish));

    /// <summary>Puts a wish in the place of what the same source said of departure and energy.</summary>
    public SessionWishes Instead(WishSource source, Wish wish) => Put(source, Of(source).Instead(wish));

    /// <summary>Puts a wish in the place of all that the same source said.</summary>
    public SessionWishes Put(WishSource source, Wish wish)
    {
        var all = _bySource.SetItem((int)source, wish);
        var put = new SessionWishes(all);
        foreach (var one in Order)
        {
            var said = all[(int)one];
            put = put with
            {
                Priority = put.Priority ?? said.Priority,
                Mode = put.Mode ?? said.Mode,
                Departure = put.Departure ?? said.Departure,
                DepartureFrom = put.DepartureFrom ?? (said.Departure is null ? null : one),
                Target = put.Target ?? said.Target,
                TargetFrom = put.TargetFrom ?? (said.Target is null ? null : one),
            };
        }

        return put;
    }

    private SessionWishes()
    {
    }

    private SessionWishes(ImmutableArray<Wish> bySource) => _bySource = bySource;

    /// <summary>By what they say, source by source.</summary>
    public bool Equals(SessionWishes? other) => other is not null && _bySource.AsSpan().SequenceEqual(other._bySource.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Priority, Mode, Departure, Target);
}
