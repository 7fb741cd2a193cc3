namespace EdgeController.Host.Configuration;

/// <summary>Whether a finding keeps a configuration file from being used.</summary>
public enum Severity
{
    Warning,
    Error,
}

/// <summary>One finding about a configuration file: where, how bad, which rule (a stable code), what, and what to do about it.</summary>
public sealed record Diagnostic(string File, TextPosition Position, Severity Severity, string Code, string Message, string? Suggestion = null)
{
    public override string ToString()
    {
        var severity = Severity == Severity.Error ? "error" : "warning";
        var text = $"{File}:{Position.Line}:{Position.Column}: {severity} {Code} {Message}.";
        return Suggestion is null ? text : $"{text} {Suggestion}";
    }
}
