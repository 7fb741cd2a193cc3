using System.Collections.Immutable;

namespace EdgeController.Drivers.Modbus;

/// <summary>Registers of one unit as they were at one moment: what a poll brought, or what a simulated device serves. Immutable.</summary>
public sealed record RegisterImage(ImmutableArray<RegisterRun> Runs)
{
    public static readonly RegisterImage Empty = new([]);

    /// <summary>One register; null where the image does not hold it.</summary>
    public ushort? this[int functionCode, int address]
    {
        get
        {
            foreach (var run in Runs)
            {
                if (run.FunctionCode == functionCode && address >= run.Start && address - run.Start < run.Words.Length)
                {
                    return run.Words[address - run.Start];
                }
            }

            return null;
        }
    }

    /// <summary>Fills <paramref name="into"/> from <paramref name="start"/> on; false where the image does not hold all of it.</summary>
    public bool TryRead(int functionCode, int start, Span<ushort> into)
    {
        for (var i = 0; i < into.Length; i++)
        {
            if (this[functionCode, start + i] is not { } word)
            {
                return false;
            }

            into[i] = word;
        }

        return true;
    }

    /// <summary>The image with these registers from <paramref name="start"/> on; null where one run does not hold all of them.</summary>
    public RegisterImage? With(int functionCode, int start, ImmutableArray<ushort> words)
    {
        for (var i = 0; i < Runs.Length; i++)
        {
            var run = Runs[i];
            var offset = start - run.Start;
            if (run.FunctionCode == functionCode && offset >= 0 && offset + words.Length <= run.Words.Length)
            {
                return new RegisterImage(Runs.SetItem(i, run with { Words = [.. run.Words[..offset], .. words, .. run.Words[(offset + words.Length)..]] }));
            }
        }

        return null;
    }
}

/// <summary>Consecutive registers behind function code 3 (holding) or 4 (input).</summary>
public sealed record RegisterRun(int FunctionCode, int Start, ImmutableArray<ushort> Words);
