namespace EdgeController.Core.Balancing;

/// <summary>
/// Sorts what was nearly sorted a second ago: moves single entries, and only where too much has changed sorts anew. The comparer must
/// tell any two entries apart, so that the outcome does not depend on the order before.
/// </summary>
internal static class SteadyOrder
{
    private const int MovesPerEntry = 12;

    public static void Sort<TComparer>(int[] order, int count, TComparer comparer)
        where TComparer : struct, IComparer<int>
    {
        var entries = order.AsSpan(0, count);
        var moves = count * MovesPerEntry;
        for (var i = 1; i < entries.Length; i++)
        {
            var entry = entries[i];
            var place = i;
            while (place > 0 && comparer.Compare(entries[place - 1], entry) > 0)
            {
                entries[place] = entries[place - 1];
                place--;
            }

            entries[place] = entry;
            moves -= i - place;
            if (moves < 0)
            {
                entries.Sort(comparer);
                return;
            }
        }
    }
}

/// <summary>By rising key, then by number.</summary>
internal readonly struct ByRisingKey(double[] keys) : IComparer<int>
{
    public int Compare(int x, int y) => keys[x] < keys[y] ? -1 : keys[x] > keys[y] ? 1 : x - y;
}

/// <summary>By falling key, then by number.</summary>
internal readonly struct ByFallingKey(double[] keys) : IComparer<int>
{
    public int Compare(int x, int y) => keys[x] > keys[y] ? -1 : keys[x] < keys[y] ? 1 : x - y;
}
