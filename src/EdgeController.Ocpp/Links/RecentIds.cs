namespace EdgeController.Ocpp.Links;

/// <summary>The last few message ids that were answered here in the place of whom they were meant for.</summary>
internal sealed class RecentIds
{
    private const int Most = 64;
    private readonly List<string> _ids = [];

    public void Add(string id)
    {
        if (_ids.Count == Most)
        {
            _ids.RemoveAt(0);
        }

        _ids.Add(id);
    }

    /// <summary>True where the id was among them.</summary>
    public bool Remove(string id) => _ids.Remove(id);
}
