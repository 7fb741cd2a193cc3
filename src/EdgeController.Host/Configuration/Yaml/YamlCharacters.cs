namespace EdgeController.Host.Configuration.Yaml;

/// <summary>Refuses characters that a YAML 1.2 text may not hold or that parsers disagree about, before any parser sees them.</summary>
internal static class YamlCharacters
{
    /// <summary>Reports the first bad character; false where there is one.</summary>
    public static bool Check(string text, DiagnosticList diagnostics)
    {
        var line = 1;
        var lineStart = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n')
            {
                line++;
                lineStart = i + 1;
            }
            else if (IsBad(text, i))
            {
                diagnostics.Error(
                    new TextPosition(line, i - lineStart + 1),
                    Codes.BadCharacter,
                    $"character U+{(int)text[i]:X4} is not allowed in a configuration file",
                    "Save the file as plain UTF-8 text.");
                return false;
            }
        }

        return true;
    }

    // NEL, LS and PS break lines in YAML 1.1 but not in 1.2; a NUL ends the text for some parsers.
    private static bool IsBad(string text, int i) => text[i] switch
    {
        '\t' or '\r' => false,
        < ' ' or '\u007F' or '\u0085' or '\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF' => true,
        var c when char.IsHighSurrogate(c) => i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]),
        var c when char.IsLowSurrogate(c) => i == 0 || !char.IsHighSurrogate(text[i - 1]),
        _ => false,
    };
}
