namespace EdgeController.Host.Configuration.Keys;

/// <summary>The rule for names that the writer of a file chooses: they become MQTT topics, metric labels and log fields.</summary>
public static class Names
{
    public const string Pattern = "^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$";

    public const string Rule = "Use up to 64 letters, digits, '-' and '_', beginning with a letter or digit.";

    public static bool IsValid(string name) =>
        name.Length is > 0 and <= 64 && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
