using System.Collections.Immutable;
using EdgeController.Host.Configuration.Yaml;

namespace EdgeController.Host.Configuration.Keys;

/// <summary>Reads a YAML tree by a table of keys: reports unknown, missing and not yet built keys and unreadable values, all of them.</summary>
public sealed class ShapeReader(KeyTable table, DiagnosticList diagnostics)
{
    /// <summary>The file as typed entries; what could not be read has a null value or is left out.</summary>
    public Entry Read(YamlNode root)
    {
        var entry = new Entry { Path = "", Name = "", KeyPosition = TextPosition.Start, Position = root.Position };
        if (root.Kind != YamlKind.Mapping)
        {
            diagnostics.Error(root.Position, Codes.BadShape, "the file must be a mapping of keys to values", "Begin with 'schema: 1'.");
            return entry;
        }

        return entry with { Children = ReadSection(root, "", TextPosition.Start, table.TopLevel) };
    }

    private ImmutableArray<Entry> ReadSection(YamlNode node, string path, TextPosition keyPosition, ImmutableArray<KeySpec> keys)
    {
        var entries = ImmutableArray.CreateBuilder<Entry>();
        foreach (var (name, position, value) in node.Entries)
        {
            var full = path.Length == 0 ? name : $"{path}.{name}";
            if (keys.FirstOrDefault(key => key.Name == name) is not { } spec)
            {
                var known = keys.Where(key => key.Built).Select(key => key.Name).ToList();
                diagnostics.Error(position, Codes.UnknownKey, $"unknown key '{full}'", NearestWord.Suggest(name, known));
            }
            else if (!spec.Built)
            {
                diagnostics.Error(position, Codes.NotBuilt, $"{full}: is not built yet", "Remove it: it would have no effect.");
            }
            else
            {
                entries.Add(ReadValue(spec, full, name, position, value));
            }
        }

        foreach (var missing in keys.Where(key => key.Required && !node.Entries.Any(entry => entry.Key == key.Name)))
        {
            var full = path.Length == 0 ? missing.Name : $"{path}.{missing.Name}";
            var example = missing.Example is null ? null : $" Write for example '{missing.Name}: {missing.Example}'.";
            diagnostics.Error(keyPosition, Codes.MissingKey, $"{full} is missing", $"{missing.Help}{example}");
        }

        return entries.ToImmutable();
    }

    private Entry ReadValue(KeySpec spec, string path, string name, TextPosition keyPosition, YamlNode node)
    {
        var entry = new Entry { Path = path, Name = name, KeyPosition = keyPosition, Position = node.Position };
        return spec.Kind switch
        {
            KeyKind.Section => entry with { Children = ReadOnlyMapping(spec, entry, node) },
            KeyKind.Named when node.Kind == YamlKind.Scalar && spec.Choices.Contains(node.Text) => entry with { Value = node.Text },
            KeyKind.Named => entry with { Children = ReadNamed(spec, entry, node) },
            KeyKind.List => entry with { Children = ReadList(spec, entry, node) },
            _ => entry with { Value = ReadLeaf(spec, path, node) },
        };
    }

    private ImmutableArray<Entry> ReadOnlyMapping(KeySpec spec, Entry entry, YamlNode node) =>
        IsMapping(spec, entry, node) ? ReadSection(node, entry.Path, entry.KeyPosition, table.ChildrenOf(spec)) : [];

    private ImmutableArray<Entry> ReadNamed(KeySpec spec, Entry entry, YamlNode node)
    {
        if (!IsMapping(spec, entry, node))
        {
            return [];
        }

        var entries = ImmutableArray.CreateBuilder<Entry>();
        foreach (var (name, position, value) in node.Entries)
        {
            if (!Names.IsValid(name))
            {
                diagnostics.Error(position, Codes.BadName, $"'{name}' cannot be a name in {entry.Path}", Names.Rule);
            }

            var child = new Entry { Path = $"{entry.Path}.{name}", Name = name, KeyPosition = position, Position = value.Position };
            entries.Add(child with { Children = ReadOnlyMapping(spec, child, value) });
        }

        return entries.ToImmutable();
    }

    private ImmutableArray<Entry> ReadList(KeySpec spec, Entry entry, YamlNode node)
    {
        if (node.Kind != YamlKind.Sequence || node.Items.IsEmpty)
        {
            diagnostics.Error(node.Position, Codes.BadShape, $"{entry.Path} must be a list with at least one element", $"{spec.Help} Begin each element with '- '.");
            return [];
        }

        var entries = ImmutableArray.CreateBuilder<Entry>();
        foreach (var item in node.Items)
        {
            var name = $"[{entries.Count}]";
            var child = new Entry { Path = entry.Path + name, Name = name, KeyPosition = item.Position, Position = item.Position };
            entries.Add(child with { Children = ReadOnlyMapping(spec, child, item) });
        }

        return entries.ToImmutable();
    }

    private bool IsMapping(KeySpec spec, Entry entry, YamlNode node)
    {
        if (node.Kind == YamlKind.Mapping && !node.Entries.IsEmpty)
        {
            return true;
        }

        // A mapping that lost its keys to earlier errors needs no second report.
        if (node.Kind != YamlKind.Mapping || !diagnostics.HasErrors)
        {
            var or = spec.Choices.IsEmpty ? "" : $" or '{string.Join("' or '", spec.Choices)}'";
            var what = node.IsNull || node.Kind == YamlKind.Mapping ? "is empty; it" : "";
            diagnostics.Error(node.Position, Codes.BadShape, $"{entry.Path} {what} must be a mapping of keys to values{or}".Replace("  ", " ", StringComparison.Ordinal), spec.Help);
        }

        return false;
    }

    private object? ReadLeaf(KeySpec spec, string path, YamlNode node)
    {
        var leaf = Leaf.Read(spec, node);
        if (leaf.Problem is { } problem)
        {
            diagnostics.Error(problem.Position, problem.Code, $"{path}: {problem.Message}", problem.Suggestion);
        }

        return leaf.Value;
    }
}
