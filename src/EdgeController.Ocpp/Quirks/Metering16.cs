using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Messages.V16;
using EdgeController.Ocpp.Proxy;

namespace EdgeController.Ocpp.Quirks;

/// <summary>
/// Has a 1.6 station meter as often as balancing needs, where it does not, and keeps that from its CSMS: unsigned periodic values go
/// upstream at the CSMS's own interval, and the configuration shows the CSMS what it has set itself. Start, stop and signed values always pass.
/// </summary>
internal sealed class Metering16(Station station, LinkStep step, StationLinkOptions options, StationHabits habits) : IStationQuestions
{
    public const string Interval = "MeterValueSampleInterval";
    public const string Values = "MeterValuesSampledData";
    private const string Needed = "Current.Import";

    private readonly Queue<(string Key, string Value)> _changes = new();
    private readonly Dictionary<string, string> _hidden = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <summary>Values on their way to the CSMS, and when the last one was answered that went there: those of a transaction by themselves.</summary>
    private readonly Dictionary<(int Connector, bool Transactional), (string Id, Instant At)> _going = [];
    private readonly Dictionary<(int Connector, bool Transactional), Instant> _passed = [];
    private (string Key, string Value)? _inFlight;

    public bool HasCall => _inFlight is null && _changes.Count > 0;

    /// <summary>The station meters more often than its CSMS asked for.</summary>
    public bool IsFaster => _hidden.ContainsKey(Interval);

    private int Wanted => (int)options.MeterInterval.TotalSeconds;

    public void Begin(int run)
    {
    }

    /// <summary>What is hidden from the CSMS stays hidden: the station keeps its configuration over a reboot.</summary>
    public void Reset()
    {
        _changes.Clear();
        _inFlight = null;
    }

    /// <summary>What the station is set to; null where it did not say.</summary>
    public void Learned(string? interval, string? values)
    {
        Note(Interval, interval);
        Note(Values, values);
        if (!options.ConfiguresMetering || habits.Known is { LeaveMetering: true })
        {
            return;
        }

        if (int.TryParse(interval, CultureInfo.InvariantCulture, out var seconds) && (seconds <= 0 || seconds > Wanted))
        {
            _changes.Enqueue((Interval, Wanted.ToString(CultureInfo.InvariantCulture)));
        }

        if (values is not null && !Names(values).Contains(Needed, StringComparer.OrdinalIgnoreCase) && habits.Known?.UnwantedMeasurands.Contains(Needed) != true)
        {
            _changes.Enqueue((Values, values.Length == 0 ? Needed : $"{values},{Needed}"));
        }
    }

    public byte[] Take(string id)
    {
        _inFlight = _changes.Dequeue();
        return OcppFrameWriter.Call(
            id, "ChangeConfiguration", new ChangeConfigurationRequest(_inFlight.Value.Key, _inFlight.Value.Value), V16Json.Default.ChangeConfigurationRequest);
    }

    public bool Answered(OcppFrame? answer)
    {
        if (_inFlight is not { } change)
        {
            return false;
        }

        _inFlight = null;
        var status = answer is { Type: MessageType.CallResult } ? JsonProbe.Text(answer.Payload, "status") : null;
        if (status is "Accepted" or "RebootRequired")
        {
            _hidden.TryAdd(change.Key, _known.GetValueOrDefault(change.Key, ""));
            _known[change.Key] = change.Value;
            step.Notice(NoticeCode.Metering, $"{station.Id} meters now by {change.Key} = {change.Value}{(status == "Accepted" ? "" : ", once it has been rebooted")}");
        }
        else
        {
            step.Notice(NoticeCode.Metering, $"{station.Id} does not take {change.Key} = {change.Value}: it meters as before");
        }

        return false;
    }

    /// <summary>A MeterValues call that the CSMS does not get, because it has asked for fewer.</summary>
    public bool Thins(OcppFrame call)
    {
        if (call.Action != "MeterValues" || !IsFaster || !int.TryParse(_hidden[Interval], CultureInfo.InvariantCulture, out var wanted)
            || PayloadReader.Read(call.Payload, V16Json.Default.MeterValuesRequest) is not { } message || !IsPeriodic(message))
        {
            return false;
        }

        var place = Place(message, call);
        var isCopy = _going.TryGetValue(place, out var going) && going.Id == call.MessageId;
        var apart = TimeSpan.FromSeconds(wanted) - (options.MeterInterval / 2);
        if (!isCopy && (wanted <= 0 || (_passed.TryGetValue(place, out var last) && step.Now - last < apart)))
        {
            return true;
        }

        // Until it is answered it may be lost with its connection: neither a copy of it nor the next value may be answered in its place.
        _going[place] = (call.MessageId, step.Now);
        return false;
    }

    /// <summary>A call of the station was answered by the CSMS, or kept for it: from then on its values hold others back.</summary>
    public void StationWasAnswered(OcppFrame call)
    {
        if (_going.Count > 0 && call.Action == "MeterValues" && PayloadReader.Read(call.Payload, V16Json.Default.MeterValuesRequest) is { } message
            && Place(message, call) is var place && _going.TryGetValue(place, out var going) && going.Id == call.MessageId)
        {
            _going.Remove(place);
            _passed[place] = going.At;
        }
    }

    /// <summary>The CSMS has been answered: what it set now rules what it gets, and what it reads is what it set. Null where the answer stays as it is.</summary>
    public byte[]? Shown(OcppFrame call, OcppFrame answer, string id)
    {
        if (answer.Type != MessageType.CallResult)
        {
            return null;
        }

        if (call.Action == "ChangeConfiguration" && !options.Without.HasFlag(LinkProtections.MeteringWatch) && PayloadReader.Read(call.Payload, V16Json.Default.ChangeConfigurationRequest) is { Key: Interval or Values, Value: { } value } change
            && JsonProbe.Text(answer.Payload, "status") is "Accepted" or "RebootRequired")
        {
            // The station obeys its CSMS for a moment; what is hidden from now on is the new value.
            _hidden.Remove(change.Key!);
            Learned(change.Key == Interval ? value : null, change.Key == Values ? value : null);
        }

        return call.Action == "GetConfiguration" && _hidden.Count > 0 ? Rewritten(answer, id) : null;
    }

    private byte[]? Rewritten(OcppFrame answer, string id)
    {
        // The frame was parsed before it came here.
        var payload = JsonNode.Parse(answer.Payload.Span)!.AsObject();
        var changed = false;
        foreach (var entry in payload["configurationKey"] as JsonArray ?? [])
        {
            if (entry is JsonObject key && key["key"] is JsonValue name && name.TryGetValue<string>(out var text) && _hidden.TryGetValue(text, out var own))
            {
                key["value"] = own;
                changed = true;
            }
        }

        return changed ? OcppFrameWriter.CallResult(id, Encoding.UTF8.GetBytes(payload.ToJsonString())) : null;
    }

    private void Note(string key, string? value)
    {
        if (value is not null)
        {
            _known[key] = value;
        }
    }

    /// <summary>Values of no transaction are not kept while the CSMS is away: they must not stand for those of one.</summary>
    private static (int Connector, bool Transactional) Place(MeterValuesRequest message, OcppFrame call) =>
        (message.ConnectorId, ProxyRules.IsTransactional(OcppVersion.V16, call));

    private static bool IsPeriodic(MeterValuesRequest message) => message.MeterValue is { Count: > 0 } && message.MeterValue.All(value =>
        value?.SampledValue?.All(sample => sample is { Format: null or "Raw", Context: null or "Sample.Periodic" }) == true);

    private static string[] Names(string list) => list.Split(',', StringSplitOptions.TrimEntries);
}
