using System.Text.RegularExpressions;

namespace EdgeController.Host.Tests.House;

/// <summary>The names of the types that a C# text declares.</summary>
internal static partial class TypeDeclarations
{
    public static IEnumerable<string> In(string text) => Declaration().Matches(text).Select(match => match.Groups["it"].Value);

    [GeneratedRegex(@"^[^\S\n]*(?:(?:public|internal|private|protected|file|static|sealed|abstract|readonly|ref|partial|unsafe)\s+)*(?:class|interface|enum|record(?:\s+struct|\s+class)?|struct)\s+(?<it>[A-Za-z]\w*)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Declaration();
}
