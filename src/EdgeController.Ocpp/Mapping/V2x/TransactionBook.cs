using EdgeController.Core.Topology;
using EdgeController.Ocpp.Messages.V201;

namespace EdgeController.Ocpp.Mapping.V2x;

/// <summary>What the events of one transaction have said so far; each event says only what is new.</summary>
internal sealed class RunningTransaction(string id)
{
    public string Id { get; } = id;

    public EvseId? Evse { get; set; }

    public string? Token { get; set; }

    public string? ChargingState { get; set; }

    public int? PhasesUsed { get; set; }

    /// <summary>The station's present, not only its stored history, has named it.</summary>
    public bool Live { get; set; }

    public bool Ended { get; set; }
}

/// <summary>The transactions of a 2.x station by its own ids; the most recent ones, ended or not.</summary>
internal sealed class TransactionBook
{
    private const int Most = 64;
    private readonly List<RunningTransaction> _transactions = [];

    /// <summary>The live transaction on the EVSE that began last.</summary>
    public RunningTransaction? On(EvseId evse) => _transactions.FindLast(one => one.Evse == evse && one is { Live: true, Ended: false });

    /// <summary>The EVSE's transaction of which only stored events were told so far, and no end.</summary>
    public RunningTransaction? Stored(EvseId evse) => _transactions.FindLast(one => one.Evse == evse) is { Live: false, Ended: false } stored ? stored : null;

    /// <summary>Takes in what the event says about its transaction.</summary>
    public RunningTransaction Take(string id, MeteredMessage message, EvseId? evse)
    {
        var known = _transactions.Find(one => one.Id == id);
        if (known is null)
        {
            if (_transactions.Count == Most)
            {
                _transactions.RemoveAt(Math.Max(0, _transactions.FindIndex(one => one.Ended)));
            }

            _transactions.Add(known = new RunningTransaction(id));
        }

        known.Evse = evse ?? known.Evse;
        known.Token = message.IdToken?.Token ?? known.Token;
        known.PhasesUsed = message.NumberOfPhasesUsed ?? known.PhasesUsed;
        known.ChargingState = message.TransactionInfo?.ChargingState ?? known.ChargingState;
        known.Ended |= message.EventType == TransactionEventRequest.Ended;
        return known;
    }
}
