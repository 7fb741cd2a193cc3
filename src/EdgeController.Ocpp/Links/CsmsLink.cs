using EdgeController.Core.Units;

namespace EdgeController.Ocpp.Links;

/// <summary>Where the upstream leg of a station stands.</summary>
public enum CsmsLinkState
{
    /// <summary>Not wanted: the station is not connected.</summary>
    Idle,
    Connecting,
    Open,
    BackingOff,
}

/// <summary>
/// The upstream leg of one station: opened while it is wanted, reopened with OCPP's back-off (2.0.1 part 4, 5.3). Only one socket
/// exists at a time; the back-off outlives a station that comes and goes.
/// </summary>
internal sealed class CsmsLink(LinkStep step, StationLinkOptions options, Random random)
{
    private int _failures;
    private Instant? _retryAt;

    /// <summary>The station's OCPP version, which is the upstream leg's too.</summary>
    public string Version { get; private set; } = "";

    public CsmsLinkState State { get; private set; }

    /// <summary>When the present state began.</summary>
    public Instant Since { get; private set; }

    /// <summary>When <see cref="Elapsed"/> has something to do.</summary>
    public Instant? Due => State switch
    {
        CsmsLinkState.Connecting => Since + options.ConnectTimeout,
        CsmsLinkState.BackingOff => _retryAt,
        _ => null,
    };

    /// <summary>A station of that version wants its upstream leg: Idle -> Connecting, or BackingOff where a wait is still due.</summary>
    public void Want(string version)
    {
        Version = version;
        if (State == CsmsLinkState.Idle)
        {
            if (_retryAt is { } retry && step.Now < retry)
            {
                Enter(CsmsLinkState.BackingOff);
            }
            else
            {
                Connect();
            }
        }
    }

    /// <summary>Any state -> Idle.</summary>
    public void Unwant(string reason)
    {
        if (State is CsmsLinkState.Connecting or CsmsLinkState.Open)
        {
            step.Output(new CloseCsms(reason));
        }

        NoteStability();
        Enter(CsmsLinkState.Idle);
    }

    /// <summary>Connecting -> Open; false where no socket was being opened.</summary>
    public bool Opened()
    {
        if (State != CsmsLinkState.Connecting)
        {
            return false;
        }

        Enter(CsmsLinkState.Open);
        return true;
    }

    /// <summary>Connecting or Open -> BackingOff; false where there was no socket.</summary>
    public bool Closed()
    {
        if (State is not (CsmsLinkState.Connecting or CsmsLinkState.Open))
        {
            return false;
        }

        NoteStability();
        var doublings = Math.Min(_failures, options.BackOffDoublings);
        _retryAt = step.Now + (options.BackOffMinimum * (1 << doublings)) + (options.BackOffRandomRange * random.NextDouble());
        _failures++;
        Enter(CsmsLinkState.BackingOff);
        return true;
    }

    /// <summary>Closes the socket of our own accord and backs off.</summary>
    public void Break(string reason)
    {
        step.Output(new CloseCsms(reason));
        Closed();
    }

    public void Elapsed()
    {
        if (State == CsmsLinkState.Connecting && step.Now - Since >= options.ConnectTimeout)
        {
            Break("no connection in time");
        }
        else if (State == CsmsLinkState.BackingOff && step.Now >= _retryAt)
        {
            Connect();
        }
    }

    private void Connect()
    {
        Enter(CsmsLinkState.Connecting);
        step.Output(new OpenCsms(Version));
    }

    private void NoteStability()
    {
        if (State == CsmsLinkState.Open && step.Now - Since >= options.StableConnection)
        {
            _failures = 0;
            _retryAt = null;
        }
    }

    private void Enter(CsmsLinkState state)
    {
        State = state;
        Since = step.Now;
    }
}
