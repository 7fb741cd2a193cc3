using EdgeController.Core.Units;

namespace EdgeController.Drivers.Modbus;

/// <summary>
/// Counts the damaged and foreign answers of one bus (fault A10: noise, a missing terminator, two devices with the same unit id). A bus
/// with more than a fifth of them for half a minute is not believed, although single answers come through with a good checksum.
/// </summary>
public sealed class BusHealth
{
    private const double MostDamaged = 0.2;
    private const int LeastAnswers = 10;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    private readonly Queue<(Instant At, bool Damaged)> _answers = [];
    private Instant? _since;
    private int _damaged;

    /// <summary>Takes the outcome of one request in; what got no answer at all says nothing.</summary>
    public void Observe(ModbusResult result, Instant now)
    {
        _since ??= now;
        var damaged = result.Failure is ModbusFailure.BadChecksum or ModbusFailure.WrongLength or ModbusFailure.WrongAnswer;
        if (damaged || result.Failure is ModbusFailure.None or ModbusFailure.Exception)
        {
            _answers.Enqueue((now, damaged));
            _damaged += damaged ? 1 : 0;
        }

        while (_answers.TryPeek(out var oldest) && now - oldest.At > Window)
        {
            _answers.Dequeue();
            _damaged -= oldest.Damaged ? 1 : 0;
        }
    }

    /// <summary>Why nothing of this bus is believed now; null where it is.</summary>
    public string? Problem(Instant now) =>
        _since is { } since && now - since >= Window && _answers.Count >= LeastAnswers && _damaged > _answers.Count * MostDamaged
            ? FormattableString.Invariant($"{100.0 * _damaged / _answers.Count:0} % of the answers on this bus are damaged: check cable, terminators, baud rate and unit ids")
            : null;
}
