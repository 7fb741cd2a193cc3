using EdgeController.Host.Configuration;
using EdgeController.Host.Configuration.Yaml;

namespace EdgeController.Host.Tests.Configuration.Yaml;

public sealed class YamlReaderTests
{
    [Fact]
    public void Nodes_know_their_line_and_column()
    {
        var (root, found) = Read("a: 1\nlist:\n  - { b: 'two' }\n");

        Assert.Empty(found);
        var list = root!.Entries[1];
        Assert.Equal(("list", new TextPosition(2, 1), new TextPosition(3, 3)), (list.Key, list.KeyPosition, list.Value.Position));
        var b = list.Value.Items[0].Entries[0];
        Assert.Equal((new TextPosition(3, 7), new TextPosition(3, 10), "two", false), (b.KeyPosition, b.Value.Position, b.Value.Text, b.Value.Plain));
    }

    [Theory]
    [InlineData("a: 1\nb: 2\na: 3\n", "f:3:1: error EC002 key 'a' stands here for the second time (first in line 1). Remove one of the two.")]
    [InlineData("a: &x 1\n", "f:1:4: error EC003 anchor '&x' is not supported. Remove it and write values out where they are used.")]
    [InlineData("a: 1\nb: *x\n", "f:2:4: error EC003 alias '*x' is not supported. Write the value out.")]
    [InlineData("a:\n  <<: { b: 1 }\n", "f:2:3: error EC003 merge key '<<' is not supported. Write the keys out.")]
    [InlineData("a: !mystery b\n", "f:1:4: error EC004 tag '!mystery' is not supported. Remove the tag.")]
    [InlineData("", "f:1:1: error EC006 the file is empty.")]
    [InlineData("a: 1\n---\nb: 1\n", "f:2:1: error EC006 a second document begins here. Keep one document in a file; remove '---'.")]
    [InlineData("? [a, b]\n: 1\n", "f:1:3: error EC006 a key must be a plain word.")]
    [InlineData("a: 1\nb: x\0y\n", "f:2:5: error EC007 character U+0000 is not allowed in a configuration file. Save the file as plain UTF-8 text.")]
    [InlineData("a: 1\u2028b: 2\n", "f:1:5: error EC007 character U+2028 is not allowed in a configuration file. Save the file as plain UTF-8 text.")]
    public void What_this_file_format_leaves_out_is_an_error(string text, string expected) =>
        Assert.Equal(expected, Assert.Single(Read(text).Found).ToString());

    [Fact]
    public void Broken_syntax_is_one_error_at_its_place()
    {
        var (root, found) = Read("a: 1\nb: [1, 2\nc: 3\n");

        Assert.Null(root);
        Assert.StartsWith("f:2:6: error EC001 not valid YAML: a bracket, quote or key is not closed after this place.", Assert.Single(found).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Size_and_depth_are_bounded()
    {
        Assert.Equal(Codes.TooLarge, Assert.Single(Read(new string('#', YamlReader.MaxLength + 1)).Found).Code);
        Assert.Equal(Codes.Syntax, Assert.Single(Read("a: " + new string('[', 5000) + new string(']', 5000)).Found).Code);
    }

    private static (YamlNode? Root, IReadOnlyList<Diagnostic> Found) Read(string text)
    {
        var diagnostics = new DiagnosticList("f");
        var root = YamlReader.Read(text, diagnostics);
        return (root, diagnostics.Sorted());
    }
}
