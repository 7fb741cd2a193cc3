using System.Text;

namespace EdgeController.Host.Ocpp;

/// <summary>Words of a stranger on their way into a log line: no control characters, no line of their own, no great length.</summary>
internal static class PlainText
{
    private const int Longest = 200;

    public static string Of(string text) => Clean(text.Length <= Longest ? text : text[..Longest]);

    /// <summary>A message that must not be lost: all of it, however long.</summary>
    public static string Whole(ReadOnlySpan<byte> utf8) => Clean(Encoding.UTF8.GetString(utf8));

    private static string Clean(string cut)
    {
        return string.Create(cut.Length, cut, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(from[i]) || from[i] is '\u2028' or '\u2029' ? '?' : from[i];
            }
        });
    }
}
