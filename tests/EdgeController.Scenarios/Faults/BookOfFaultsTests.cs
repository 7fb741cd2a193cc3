using System.Text.RegularExpressions;
using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.Faults;

/// <summary>The book names every fault that is due, and tests that are there: so the table that is made from it cannot rot.</summary>
public sealed partial class BookOfFaultsTests
{
    private static readonly string[] Due =
    [
        .. Enumerable.Range(1, 18).Select(number => $"A{number}"),
        .. Enumerable.Range(1, 9).Select(number => $"B{number}"),
        .. Enumerable.Range(1, 9).Select(number => $"C{number}"),
        .. Enumerable.Range(1, 32).Except([5, 6]).Select(number => $"D{number}"),
        "D9b",
        .. new[] { 1, 2, 11, 12, 14 }.Select(number => $"E{number}"),
        .. Enumerable.Range(1, 8).Select(number => $"F{number}"),
    ];

    [Fact]
    public void Every_fault_that_is_due_stands_in_the_book_once()
    {
        Assert.Equal(Due.Order(StringComparer.Ordinal), BookOfFaults.All.Select(fault => fault.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_test_that_the_book_names_exists_and_is_run()
    {
        var missing = BookOfFaults.All.SelectMany(fault => new[] { fault.Test, fault.Control }.OfType<string>().Where(test => !IsRun(test)).Select(test => $"{fault.Id}: {test}")).ToArray();
        Assert.True(missing.Length == 0, "the book names what is no Fact or Theory:\n" + string.Join('\n', missing));
    }

    [Fact]
    public void Every_entry_says_what_happens_what_is_safe_and_what_is_switched_off()
    {
        Assert.All(BookOfFaults.All, fault => Assert.True(fault is { Fault.Length: > 10, Safe.Length: > 5, Off.Length: > 3, Deadline: >= 0 }, $"{fault}"));
    }

    [Fact]
    public void Every_fault_is_measured_somewhere()
    {
        var sources = string.Concat(Directory.EnumerateFiles(Path.Combine(Examples.Repository, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith("BookOfFaultsTests.cs", StringComparison.Ordinal) && !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText));
        Assert.All(BookOfFaults.All, fault => Assert.True(Regex.IsMatch(sources, $"\"{fault.Id}[ \"]", RegexOptions.CultureInvariant), $"nobody writes figures of {fault.Id}"));
    }

    /// <summary>Looks into the sources: other test projects are not there when this one is built alone.</summary>
    private static bool IsRun(string test)
    {
        var (type, method) = (test[..test.LastIndexOf('.')], test[(test.LastIndexOf('.') + 1)..]);
        var project = Projects().First(project => type.StartsWith(project + ".", StringComparison.Ordinal));
        var file = Path.Combine([Examples.Repository, "tests", project, .. type[(project.Length + 1)..].Split('.')]) + ".cs";
        return File.Exists(file) && Attributed().Matches(File.ReadAllText(file)).Any(match => match.Groups["method"].Value == method);
    }

    private static IEnumerable<string> Projects() => Directory.EnumerateDirectories(Path.Combine(Examples.Repository, "tests")).Select(folder => Path.GetFileName(folder)!);

    [GeneratedRegex("""^    \[(Fact|Theory)[\](].*\n(    \[.*\n)*    public (async )?(Task|void) (?<method>\w+)\(""", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Attributed();
}
