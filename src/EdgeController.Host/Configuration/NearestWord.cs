namespace EdgeController.Host.Configuration;

/// <summary>Finds what the writer of a configuration file most likely meant by a word that is not known.</summary>
public static class NearestWord
{
    /// <summary>The known word with the least edit distance, or null where none is near enough to be a slip of the keyboard.</summary>
    public static string? Find(string word, IEnumerable<string> known)
    {
        var tolerance = Math.Max(1, word.Length / 3);
        return known
            .Select(candidate => (candidate, distance: Distance(word.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .Where(pair => pair.distance <= tolerance)
            .OrderBy(pair => pair.distance)
            .ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Select(pair => pair.candidate)
            .FirstOrDefault();
    }

    /// <summary>A sentence for a diagnostic: the nearest known word, else the list of them where it is short.</summary>
    public static string? Suggest(string word, IReadOnlyCollection<string> known)
    {
        if (Find(word, known) is { } nearest)
        {
            return $"Did you mean '{nearest}'?";
        }

        return known.Count is > 0 and <= 12 ? $"Known here: {string.Join(", ", known)}." : null;
    }

    /// <summary>Edit distance with swaps of neighbours (optimal string alignment).</summary>
    public static int Distance(string a, string b)
    {
        // Long words are never slips of one another; this bounds the work on hostile input.
        if (Math.Abs(a.Length - b.Length) > 16 || a.Length > 64 || b.Length > 64)
        {
            return int.MaxValue;
        }

        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            rows[i, 0] = i;
        }

        for (var j = 0; j <= b.Length; j++)
        {
            rows[0, j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                var best = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + cost);
                var swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                rows[i, j] = swapped ? Math.Min(best, rows[i - 2, j - 2] + 1) : best;
            }
        }

        return rows[a.Length, b.Length];
    }
}
