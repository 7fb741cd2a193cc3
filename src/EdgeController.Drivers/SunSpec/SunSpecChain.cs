using System.Collections.Immutable;

namespace EdgeController.Drivers.SunSpec;

/// <summary>
/// Finds the models of a device, as a machine without I/O: "SunS" at 40000, 50000 or 0, then one model behind the other until the end mark.
/// A chain that cannot be true (no such length, no end, beyond the last register) is refused whole: nothing is read or written by half of it.
/// </summary>
public sealed class SunSpecChain
{
    private const ushort MarkHigh = 0x5375;
    private const ushort MarkLow = 0x6E53;
    private const int End = 0xFFFF;
    private const int MostModels = 64;

    /// <summary>The longest published model is far below; 802 with its strings and 714 with many ports stay below too.</summary>
    private const int LongestModel = 2000;

    private static readonly ImmutableArray<int> Bases = [40000, 50000, 0];

    private readonly ImmutableArray<SunSpecBlock>.Builder _blocks = ImmutableArray.CreateBuilder<SunSpecBlock>();
    private int _base;
    private int? _at;

    /// <summary>The models in their order.</summary>
    public ImmutableArray<SunSpecBlock> Blocks => _blocks.ToImmutable();

    /// <summary>True when nothing is left to read.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Why there is no chain; null while it is looked for and where there is one.</summary>
    public string? Problem { get; private set; }

    /// <summary>First register of the next two to read.</summary>
    public int Next => _at ?? Bases[_base];

    /// <summary>Takes what the two registers hold; null where the device has none there (an exception).</summary>
    public void Take((ushort First, ushort Second)? read)
    {
        if (IsDone)
        {
            return;
        }

        if (_at is not { } at)
        {
            LookForMark(read);
        }
        else if (read is not { } header)
        {
            // Some devices end without a mark: what stands before is whole.
            Finish(_blocks.Count > 1 ? null : $"the chain of SunSpec models breaks off at register {at}");
        }
        else
        {
            Walk(at, header.First, header.Second);
        }
    }

    private void LookForMark((ushort First, ushort Second)? read)
    {
        if (read is (MarkHigh, MarkLow))
        {
            _at = Bases[_base] + 2;
        }
        else if (++_base == Bases.Length)
        {
            (_base, _at) = (0, null);
            Finish("no SunSpec device: \"SunS\" stands neither at register 40000 nor at 50000 nor at 0; is SunSpec switched on, and is the unit id right?");
        }
    }

    private void Walk(int at, int model, int length)
    {
        if (model == End)
        {
            Finish(_blocks.Count == 0 ? "the SunSpec device has no models" : null);
        }
        else if (model == 0 || length is 0 or > LongestModel || at + 2 + length > 65534)
        {
            Finish($"the chain of SunSpec models makes no sense at register {at}: model {model} with {length} registers");
        }
        else if (_blocks.Count == MostModels)
        {
            Finish($"the chain of SunSpec models has no end after {MostModels} models");
        }
        else
        {
            _blocks.Add(new SunSpecBlock(model, at, length));
            _at = at + 2 + length;
        }
    }

    private void Finish(string? problem)
    {
        (IsDone, Problem) = (true, problem);
        if (problem is not null)
        {
            _blocks.Clear();
        }
    }
}
