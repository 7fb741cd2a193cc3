using System.Collections.Immutable;

namespace EdgeController.Host.Configuration;

/// <summary>A start that failed because shipped configuration is missing or broken; its message lists every finding.</summary>
public sealed class ConfigurationException : Exception
{
    public ConfigurationException()
    {
    }

    public ConfigurationException(string message)
        : base(message)
    {
    }

    public ConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public ConfigurationException(ImmutableArray<Diagnostic> diagnostics)
        : base(string.Join('\n', diagnostics)) => Diagnostics = diagnostics;

    public ImmutableArray<Diagnostic> Diagnostics { get; } = [];
}
