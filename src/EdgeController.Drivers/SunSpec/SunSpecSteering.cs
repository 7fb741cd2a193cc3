using System.Collections.Immutable;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Drivers.SunSpec;

/// <summary>
/// Steers one device, as a machine without I/O. Nothing is ordered before the device was seen to let go by itself of an order that changes
/// nothing; every order has a reversion timer; an order is renewed only because the guard gave it again; what the device shows otherwise
/// than it was written ends the steering for a while.
/// </summary>
/// <param name="kind">What it is.</param>
/// <param name="trusts">True only in a negative control: it is commanded without having shown that it lets go of an order.</param>
public sealed class SunSpecSteering(ResourceKind kind, bool trusts = false)
{
    private const int OddReadingsTolerated = 3;
    private static readonly TimeSpan LongestProof = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ProofTolerance = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LatestProof = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan EchoAfter = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan CountsDownWithin = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan PauseAfterWrongEcho = TimeSpan.FromSeconds(60);

    private SunSpecImage _image = SunSpecImage.Empty;
    private SteeringFrame? _sent;
    private Instant _sentAt;
    private Instant _barredUntil;
    private bool _seenOn;
    private int _odd;
    private (double Left, Instant At)? _counted;

    public SteeringState State { get; private set; } = trusts ? SteeringState.Ready : SteeringState.Unknown;

    /// <summary>Why it is not commanded, for people; null while nothing is wrong.</summary>
    public string? Problem { get; private set; }

    /// <summary>True while an order of ours may be in force.</summary>
    public bool HasOrder => _sent is not null && State == SteeringState.Ready;

    /// <summary>An order of the guard, from a tick with fresh measurements; what has to be written now, in this order.</summary>
    public ImmutableArray<RegisterWrite> Order(ResourceOrder order, Instant now)
    {
        switch (State)
        {
            case SteeringState.Unknown when !order.IsRelease:
                return Prove(order, now);
            case SteeringState.WrongEcho when now >= _barredUntil:
                (State, Problem, _sent) = (SteeringState.Unknown, null, null);
                return [];
            case SteeringState.Ready when order.IsRelease:
                return Release();
            case SteeringState.Ready:
                return Renew(order, now);
            default:
                return [];
        }
    }

    /// <summary>What was read after it; what has to be written because of it.</summary>
    public ImmutableArray<RegisterWrite> Observe(SunSpecImage image, Instant now)
    {
        _image = image;
        if (trusts || _sent is not { } sent || now - _sentAt < EchoAfter)
        {
            return [];
        }

        return State switch
        {
            SteeringState.Proving => Judge(sent, now),
            SteeringState.Ready => Check(sent, now),
            _ => [],
        };
    }

    /// <summary>The device could not be reached or written to: nothing is known of what holds there but that it ends by itself.</summary>
    /// <param name="refused">Why it takes no order; null where it could not be reached at all.</param>
    public void Lost(string? refused)
    {
        Problem = refused ?? Problem;
        if (State == SteeringState.Proving)
        {
            (State, _sent) = (SteeringState.Unknown, null);
        }
        else if (refused is not null)
        {
            _sent = null;
        }
    }

    private ImmutableArray<RegisterWrite> Prove(ResourceOrder order, Instant now)
    {
        if (_image.Blocks.IsEmpty)
        {
            return [];
        }

        if (SteeringFrames.ModelFor(_image, kind) is not { } model)
        {
            return Bar(SteeringState.NoReversion, kind == ResourceKind.Battery ? "the device has neither model 124 nor the power setting of model 704: it cannot be steered" : "the device has neither model 123 nor 704: it cannot be curtailed");
        }

        var time = order.Reverts < LongestProof ? order.Reverts : LongestProof;
        if (SteeringFrames.Harmless(_image, model, kind, FeedsIn(), time) is not { } frame || SteeringFrames.For(_image, model, order) is null)
        {
            return Bar(SteeringState.NoReversion, $"the device gives no rating or scale factor for model {model}: what would be written there would have no meaning");
        }

        (State, _seenOn) = (SteeringState.Proving, false);
        return Send(frame, now);
    }

    private double FeedsIn()
    {
        foreach (var model in SunSpecMeasurement.Models(SunSpecKind.Storage))
        {
            if (_image[model, "W"] is { } watts)
            {
                return watts;
            }
        }

        return 0;
    }

    private ImmutableArray<RegisterWrite> Renew(ResourceOrder order, Instant now)
    {
        if (SteeringFrames.ModelFor(_image, kind) is not { } model || SteeringFrames.For(_image, model, order) is not { } frame)
        {
            return _image.Blocks.IsEmpty ? [] : Bar(SteeringState.WrongEcho, "the device has stopped telling its rating or scale factors", now);
        }

        var due = now - _sentAt >= order.Reverts / 3;
        return _sent is { } sent && sent.Says(frame) && !due ? [] : Send(frame, now);
    }

    private ImmutableArray<RegisterWrite> Release()
    {
        if (_sent is not { } sent)
        {
            return [];
        }

        _sent = null;
        return [sent.Off];
    }

    private ImmutableArray<RegisterWrite> Send(SteeringFrame frame, Instant now)
    {
        (_sent, _sentAt, _counted) = (frame, now, null);
        return frame.Writes;
    }

    /// <summary>The proof: on soon, and off by itself when the timer ends.</summary>
    private ImmutableArray<RegisterWrite> Judge(SteeringFrame sent, Instant now)
    {
        var (since, time) = (now - _sentAt, TimeSpan.FromSeconds(sent.Seconds));
        if (sent.IsOn(_image))
        {
            // Registers that still show what was there before say nothing of the timer.
            if ((sent.FirstOther(_image) ?? (sent.TimerOf(_image) > sent.Seconds ? sent.Timer : null)) is { } other)
            {
                return ++_odd < OddReadingsTolerated ? [] : Bar(SteeringState.WrongEcho, $"register {other} does not show what was written there", now);
            }

            (_seenOn, _odd) = (true, 0);
            return sent.TimerOf(_image) is not > 0 ? [sent.Off, .. Bar(SteeringState.NoReversion, $"its reversion timer (register {sent.Timer}) does not take {sent.Seconds} s")]
                : since > time + LatestProof ? [sent.Off, .. Bar(SteeringState.NoReversion, $"an order of {sent.Seconds} s still holds after {since.TotalSeconds:0} s: its reversion timer does not work")]
                : [];
        }

        if (_seenOn && since >= time - ProofTolerance)
        {
            (State, _sent, Problem) = (SteeringState.Ready, null, null);
            return [];
        }

        return _seenOn || since > ProofTolerance ? Bar(SteeringState.WrongEcho, $"it does not keep what is written into register {sent.Switch.Start}", now) : [];
    }

    /// <summary>What was written must be there as long as its time runs.</summary>
    private ImmutableArray<RegisterWrite> Check(SteeringFrame sent, Instant now)
    {
        if (now - _sentAt >= TimeSpan.FromSeconds(sent.Seconds))
        {
            // Not renewed: a device that still holds it a while later does not let go of anything.
            return !sent.IsOn(_image) || sent.FirstOther(_image) is not null ? LetGo()
                : now - _sentAt > TimeSpan.FromSeconds(sent.Seconds) + LatestProof
                    ? [sent.Off, .. Bar(SteeringState.NoReversion, $"an order of {sent.Seconds} s still holds after {(now - _sentAt).TotalSeconds:0} s: its reversion timer does not work")]
                    : [];
        }

        if (sent.LeftOf(_image) is { } left)
        {
            if (_counted is not { } before || left < before.Left)
            {
                _counted = (left, now);
            }
            else if (now - before.At > CountsDownWithin)
            {
                return [sent.Off, .. Bar(SteeringState.WrongEcho, $"the time that is left (register {sent.Remaining}) does not count down", now)];
            }
        }

        var other = sent.IsOn(_image) ? sent.FirstOther(_image) : sent.Switch.Start;
        other ??= sent.TimerOf(_image) is > 0 and var timer && timer <= sent.Seconds ? null : sent.Timer;
        _odd = other is null ? 0 : _odd + 1;
        return _odd < OddReadingsTolerated ? [] : Bar(SteeringState.WrongEcho, $"register {other} does not show what was written there", now);
    }

    private ImmutableArray<RegisterWrite> LetGo()
    {
        (_sent, _odd) = (null, 0);
        return [];
    }

    private ImmutableArray<RegisterWrite> Bar(SteeringState state, string why, Instant now = default)
    {
        (State, Problem, _sent, _odd) = (state, why, null, 0);
        _barredUntil = now + PauseAfterWrongEcho;
        return [];
    }
}
