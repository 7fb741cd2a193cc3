using System.Collections.Immutable;
using EdgeController.Core.Units;

namespace EdgeController.Host.Configuration.Keys;

/// <summary>
/// One key that was written in a file, with its typed value. The value is null where it could not be read: that has been reported, so
/// that nobody who asks for it needs to report it again.
/// </summary>
public sealed record Entry
{
    /// <summary>Path as written, for example <c>stations.list[0].max</c>.</summary>
    public required string Path { get; init; }

    /// <summary>The key's last part: the name of an element of a map.</summary>
    public required string Name { get; init; }

    public required TextPosition KeyPosition { get; init; }

    /// <summary>Where the value begins.</summary>
    public required TextPosition Position { get; init; }

    public object? Value { get; init; }

    public ImmutableArray<Entry> Children { get; init; } = [];

    public Entry? Find(string name)
    {
        foreach (var child in Children)
        {
            if (child.Name == name)
            {
                return child;
            }
        }

        return null;
    }

    public double? Number(string name) => Find(name)?.Value as double?;

    public int? Integer(string name) => Find(name)?.Value is double value ? (int)value : null;

    public Amperes? Amps(string name) => Number(name) is { } value ? new Amperes(value) : null;

    public string? Text(string name) => Find(name)?.Value as string;

    public TimeSpan? Duration(string name) => Find(name)?.Value as TimeSpan?;
}
