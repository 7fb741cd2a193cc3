using System.Collections.Immutable;

namespace EdgeController.Host.Configuration.Keys;

/// <summary>The keys of one kind of file as a tree.</summary>
public sealed class KeyTable
{
    private readonly Dictionary<string, ImmutableArray<KeySpec>> _childrenByPath;

    public KeyTable(IEnumerable<KeySpec> keys)
    {
        All = [.. keys];
        _childrenByPath = All
            .GroupBy(key => ParentOf(key.Path), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.ToImmutableArray(), StringComparer.Ordinal);
    }

    /// <summary>All keys in the order of the table.</summary>
    public ImmutableArray<KeySpec> All { get; }

    /// <summary>The keys of the file's top level.</summary>
    public ImmutableArray<KeySpec> TopLevel => Children("");

    /// <summary>The keys inside a section, or inside each element of a map or list.</summary>
    public ImmutableArray<KeySpec> ChildrenOf(KeySpec spec) =>
        Children(spec.Kind is KeyKind.Named or KeyKind.List ? spec.Path + ".*" : spec.Path);

    private ImmutableArray<KeySpec> Children(string path) => _childrenByPath.TryGetValue(path, out var children) ? children : [];

    private static string ParentOf(string path) => path.LastIndexOf('.') is var dot and >= 0 ? path[..dot] : "";
}
