using System.Collections.Immutable;
using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>A limit that was sent to a station as an expiring profile.</summary>
/// <param name="Revision">The setpoint's revision.</param>
/// <param name="Limit">Amperes per phase.</param>
/// <param name="IssuedAt">When it was handed to the link.</param>
/// <param name="EndsAt">When it is over for certain, the uncertainty of the station's clock included.</param>
/// <param name="AcceptedAt">When the station accepted it; null while unanswered or after a time-out.</param>
public sealed record OpenLease(long Revision, Amperes Limit, Instant IssuedAt, Instant EndsAt, Instant? AcceptedAt);

/// <summary>
/// All leases that may still bind one EVSE. P1: a lower limit frees nothing until the station has accepted it and a later measurement
/// shows it; an unanswered higher limit counts from the moment it was sent.
/// </summary>
public sealed record LeaseBook
{
    /// <summary>A measured current this far above a limit still counts as following it (metering noise).</summary>
    public static readonly Amperes FollowTolerance = new(0.5);

    /// <summary>A limit that was not answered for so long was not heard.</summary>
    private static readonly TimeSpan HeardWithin = TimeSpan.FromSeconds(10);

    /// <summary>Revision of the entry that stands for what holds beneath all leases; real revisions count from 1.</summary>
    private const long Underneath = 0;

    /// <summary>Revision of a lease that a controller before this one gave.</summary>
    private const long OfEarlierLife = -1;

    public static LeaseBook Empty { get; } = new();

    /// <summary>Oldest first; the newest accepted one is what the station obeys while it lasts.</summary>
    public ImmutableArray<OpenLease> Open { get; init; } = [];

    /// <summary>The setpoint sent last, whatever became of it; null when nothing stands that the station could hold.</summary>
    public OpenLease? Last { get; init; }

    /// <summary>How often in a row a limit was sent though the one before it had found no answer.</summary>
    public int Repeats { get; init; }

    /// <summary>How often in a row the station refused a lease.</summary>
    public int Refusals { get; init; }

    /// <summary>When the last refusal came.</summary>
    public Instant RefusedAt { get; init; }

    /// <summary>A limit that an earlier life of the controller may have left in force.</summary>
    public static LeaseBook Inherited(Amperes limit, Instant now, Instant endsAt) => new() { Open = [new OpenLease(OfEarlierLife, limit, now, endsAt, null)] };

    /// <summary>What the EVSE was told last, as long as that lease can last; else what holds beneath.</summary>
    public Amperes Told(Amperes beneath, Instant now) => Last is { } last && last.EndsAt > now ? last.Limit : beneath;

    /// <summary>The newest accepted lease that has not ended.</summary>
    public OpenLease? InForce(Instant now)
    {
        for (var i = Open.Length - 1; i >= 0; i--)
        {
            if (Open[i].AcceptedAt is not null && Open[i].EndsAt > now)
            {
                return Open[i];
            }
        }

        return null;
    }

    /// <summary>
    /// The highest limit that the station has reason to obey: the one in force, or a newer one that it has not answered. Drawing more is
    /// not following.
    /// </summary>
    public Amperes Allowed(Instant now, Amperes beneath)
    {
        var allowed = beneath;
        foreach (var lease in Open)
        {
            if (lease.EndsAt > now && lease.Revision != Underneath)
            {
                allowed = lease.AcceptedAt is null ? Amperes.Max(allowed, lease.Limit) : lease.Limit;
            }
        }

        return allowed;
    }

    /// <summary>Since when a newer limit than the one in force waits for its answer; null where none does.</summary>
    public Instant? UnansweredSince(Instant now)
    {
        Instant? since = null;
        foreach (var lease in Open)
        {
            if (lease.EndsAt > now && lease.Revision > Underneath)
            {
                since = lease.AcceptedAt is null ? since ?? lease.IssuedAt : null;
            }
        }

        return since;
    }

    /// <summary>The highest limit that may be in force now; <paramref name="beneath"/> is what holds when no lease does.</summary>
    public Amperes Cap(Instant now, Amperes beneath)
    {
        var cap = InForce(now)?.Limit ?? beneath;
        foreach (var lease in Open)
        {
            if (lease.EndsAt > now)
            {
                cap = Amperes.Max(cap, lease.Limit);
            }
        }

        return cap;
    }

    /// <summary>
    /// A lease leaves for the station. One below what holds without a lease is a decrease like any other: what holds beneath counts until
    /// the lower limit has been accepted and measured.
    /// </summary>
    public LeaseBook Issue(OpenLease lease, Amperes beneath, Instant now)
    {
        var open = Open.RemoveAll(old => old.EndsAt <= now);
        if (lease.Limit < beneath && InForce(now) is null)
        {
            open = open.RemoveAll(old => old.Revision == Underneath).Insert(0, new OpenLease(Underneath, beneath, now, lease.EndsAt, null));
        }

        var again = Last is { AcceptedAt: null } last && now - last.IssuedAt >= HeardWithin;
        return this with { Open = open.Add(lease), Last = lease, Repeats = again ? Repeats + 1 : 0 };
    }

    /// <summary>The station rebooted: each lease may or may not have survived, none is known to be in force.</summary>
    public LeaseBook Doubt() => this with
    {
        Open = [.. Open.Select(lease => lease with { AcceptedAt = null })],
        Last = Last is null ? null : Last with { AcceptedAt = null },
        Repeats = 0,
    };

    /// <summary>The station took it: older limits that are not higher no longer matter; higher ones wait for a measurement.</summary>
    public LeaseBook Accept(long revision, Instant now)
    {
        var index = IndexOf(revision);
        if (index < 0)
        {
            return this;
        }

        var accepted = Open[index] with { AcceptedAt = now };
        var kept = ImmutableArray.CreateBuilder<OpenLease>(Open.Length);
        for (var i = 0; i < Open.Length; i++)
        {
            if (i > index || (i < index && Open[i].Limit > accepted.Limit && Open[i].EndsAt > now))
            {
                kept.Add(Open[i]);
            }
            else if (i == index)
            {
                kept.Add(accepted);
            }
        }

        return this with { Open = kept.DrainToImmutable(), Last = Last?.Revision == revision ? accepted : Last, Refusals = 0, Repeats = 0 };
    }

    /// <summary>It never took effect: what was in force before stays in force.</summary>
    public LeaseBook Drop(long revision, bool refused, Instant now)
    {
        var index = IndexOf(revision);
        return this with
        {
            Open = index < 0 ? Open : Open.RemoveAt(index),
            Last = Last?.Revision == revision ? InForce(now) : Last,
            Refusals = refused ? Refusals + 1 : Refusals,
            RefusedAt = refused ? now : RefusedAt,
        };
    }

    /// <summary>A measurement taken at <paramref name="at"/>: where it shows the accepted limit, the older, higher ones are gone.</summary>
    public LeaseBook Confirm(Amperes measured, Instant at)
    {
        var inForce = InForce(at);
        if (inForce?.AcceptedAt is not { } acceptedAt || at <= acceptedAt || measured > inForce.Limit + FollowTolerance)
        {
            return this;
        }

        var superseded = 0;
        foreach (var lease in Open)
        {
            superseded += lease.Revision < inForce.Revision ? 1 : 0;
        }

        return superseded == 0 ? this : this with { Open = Open.RemoveAll(lease => lease.Revision < inForce.Revision) };
    }

    private int IndexOf(long revision)
    {
        for (var i = 0; i < Open.Length; i++)
        {
            if (Open[i].Revision == revision)
            {
                return i;
            }
        }

        return -1;
    }
}
