using System.Collections.Immutable;

namespace EdgeController.Host.Configuration;

/// <summary>Collects the findings about one file while it is read, so that all of them can be shown at once.</summary>
public sealed class DiagnosticList(string file)
{
    private readonly List<Diagnostic> _found = [];

    public string File { get; } = file;

    public bool HasErrors => _found.Exists(diagnostic => diagnostic.Severity == Severity.Error);

    public void Error(TextPosition position, string code, string message, string? suggestion = null) =>
        _found.Add(new Diagnostic(File, position, Severity.Error, code, message, suggestion));

    public void Warning(TextPosition position, string code, string message, string? suggestion = null) =>
        _found.Add(new Diagnostic(File, position, Severity.Warning, code, message, suggestion));

    /// <summary>All findings by position; findings at the same place keep the order in which they were made, and none stands twice.</summary>
    public ImmutableArray<Diagnostic> Sorted() => [.. _found.Distinct().OrderBy(diagnostic => diagnostic.Position)];
}
