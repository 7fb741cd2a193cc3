namespace EdgeController.Ocpp.Framing;

/// <summary>The keys seen in each open object, by depth; one set a depth is reused for all objects there.</summary>
internal sealed class KeyStack
{
    private readonly List<HashSet<string>?> _byDepth = [];

    public void Open(int depth)
    {
        while (_byDepth.Count <= depth)
        {
            _byDepth.Add(null);
        }

        _byDepth[depth]?.Clear();
    }

    /// <summary>False where the object open at that depth has the key already.</summary>
    public bool Add(int depth, string key) => (_byDepth[depth] ??= new HashSet<string>(StringComparer.Ordinal)).Add(key);
}
