using System.Text;

namespace EdgeController.Drivers.Mqtt;

/// <summary>The rules for topic names and filters (MQTT 5, 4.7).</summary>
public static class MqttTopics
{
    /// <summary>The longest topic that is taken, in bytes; the protocol's own bound is 65535.</summary>
    public const int Longest = 512;

    /// <summary>Why it cannot be a topic to publish to or to take one value from; null where it can.</summary>
    public static string? NameProblem(string topic) =>
        topic.AsSpan().ContainsAny('+', '#') ? $"'{topic}' has a wildcard: one topic is expected here" : Problem(topic);

    /// <summary>Why it cannot be a filter to subscribe to; null where it can.</summary>
    public static string? FilterProblem(string filter)
    {
        var levels = filter.Split('/');
        for (var i = 0; i < levels.Length; i++)
        {
            if (levels[i].Contains('+', StringComparison.Ordinal) && levels[i] != "+")
            {
                return $"'{filter}': + must stand for a whole level";
            }

            if (levels[i].Contains('#', StringComparison.Ordinal) && (levels[i] != "#" || i < levels.Length - 1))
            {
                return $"'{filter}': # must be the last level";
            }
        }

        return Problem(filter);
    }

    /// <summary>Whether the filter takes the topic. Filters that begin with a wildcard take no topics that begin with $.</summary>
    public static bool Matches(string filter, string topic)
    {
        if (topic.StartsWith('$') && filter[0] is '+' or '#')
        {
            return false;
        }

        var (f, t) = (filter.Split('/'), topic.Split('/'));
        for (var i = 0; i < f.Length; i++)
        {
            if (f[i] == "#")
            {
                return true;
            }

            if (i >= t.Length || (f[i] != "+" && f[i] != t[i]))
            {
                return false;
            }
        }

        return f.Length == t.Length;
    }

    /// <summary>An id as one level of a topic: letters, digits, dot, dash and underscore stand, all else is percent-encoded.</summary>
    public static string Level(string id)
    {
        var level = new StringBuilder();
        foreach (var octet in Encoding.UTF8.GetBytes(id))
        {
            _ = char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'.' or (byte)'-' or (byte)'_'
                ? level.Append((char)octet)
                : level.Append(System.Globalization.CultureInfo.InvariantCulture, $"%{octet:X2}");
        }

        return level.ToString();
    }

    private static string? Problem(string topic) =>
        topic.Length == 0 ? "a topic must not be empty"
        : Encoding.UTF8.GetByteCount(topic) > Longest ? $"a topic must not have more than {Longest} bytes"
        : topic.Any(char.IsControl) ? "a topic must not have control characters"
        : null;
}
