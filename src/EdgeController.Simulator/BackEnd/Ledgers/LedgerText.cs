namespace EdgeController.Simulator.BackEnd.Ledgers;

/// <summary>
/// A fingerprint of what a message says, without the two things that a controller may change on the way: the number of a 1.6 transaction, and the mark
/// of a 2.x event that was kept.
/// </summary>
internal static class LedgerText
{
    private const ulong Basis = 14695981039346656037UL;
    private const ulong Prime = 1099511628211UL;

    public static ulong Of(string action, ReadOnlySpan<byte> payload)
    {
        var sum = Basis;
        foreach (var letter in action)
        {
            sum = (sum ^ letter) * Prime;
        }

        for (var i = 0; i < payload.Length;)
        {
            if (payload[i] == '"' && Skipped(payload[i..]) is > 0 and var skip)
            {
                i += skip;
                continue;
            }

            // A mark at the end of an object has its comma before it.
            if (payload[i] == ',' && Mark(payload[(i + 1)..]) is > 0 and var mark && payload[i + 1 + mark] == '}')
            {
                i += 1 + mark;
                continue;
            }

            sum = (sum ^ payload[i++]) * Prime;
        }

        return sum;
    }

    /// <summary>Of the bytes as they are.</summary>
    public static ulong Exact(ReadOnlySpan<byte> bytes)
    {
        var sum = Basis;
        foreach (var one in bytes)
        {
            sum = (sum ^ one) * Prime;
        }

        return sum;
    }

    private static int Skipped(ReadOnlySpan<byte> at)
    {
        if (Mark(at) is > 0 and var mark && mark < at.Length && at[mark] == ',')
        {
            return mark + 1;
        }

        var name = "\"transactionId\":"u8;
        if (!at.StartsWith(name))
        {
            return 0;
        }

        var end = name.Length;
        while (end < at.Length && (at[end] == '-' || (at[end] >= '0' && at[end] <= '9')))
        {
            end++;
        }

        return end == name.Length ? 0 : end;
    }

    private static int Mark(ReadOnlySpan<byte> at) =>
        at.StartsWith("\"offline\":true"u8) ? 14 : at.StartsWith("\"offline\":false"u8) ? 15 : 0;
}
