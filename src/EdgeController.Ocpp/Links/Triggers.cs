using EdgeController.Core.Events;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Mapping;
using EdgeController.Ocpp.Profiles;
using EdgeController.Ocpp.Quirks;

namespace EdgeController.Ocpp.Links;

/// <summary>Asks for what a station does not tell of its own accord: the status of its connectors, and the current of one that charges (faults D20).</summary>
internal sealed class Triggers(LinkStep step, StationLinkOptions options, StationView view, ChargingProfileWriter writer) : IStationQuestions
{
    /// <summary>A station that has refused so often is asked no more until it connects or boots.</summary>
    private const int MostRefusals = 2;

    private readonly Queue<(string Wanted, int Evse)> _questions = new();
    private readonly Dictionary<int, Instant> _heard = [];
    private Instant _lookAt;
    private int _refusals;
    private bool _inFlight;

    public bool HasCall => !_inFlight && _questions.Count > 0;

    public void Begin(int run)
    {
    }

    public void Reset()
    {
        _questions.Clear();
        _heard.Clear();
        _lookAt = Instant.Start;
        _refusals = 0;
        _inFlight = false;
    }

    public void AskForStatus()
    {
        foreach (var evse in view.Numbers)
        {
            _questions.Enqueue((StatusQuestion.Status, evse));
        }
    }

    public void See(SiteEvent what)
    {
        if (what is EvseMetered { Current: not null } metered)
        {
            _heard[metered.Evse.Number] = step.Now;
        }
        else if (what is TransactionStarted started)
        {
            _heard[started.Evse.Number] = step.Now;
        }
        else if (what is TransactionStopped stopped)
        {
            _heard.Remove(stopped.Evse.Number);
        }
    }

    /// <summary>Time has passed: a connector that charges and has sent nothing for two intervals is asked.</summary>
    public void Elapse()
    {
        if (_heard.Count == 0 || _refusals >= MostRefusals || step.Now < _lookAt)
        {
            return;
        }

        _lookAt = step.Now + TimeSpan.FromSeconds(1);
        var silence = (options.MeterInterval * 2) + TimeSpan.FromSeconds(5);
        foreach (var (evse, heard) in _heard)
        {
            if (step.Now - heard >= silence && view.Transaction(evse) is not null)
            {
                _heard[evse] = step.Now - options.MeterInterval;
                _questions.Enqueue((StatusQuestion.Values, evse));
            }
        }
    }

    public byte[] Take(string id)
    {
        _inFlight = true;
        var (wanted, evse) = _questions.Dequeue();
        return StatusQuestion.Frame(writer.Version, id, wanted, evse);
    }

    public bool Answered(OcppFrame? answer)
    {
        _inFlight = false;
        if (answer is null || answer.Type != MessageType.CallResult || JsonProbe.Text(answer.Payload, "status") != "Accepted")
        {
            _refusals++;
        }

        return false;
    }
}
