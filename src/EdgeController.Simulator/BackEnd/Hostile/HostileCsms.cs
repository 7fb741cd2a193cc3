using System.Globalization;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Simulator.BackEnd.Ledgers;
using EdgeController.Simulator.Stations;
using EdgeController.Simulator.World;

namespace EdgeController.Simulator.BackEnd.Hostile;

/// <summary>
/// A back end that means no good, as a machine: it answers late, wrongly or not at all, calls with random profiles and orders, and forgets. It writes down each
/// message of a transaction in the stations' ledgers before it does anything with it. While it is honest it answers properly and calls nobody.
/// </summary>
public sealed class HostileCsms : IDisposable
{
    private readonly SeededRandom _random;
    private readonly PayloadWriter _payloads = new();
    private readonly HostileAnswers _answers;
    private readonly HostileCalls _calls;
    private readonly StationFile[] _files;
    private readonly StationLedger[] _ledgers;
    private readonly DateTimeOffset _epoch;
    private readonly double _callsPerSecond;
    private int _lastTransaction;

    /// <summary>Calls each station once in that time on average; the epoch is UTC of the simulation's instant 0.</summary>
    public HostileCsms(IReadOnlyList<StationOptions> stations, IReadOnlyList<StationLedger> ledgers, DateTimeOffset epoch, TimeSpan every, SeededRandom random)
    {
        _random = random;
        _epoch = epoch;
        _ledgers = [.. ledgers];
        _callsPerSecond = 1 / every.TotalSeconds;
        _answers = new HostileAnswers(random.Fork("answers"));
        _calls = new HostileCalls(random.Fork("calls"));
        _files = [.. stations.Select(station => new StationFile(station.Id, station.Version, station.Connectors))];
        _lastTransaction = random.Below(1_000_000);
    }

    /// <summary>It answers properly and calls nobody: at the end, so that all comes to rest.</summary>
    public bool IsHonest { get; set; }

    /// <summary>Calls that it has made.</summary>
    public int Calls { get; private set; }

    public void Connected(int station) => _files[station].IsConnected = true;

    public void Disconnected(int station) => _files[station].IsConnected = false;

    /// <summary>It restarts with an empty memory; numbers of transactions are never used twice.</summary>
    public void Forget()
    {
        _lastTransaction += 1000 + _random.Below(100_000);
        foreach (var file in _files)
        {
            file.Forget();
        }
    }

    /// <summary>The stations that are called this second, and with what.</summary>
    public IEnumerable<(int Station, byte[] Frame)> Step(Instant now)
    {
        for (var station = 0; station < _files.Length && !IsHonest; station++)
        {
            if (_files[station].IsConnected && _random.Chance(_callsPerSecond))
            {
                // Sometimes it does not wait for its own answers.
                for (var burst = _random.Chance(0.05) ? 2 + _random.Below(6) : 1; burst > 0; burst--)
                {
                    Calls++;
                    yield return (station, _calls.Next(_files[station], _epoch + now.SinceStart));
                }
            }
        }
    }

    /// <summary>A frame of a station: what is answered, when, and what to do once the answer has come to the controller.</summary>
    public (byte[] Frame, TimeSpan After, Action Came)? Receive(int station, ReadOnlyMemory<byte> bytes, Instant now)
    {
        if (OcppFrameParser.Parse(bytes, FrameLimits.Default).Frame is not { Type: MessageType.Call } call)
        {
            return null;
        }

        var arrival = _ledgers[station].BackEndGot(call, now);
        var given = call.Action == "StartTransaction" ? ++_lastTransaction : default(int?);
        var accepted = IsHonest || call.Action is not ("StartTransaction" or "Authorize" or "TransactionEvent") || (call.Action == "TransactionEvent" && !_random.Chance(0.01)) ? "Accepted" : _answers.Token;
        var proper = Proper(call, now, given, accepted);
        var answer = IsHonest ? new HostileAnswer(proper, TimeSpan.FromMilliseconds(20), IsProper: true) : _answers.Of(call, proper);
        if (answer.IsProper && proper[1] == '3')
        {
            Learn(_files[station], call, given);
        }

        return answer.Frame is not { } frame ? null : (frame, answer.After, () =>
        {
            if (arrival is not null && answer.IsProper && proper[1] == '3')
            {
                (arrival.Answered, arrival.Given) = (true, given);
            }
        });
    }

    public void Dispose() => _payloads.Dispose();

    private static void Learn(StationFile file, OcppFrame call, int? given)
    {
        switch (call.Action)
        {
            case "StartTransaction" when JsonProbe.Number(call.Payload, "connectorId") is { } connector:
                Begin(file, connector, given!.Value.ToString(CultureInfo.InvariantCulture));
                break;
            case "StopTransaction" when JsonProbe.Number(call.Payload, "transactionId") is { } number:
                End(file, number.ToString(CultureInfo.InvariantCulture));
                break;
            case "TransactionEvent" when JsonProbe.Text(JsonProbe.Object(call.Payload, "transactionInfo"), "transactionId") is { } id:
                if (JsonProbe.Text(call.Payload, "eventType") == "Ended")
                {
                    End(file, id);
                }
                else if (JsonProbe.Number(JsonProbe.Object(call.Payload, "evse"), "id") is { } evse)
                {
                    Begin(file, evse, id);
                }

                break;
        }
    }

    private static void Begin(StationFile file, int evse, string transaction)
    {
        file.Running[evse] = transaction;
        file.EvseOf[transaction] = evse;
    }

    private static void End(StationFile file, string transaction)
    {
        if (file.EvseOf.Remove(transaction, out var evse) && file.Running.GetValueOrDefault(evse) == transaction)
        {
            file.Running.Remove(evse);
        }
    }

    private byte[] Proper(OcppFrame call, Instant now, int? given, string accepted)
    {
        var clock = (_epoch + now.SinceStart).UtcDateTime;
        var boot = IsHonest ? "Accepted" : _answers.Boot;
        return call.Action switch
        {
            "BootNotification" => Result(call, writer =>
            {
                writer.WriteString("status"u8, boot);
                writer.WriteString("currentTime"u8, clock);
                writer.WriteNumber("interval"u8, boot == "Accepted" ? 300 : 20);
            }),
            "Heartbeat" => Result(call, writer => writer.WriteString("currentTime"u8, clock)),
            "StartTransaction" => Result(call, writer =>
            {
                writer.WriteNumber("transactionId"u8, given!.Value);
                Verdict(writer, "idTagInfo", accepted);
            }),
            "Authorize" => Result(call, writer => Verdict(writer, JsonProbe.Has(call.Payload, "idToken") ? "idTokenInfo" : "idTagInfo", accepted)),
            "TransactionEvent" when JsonProbe.Has(call.Payload, "idToken") => Result(call, writer => Verdict(writer, "idTokenInfo", accepted)),
            "StatusNotification" or "MeterValues" or "StopTransaction" or "TransactionEvent" or "NotifyReport" or "NotifyEvent"
                or "ReportChargingProfiles" or "SecurityEventNotification" => Result(call, static _ => { }),
            "DataTransfer" => Result(call, writer => writer.WriteString("status"u8, "UnknownVendorId"u8)),
            _ => OcppFrameWriter.CallError(call.MessageId, "NotImplemented"),
        };
    }

    private static void Verdict(System.Text.Json.Utf8JsonWriter writer, string name, string status)
    {
        writer.WriteStartObject(name);
        writer.WriteString("status"u8, status);
        writer.WriteEndObject();
    }

    private byte[] Result(OcppFrame call, Action<System.Text.Json.Utf8JsonWriter> fields) => OcppFrameWriter.CallResult(call.MessageId, _payloads.Write(fields));
}
