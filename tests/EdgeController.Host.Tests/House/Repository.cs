namespace EdgeController.Host.Tests.House;

/// <summary>The files of this repository as its developers see them: sources and documents, nothing built or fetched.</summary>
internal static class Repository
{
    private static readonly HashSet<string> Built = new(StringComparer.Ordinal)
    {
        ".git", ".vs", "bin", "obj", "node_modules", "wwwroot", "TestResults", "out",
    };

    /// <summary>Full path of the folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Paths from the root, with forward slashes, in ordinal order.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Walk(Root).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> Under(string folder, string extension) =>
        Files.Where(file => file.StartsWith(folder + "/", StringComparison.Ordinal) && file.EndsWith(extension, StringComparison.Ordinal));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static int LineCount(string file) => File.ReadLines(Path.Combine(Root, file)).Count();

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "EdgeController.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("EdgeController.sln is in no folder above the tests.");
    }

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            if (Built.Contains(entry.Name) || entry.LinkTarget is not null)
            {
                continue;
            }

            if (entry is FileInfo)
            {
                yield return Path.GetRelativePath(Root, entry.FullName).Replace('\\', '/');
                continue;
            }

            foreach (var file in Walk(entry.FullName))
            {
                yield return file;
            }
        }
    }
}
