using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace EdgeController.Host.Configuration.Yaml;

/// <summary>Reads one YAML document into nodes that know their place: no anchors, aliases, merge keys or tags (but <c>!secret</c>), and each key once.</summary>
public sealed class YamlReader
{
    /// <summary>Longest text that is read, in characters.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>Deepest nesting that is read.</summary>
    public const int MaxDepth = 32;

    private readonly Parser _parser;
    private readonly DiagnosticList _diagnostics;

    private YamlReader(string text, DiagnosticList diagnostics)
    {
        _parser = new Parser(new StringReader(text));
        _diagnostics = diagnostics;
    }

    /// <summary>The document's root, or null where the text cannot be parsed; every finding goes into <paramref name="diagnostics"/>.</summary>
    public static YamlNode? Read(string text, DiagnosticList diagnostics)
    {
        if (text.Length > MaxLength)
        {
            diagnostics.Error(TextPosition.Start, Codes.TooLarge, $"the file has {text.Length} characters, more than {MaxLength}");
            return null;
        }

        text = text.StartsWith('\uFEFF') ? text[1..] : text;
        if (!YamlCharacters.Check(text, diagnostics))
        {
            return null;
        }

        try
        {
            return new YamlReader(text, diagnostics).ReadDocument();
        }
        catch (YamlException failure)
        {
            diagnostics.Error(At(failure.Start), Codes.Syntax, SyntaxMessage(failure), "Check the indentation, quotes and brackets here.");
            return null;
        }
    }

    private static string SyntaxMessage(YamlException failure) =>
        "not valid YAML: " + failure.Message.ReplaceLineEndings(" ").Trim().TrimEnd('.');

    private static TextPosition At(Mark mark) => new((int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));

    private YamlNode? ReadDocument()
    {
        Advance();
        Advance();
        if (_parser.Current is not DocumentStart)
        {
            _diagnostics.Error(TextPosition.Start, Codes.BadDocument, "the file is empty");
            return null;
        }

        Advance();
        var root = ReadNode(depth: 0);
        Advance();
        if (_parser.Current is DocumentStart second)
        {
            _diagnostics.Error(At(second.Start), Codes.BadDocument, "a second document begins here", "Keep one document in a file; remove '---'.");
        }

        return root;
    }

    private ParsingEvent Current => _parser.Current ?? throw new YamlException(Mark.Empty, Mark.Empty, "a bracket, quote or key is not closed");

    private void Advance()
    {
        try
        {
            _parser.MoveNext();
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException or OverflowException or FormatException or IndexOutOfRangeException)
        {
            // On some broken texts (a key inside an unclosed bracket) the parser fails with these instead of its own exception.
            var last = _parser.Current?.End ?? Mark.Empty;
            throw new YamlException(last, last, "a bracket, quote or key is not closed after this place", failure);
        }
    }

    /// <summary>Reads the node at the parser's event and leaves the parser on the event after it.</summary>
    private YamlNode? ReadNode(int depth)
    {
        var current = Current;
        var position = At(current.Start);
        if (depth > MaxDepth)
        {
            throw new SemanticErrorException(current.Start, current.End, $"nested deeper than {MaxDepth} levels");
        }

        if (current is NodeEvent node)
        {
            CheckProperties(node, position);
        }

        switch (current)
        {
            case Scalar scalar:
                Advance();
                return new YamlNode { Kind = YamlKind.Scalar, Position = position, Text = scalar.Value, Plain = scalar.Style == ScalarStyle.Plain, IsSecret = IsSecret(scalar) };
            case SequenceStart:
                Advance();
                return new YamlNode { Kind = YamlKind.Sequence, Position = position, Items = ReadItems(depth) };
            case MappingStart:
                Advance();
                return new YamlNode { Kind = YamlKind.Mapping, Position = position, Entries = ReadEntries(depth) };
            default:
                if (current is AnchorAlias alias)
                {
                    _diagnostics.Error(position, Codes.Anchor, $"alias '*{alias.Value}' is not supported", "Write the value out.");
                }

                Advance();
                return null;
        }
    }

    private void CheckProperties(NodeEvent node, TextPosition position)
    {
        if (!node.Anchor.IsEmpty)
        {
            _diagnostics.Error(position, Codes.Anchor, $"anchor '&{node.Anchor.Value}' is not supported", "Remove it and write values out where they are used.");
        }

        if (!node.Tag.IsEmpty && !IsSecret(node))
        {
            _diagnostics.Error(position, Codes.Tag, $"tag '{node.Tag.Value}' is not supported", "Remove the tag.");
        }
    }

    private static bool IsSecret(NodeEvent node) => node is Scalar && !node.Tag.IsEmpty && node.Tag.Value == "!secret";

    private ImmutableArray<YamlNode> ReadItems(int depth)
    {
        var items = ImmutableArray.CreateBuilder<YamlNode>();
        while (Current is not SequenceEnd)
        {
            if (ReadNode(depth + 1) is { } item)
            {
                if (item.IsSecret)
                {
                    _diagnostics.Error(item.Position, Codes.Tag, "no secret belongs into a list", "Write the value itself.");
                }

                items.Add(item);
            }
        }

        Advance();
        return items.ToImmutable();
    }

    private ImmutableArray<YamlEntry> ReadEntries(int depth)
    {
        var entries = ImmutableArray.CreateBuilder<YamlEntry>();
        var seen = new Dictionary<string, TextPosition>(StringComparer.Ordinal);
        while (Current is not MappingEnd)
        {
            var position = At(Current.Start);
            var key = ReadNode(depth + 1);
            var value = ReadNode(depth + 1);
            if (key is null || value is null)
            {
                continue;
            }

            if (key.Kind != YamlKind.Scalar || key.IsSecret)
            {
                _diagnostics.Error(position, Codes.BadDocument, "a key must be a plain word");
            }
            else if (key.Plain && key.Text == "<<")
            {
                _diagnostics.Error(position, Codes.Anchor, "merge key '<<' is not supported", "Write the keys out.");
            }
            else if (!seen.TryAdd(key.Text, position))
            {
                _diagnostics.Error(position, Codes.DuplicateKey, $"key '{key.Text}' stands here for the second time (first in line {seen[key.Text].Line})", "Remove one of the two.");
            }
            else
            {
                entries.Add(new YamlEntry(key.Text, position, value));
            }
        }

        Advance();
        return entries.ToImmutable();
    }
}
