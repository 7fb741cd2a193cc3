using EdgeController.Simulator.Stations;

namespace EdgeController.Simulator.BackEnd.Ledgers;

/// <summary>
/// Transactions that are over in truth. A back end may still set a profile for one whose end it has not been told: it limits that one alone, not the next.
/// </summary>
internal sealed class EndedTransactions
{
    private const int Most = 16;

    private readonly Queue<StationTransaction> _ended = new();

    public void Ended(StationTransaction? transaction)
    {
        if (transaction is null)
        {
            return;
        }

        _ended.Enqueue(transaction);
        if (_ended.Count > Most)
        {
            _ended.Dequeue();
        }
    }

    /// <summary>The id is that of one of them; in 1.6 it may have been given after the end.</summary>
    public bool Names(string? id) => id is not null && _ended.Any(transaction => transaction.Id == id);
}
