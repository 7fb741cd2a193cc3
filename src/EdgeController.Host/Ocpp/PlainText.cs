namespace EdgeController.Host.Ocpp;

/// <summary>Words of a stranger on their way into a log line: no control characters, no line of their own, no great length.</summary>
internal static class PlainText
{
    private const int Longest = 200;

    public static string Of(string text)
    {
        var cut = text.Length <= Longest ? text : text[..Longest];
        return string.Create(cut.Length, cut, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(from[i]) || from[i] is '\u2028' or '\u2029' ? '?' : from[i];
            }
        });
    }
}
