using System.Globalization;
using System.Text.RegularExpressions;
using EdgeController.Core.Topology;
using EdgeController.Host.Configuration.Yaml;

namespace EdgeController.Host.Configuration.Keys;

/// <summary>Reads times of day, days of the week and parts of the year, and yes or no.</summary>
internal static partial class CalendarLeaves
{
    internal const string TimePattern = @"([01][0-9]|2[0-3]):[0-5][0-9]|24:00";
    internal const string DayPattern = "(mo|tu|we|th|fr|sa|su)(-(mo|tu|we|th|fr|sa|su))?";
    internal const string YearPattern = @"[0-1][0-9]-[0-3][0-9]\.\.[0-1][0-9]-[0-3][0-9]";

    private static readonly string[] Days = ["mo", "tu", "we", "th", "fr", "sa", "su"];

    /// <summary>What a clock shows, as the time since midnight; 24:00 is the end of the day.</summary>
    internal static Leaf ReadTime(KeySpec spec, YamlNode node) =>
        node.Text == "24:00" ? Leaf.Good(TimeSpan.FromHours(24))
        : TimeOfDay().IsMatch(node.Text) ? Leaf.Good(TimeSpan.ParseExact(node.Text, @"hh\:mm", CultureInfo.InvariantCulture))
        : Leaf.Bad(node, $"'{node.Text}' is not a time of day", Leaf.ExampleOf(spec));

    /// <summary>One day, a range of days (<c>mo-fr</c>), or a list of both.</summary>
    internal static Leaf ReadDays(KeySpec spec, YamlNode node)
    {
        var nodes = node.Kind == YamlKind.Scalar ? [node] : node.Items;
        var days = Weekdays.None;
        foreach (var item in nodes)
        {
            var ends = item.Kind == YamlKind.Scalar ? item.Text.Split('-') : [];
            var (first, last) = (Array.IndexOf(Days, ends.FirstOrDefault()), Array.IndexOf(Days, ends.LastOrDefault()));
            if (first < 0 || last < 0 || ends.Length > 2)
            {
                return Leaf.Bad(item, $"'{item.Text}' is no day of the week and no range of days", "Write mo, tu, we, th, fr, sa or su, a range such as mo-fr, or a list such as [sa, su].");
            }

            for (var day = first; ; day = (day + 1) % 7)
            {
                days |= (Weekdays)(1 << day);
                if (day == last)
                {
                    break;
                }
            }
        }

        return days == Weekdays.None ? Leaf.Bad(node, "a day of the week, a range of days or a list of both is expected here", Leaf.ExampleOf(spec)) : Leaf.Good(days);
    }

    /// <summary>A part of every year, both days included: <c>11-01..03-31</c>.</summary>
    internal static Leaf ReadYearSpan(KeySpec spec, YamlNode node)
    {
        var ends = node.Text.Split("..");
        return ends.Length == 2 && Day(ends[0]) is { } from && Day(ends[1]) is { } to
            ? Leaf.Good(new YearSpan(from, to))
            : Leaf.Bad(node, $"'{node.Text}' is no part of the year", Leaf.ExampleOf(spec));
    }

    internal static Leaf ReadFlag(KeySpec spec, YamlNode node) =>
        node.Plain && node.Text is "true" or "false" ? Leaf.Good(node.Text == "true") : Leaf.Bad(node, $"'{node.Text}' is neither true nor false", Leaf.ExampleOf(spec));

    // 2024 has a 29th of February.
    private static MonthDay? Day(string text) =>
        DateTime.TryParseExact("2024-" + text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? new MonthDay(day.Month, day.Day) : null;

    [GeneratedRegex("^(" + TimePattern + ")$", RegexOptions.ExplicitCapture)]
    private static partial Regex TimeOfDay();
}
