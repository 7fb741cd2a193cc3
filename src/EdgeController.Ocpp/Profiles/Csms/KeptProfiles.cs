using System.Collections.Immutable;

namespace EdgeController.Ocpp.Profiles.Csms;

/// <summary>What must survive a restart of the back end's profiles of one station.</summary>
/// <param name="Profiles">The profiles, in the order in which they came.</param>
/// <param name="Transactions">The transactions that relative schedules are counted from.</param>
public sealed record KeptProfiles(ImmutableArray<KeptProfile> Profiles, ImmutableArray<KeptTransaction> Transactions)
{
    public static KeptProfiles Empty { get; } = new([], []);

    /// <summary>What was kept cannot be read: nothing above the fallback is given until the back end has cleared all profiles.</summary>
    public static KeptProfiles Unreadable { get; } = new([], []);
}

/// <summary>One profile as it came, and what became of it.</summary>
/// <param name="Version">OCPP version in which it is written.</param>
/// <param name="Json">The profile.</param>
/// <param name="Target">EVSE or connector; null for one of a remote start that names none.</param>
/// <param name="ReceivedAt">When it came.</param>
public sealed record KeptProfile(string Version, string Json, int? Target, DateTimeOffset ReceivedAt)
{
    /// <summary>The transaction that it is bound to.</summary>
    public string? Transaction { get; init; }

    public bool FromStart { get; init; }

    public bool InStation { get; init; }

    public bool Lapsed { get; init; }

    /// <summary>When the value of a dynamic one came.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
}

/// <summary>A transaction that runs, as far as is known.</summary>
/// <param name="Evse">Where.</param>
/// <param name="Id">Its id.</param>
/// <param name="Since">When it started; null where that was not seen.</param>
public sealed record KeptTransaction(int Evse, string Id, DateTimeOffset? Since)
{
    /// <summary>When its start was told, where it has ended and was never named; not kept.</summary>
    internal DateTimeOffset? UnnamedSince { get; init; }
}
