using System.Collections.Immutable;
using System.Globalization;
using EdgeController.Host.Configuration.Yaml;

namespace EdgeController.Host.Configuration.Keys;

/// <summary>Reads values that are lists of plain values.</summary>
internal static class ListLeaves
{
    /// <summary>One text or a list of texts.</summary>
    internal static Leaf ReadTexts(KeySpec spec, YamlNode node)
    {
        var nodes = node.Kind == YamlKind.Scalar ? [node] : node.Items;
        if (nodes.IsEmpty || nodes.FirstOrDefault(item => item.Kind != YamlKind.Scalar || item.IsNull || item.Text.Trim().Length == 0) is not null)
        {
            return Leaf.Bad(node, "one text or a list of texts is expected here", Leaf.ExampleOf(spec));
        }

        return Leaf.Good(nodes.Select(item => new PlacedText(item.Text.Trim(), item.Position)).ToImmutableArray());
    }

    /// <summary>Three register addresses, for L1, L2 and L3.</summary>
    internal static Leaf ReadAddresses(KeySpec spec, YamlNode node)
    {
        if (node.Kind != YamlKind.Sequence || node.Items.Length != 3)
        {
            return Leaf.Bad(node, "three register addresses, for L1, L2 and L3, are expected here", Leaf.ExampleOf(spec));
        }

        var addresses = ImmutableArray.CreateBuilder<int>(3);
        foreach (var item in node.Items)
        {
            if (item.Kind != YamlKind.Scalar || Quantity.Read(spec with { Kind = KeyKind.Integer }, item) is not { Value: double address })
            {
                return Leaf.Bad(item, "a register address from 0 to 65535 is expected here", Leaf.ExampleOf(spec));
            }

            addresses.Add((int)address);
        }

        return Leaf.Good(addresses.ToImmutable());
    }

    /// <summary>Two numbers with two dots between them.</summary>
    internal static Leaf ReadRange(KeySpec spec, YamlNode node)
    {
        var parts = node.Text.Split("..");
        return parts.Length == 2 && Number(parts[0]) is { } low && Number(parts[1]) is { } high && low < high
            ? Leaf.Good(new NumberRange(low, high))
            : Leaf.Bad(node, $"'{node.Text}' is not a range of two numbers, the lower one first", Leaf.ExampleOf(spec));

        static double? Number(string text) =>
            double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>A list of raw bit patterns, each in hexadecimal.</summary>
    internal static Leaf ReadPatterns(YamlNode node)
    {
        var patterns = ImmutableArray.CreateBuilder<ulong>();
        foreach (var item in node.Items)
        {
            if (!item.Text.StartsWith("0x", StringComparison.Ordinal) || !ulong.TryParse(item.Text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var pattern))
            {
                return Leaf.Bad(item, $"'{item.Text}' is not a raw value in hexadecimal", "Write for example [0x7FFFFFFF].");
            }

            patterns.Add(pattern);
        }

        return node.Kind == YamlKind.Sequence
            ? Leaf.Good(patterns.ToImmutable())
            : Leaf.Bad(node, "a list of raw values in hexadecimal is expected here", "Write for example [0x7FFFFFFF].");
    }
}

/// <summary>A text and the place where it stands.</summary>
public sealed record PlacedText(string Text, TextPosition Position);

/// <summary>Two numbers and what lies between them.</summary>
public sealed record NumberRange(double Low, double High);
