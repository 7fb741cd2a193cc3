namespace EdgeController.Simulator.BackEnd.Hostile;

/// <summary>What a hostile back end knows of one station; its memory goes when it restarts.</summary>
internal sealed class StationFile(string id, string version, int evses)
{
    public string Id => id;

    public string Version => version;

    public int Evses => evses;

    /// <summary>The upstream socket is open, as far as the back end knows.</summary>
    public bool IsConnected { get; set; }

    /// <summary>Transactions that run, by EVSE, in the words that the back end knows.</summary>
    public Dictionary<int, string> Running { get; } = [];

    /// <summary>EVSEs of transactions whose end it has to recognise.</summary>
    public Dictionary<string, int> EvseOf { get; } = new(StringComparer.Ordinal);

    public void Forget()
    {
        Running.Clear();
        EvseOf.Clear();
    }
}
