using System.Collections.Immutable;

namespace EdgeController.Host.Configuration.Yaml;

/// <summary>The three shapes of a YAML node.</summary>
public enum YamlKind
{
    Scalar,
    Sequence,
    Mapping,
}

/// <summary>One node of a YAML document, with the place where it begins.</summary>
public sealed record YamlNode
{
    public required YamlKind Kind { get; init; }

    public required TextPosition Position { get; init; }

    /// <summary>Text of a scalar; empty for other kinds.</summary>
    public string Text { get; init; } = "";

    /// <summary>Whether the scalar was written without quotes: only then can it be null, a boolean or a number.</summary>
    public bool Plain { get; init; }

    /// <summary>The scalar is the name of a secret: <c>!secret name</c>.</summary>
    public bool IsSecret { get; init; }

    public ImmutableArray<YamlNode> Items { get; init; } = [];

    public ImmutableArray<YamlEntry> Entries { get; init; } = [];

    /// <summary>Null by the YAML 1.2 core schema.</summary>
    public bool IsNull => Kind == YamlKind.Scalar && Plain && !IsSecret && Text is "" or "~" or "null" or "Null" or "NULL";
}

/// <summary>One key of a mapping and its value.</summary>
public sealed record YamlEntry(string Key, TextPosition KeyPosition, YamlNode Value);
