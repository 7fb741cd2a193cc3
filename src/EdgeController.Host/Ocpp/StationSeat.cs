using EdgeController.Ocpp.Framing;

namespace EdgeController.Host.Ocpp;

/// <summary>
/// The one place that a station's identity has on this controller. Whoever holds it and still answers keeps it; whoever is dead or on
/// the way out yields it to the next.
/// </summary>
internal sealed class StationSeat(TimeSpan? probeTimeout)
{
    private readonly Lock _gate = new();
    private Holder? _holder;

    /// <summary>Takes the place for a new connection; null where a living one has it.</summary>
    public async Task<Holder?> TakeAsync(Action abort)
    {
        var asked = Claim(null, abort, out var mine);
        if (asked is null)
        {
            return mine;
        }

        // Its handshake is under way: it is as alive as can be.
        if (asked.Wire is null || probeTimeout is not { } limit || await asked.Wire.ProbeAsync(limit))
        {
            return null;
        }

        // Of several who found it dead, the first gets the place.
        return Claim(asked, abort, out mine) is null ? mine : null;
    }

    /// <summary>The connection's handshake is done.</summary>
    public void Occupy(Holder holder, WatchedStream? wire)
    {
        lock (_gate)
        {
            holder.Wire = wire;
        }
    }

    public void Leave(Holder holder)
    {
        lock (_gate)
        {
            holder.Left = true;
            _holder = ReferenceEquals(_holder, holder) ? null : _holder;
        }
    }

    /// <summary>The living holder that is in the way, or null and the place taken.</summary>
    private Holder? Claim(Holder? dead, Action abort, out Holder? mine)
    {
        lock (_gate)
        {
            mine = null;
            if (_holder is { } holder && !ReferenceEquals(holder, dead) && holder.Wire is not { Closing: true } && probeTimeout is not null)
            {
                return holder;
            }

            if (dead is { Left: false } && ReferenceEquals(_holder, dead))
            {
                dead.Abort();
            }

            _holder = mine = new Holder(abort);
            return null;
        }
    }

    /// <summary>A connection in the place.</summary>
    internal sealed class Holder(Action abort)
    {
        public Action Abort { get; } = abort;

        public WatchedStream? Wire { get; set; }

        public bool Left { get; set; }
    }
}
