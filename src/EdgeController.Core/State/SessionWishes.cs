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

    /// <summary>The newer wish of the same source: what it does not say stays.</summary>
    public Wish Then(Wish newer) => new(newer.Priority ?? Priority, newer.Mode ?? Mode, newer.Departure ?? Departure, newer.Target ?? Target);
}

/// <summary>The wishes for a session by source; per question the first source in the order of <see cref="WishSource"/> that says something rules.</summary>
public sealed record SessionWishes(Wish Operator, Wish Csms, Wish Vehicle, Wish Token)
{
    public static SessionWishes None { get; } = new(Wish.Nothing, Wish.Nothing, Wish.Nothing, Wish.Nothing);

    public Priority? Priority => Operator.Priority ?? Csms.Priority ?? Vehicle.Priority ?? Token.Priority;

    public ChargingMode? Mode => Operator.Mode ?? Csms.Mode ?? Vehicle.Mode ?? Token.Mode;

    public Instant? Departure => Operator.Departure ?? Csms.Departure ?? Vehicle.Departure ?? Token.Departure;

    public WattHours? Target => Operator.Target ?? Csms.Target ?? Vehicle.Target ?? Token.Target;

    public SessionWishes With(WishSource source, Wish wish) => source switch
    {
        WishSource.Operator => this with { Operator = Operator.Then(wish) },
        WishSource.Csms => this with { Csms = Csms.Then(wish) },
        WishSource.Vehicle => this with { Vehicle = Vehicle.Then(wish) },
        _ => this with { Token = Token.Then(wish) },
    };
}
