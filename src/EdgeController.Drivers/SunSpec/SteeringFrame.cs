using System.Collections.Immutable;

namespace EdgeController.Drivers.SunSpec;

/// <summary>Holding registers to write in one request.</summary>
public sealed record RegisterWrite(int Start, ImmutableArray<ushort> Words);

/// <summary>
/// One order in a device's registers: values and timer first, the switch that makes them hold last. Until the switch nothing new is in force;
/// an order that was in force before goes on with the new values.
/// </summary>
/// <param name="Values">What is written first, in this order.</param>
/// <param name="Switch">What is written last: one register.</param>
/// <param name="Timer">Address of the reversion timer.</param>
/// <param name="TimerWords">1 or 2.</param>
/// <param name="Seconds">What is written there.</param>
/// <param name="Remaining">Address of the time that is left, two registers; null where the model has none.</param>
public sealed record SteeringFrame(ImmutableArray<RegisterWrite> Values, RegisterWrite Switch, int Timer, int TimerWords, int Seconds, int? Remaining)
{
    /// <summary>All of it, in the order that is safe.</summary>
    public ImmutableArray<RegisterWrite> Writes => Values.Add(Switch);

    /// <summary>What ends the order at once.</summary>
    public RegisterWrite Off => new(Switch.Start, [0]);

    public bool Says(SteeringFrame other) =>
        Values.Length == other.Values.Length && Values.Zip(other.Values).All(pair => pair.First.Start == pair.Second.Start && pair.First.Words.AsSpan().SequenceEqual(pair.Second.Words.AsSpan()));

    /// <summary>Whether the device says that the order holds.</summary>
    public bool IsOn(SunSpecImage image) => image.Word(Switch.Start) == Switch.Words[0];

    /// <summary>The timer as the device shows it; null where it has none.</summary>
    public double? TimerOf(SunSpecImage image) => Number(image, Timer, TimerWords);

    /// <summary>The time that is left, as the device shows it; null where it does not.</summary>
    public double? LeftOf(SunSpecImage image) => Remaining is { } at ? Number(image, at, 2) : null;

    /// <summary>The first register that the device shows otherwise than it was written, timer and switch left out; null where all are as written.</summary>
    public int? FirstOther(SunSpecImage image)
    {
        foreach (var write in Values)
        {
            for (var i = 0; i < write.Words.Length; i++)
            {
                var at = write.Start + i;
                if ((at < Timer || at >= Timer + TimerWords) && image.Word(at) != write.Words[i])
                {
                    return at;
                }
            }
        }

        return null;
    }

    private static double? Number(SunSpecImage image, int at, int words)
    {
        if (image.Word(at) is not { } high || (words == 2 && image.Word(at + 1) is null))
        {
            return null;
        }

        var number = words == 1 ? high : ((uint)high << 16) | image.Word(at + 1)!.Value;
        return number == (words == 1 ? ushort.MaxValue : uint.MaxValue) ? null : number;
    }
}
