using EdgeController.Ocpp.Messages.V201;

namespace EdgeController.Ocpp.Mapping.V2x;

/// <summary>The last status of each connector, and what they say together about their EVSE.</summary>
internal sealed class ConnectorBook
{
    private const int Most = 256;
    private readonly Dictionary<(int Evse, int Connector), string> _words = [];

    /// <summary>The EVSE's word: one occupied connector makes it occupied, one that is free makes it available; null where none was told.</summary>
    public string? Word(int evse)
    {
        string? word = null;
        foreach (var ((owner, _), told) in _words)
        {
            if (owner == evse && (word is null || Rank(told) > Rank(word)))
            {
                word = told;
            }
        }

        return word;
    }

    /// <summary>The station has booted: it will tell anew.</summary>
    public void Forget() => _words.Clear();

    public void Set(int evse, int connector, string word)
    {
        if (_words.Count < Most || _words.ContainsKey((evse, connector)))
        {
            _words[(evse, connector)] = word;
        }
    }

    private static int Rank(string word) => word switch
    {
        ConnectorStatus.Occupied => 4,
        ConnectorStatus.Available => 3,
        ConnectorStatus.Reserved => 2,
        ConnectorStatus.Faulted => 1,
        _ => 0,
    };
}
