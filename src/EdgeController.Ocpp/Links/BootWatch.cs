using EdgeController.Core.Units;

namespace EdgeController.Ocpp.Links;

/// <summary>
/// Whether a station's boot is worth waiting for. A station that sends none works without, and so does one that goes on talking though its boot was refused or
/// never answered (a boot that a back end has asked for): its fallback is installed then, or nothing would ever limit it again.
/// </summary>
internal sealed class BootWatch(StationLinkOptions options, LinkStep step)
{
    private Instant _openedAt;
    private Instant? _bootAt;
    private bool _refused;

    /// <summary>When a station that has sent none has been waited for long enough.</summary>
    public Instant? Due => _bootAt is null ? _openedAt + options.BootGrace : null;

    public bool IsOverdue => Due is { } due && step.Now >= due;

    public void Opened() => (_openedAt, _bootAt, _refused) = (step.Now, null, false);

    /// <summary>The station sends a boot.</summary>
    public void Came() => (_bootAt, _refused) = (step.Now, false);

    /// <summary>Its boot was answered with anything but an acceptance.</summary>
    public void Refused() => _refused = true;

    /// <summary>The station sends another call: true where it does not wait for its boot to be accepted.</summary>
    public bool WorksWithout() => _bootAt is not { } at || _refused || step.Now - at >= options.CsmsCallTimeout;
}
