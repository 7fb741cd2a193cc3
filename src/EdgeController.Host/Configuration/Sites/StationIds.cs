using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>Expands identities such as <c>N1-{01..12}</c>.</summary>
public static partial class StationIds
{
    /// <summary>Most stations of one site.</summary>
    public const int Most = 1000;

    /// <summary>The identities that a text stands for; a message instead where it is no identity and no range.</summary>
    public static (ImmutableArray<string> Ids, string? Problem) Expand(string text)
    {
        var match = Range().Match(text);
        if (!match.Success)
        {
            return Identity().IsMatch(text)
                ? ([text], null)
                : ([], $"'{text}' is no station identity (1 to 48 of letters, digits and *-_=+|@.) and no range");
        }

        var (low, high) = (match.Groups["low"].Value, match.Groups["high"].Value);
        var (first, last) = (int.Parse(low, CultureInfo.InvariantCulture), int.Parse(high, CultureInfo.InvariantCulture));
        if (first > last)
        {
            return ([], $"the range '{{{low}..{high}}}' is empty");
        }

        if (last - first >= Most)
        {
            return ([], $"the range '{{{low}..{high}}}' has more than {Most} stations");
        }

        var width = low.Length > 1 && low[0] == '0' ? low.Length : 1;
        var ids = Enumerable.Range(first, last - first + 1)
            .Select(number => match.Groups["head"].Value + number.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0') + match.Groups["tail"].Value)
            .ToImmutableArray();
        return ids.All(id => Identity().IsMatch(id)) ? (ids, null) : ([], $"'{text}' gives identities with other characters than letters, digits and *-_=+|@. or more than 48 of them");
    }

    [GeneratedRegex(@"\A(?<head>[^{}]*)\{(?<low>[0-9]{1,6})\.\.(?<high>[0-9]{1,6})\}(?<tail>[^{}]*)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Range();

    [GeneratedRegex(@"\A[A-Za-z0-9*_=+|@.-]{1,48}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Identity();
}
