using System.Runtime.InteropServices;
using System.Text.Json;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Simulator.Stations;

namespace EdgeController.Simulator.BackEnd;

/// <summary>One frame that the back end received or sent.</summary>
public sealed record RecordedFrame(Instant At, string Station, bool FromStation, ReadOnlyMemory<byte> Frame);

/// <summary>A back end for stations of any OCPP version as a machine: accepts every boot and every tag, gives 1.6 transaction ids, records what it sees.</summary>
public sealed class SimulatedCsms(DateTimeOffset epoch) : IDisposable
{
    private readonly PayloadWriter _payloads = new();
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly List<RecordedFrame> _frames = [];
    private int _lastTransaction;
    private int _lastCall;

    /// <summary>Keeps every frame in <see cref="Frames"/>; counts are always kept.</summary>
    public bool RecordsFrames { get; set; }

    public IReadOnlyList<RecordedFrame> Frames => _frames;

    /// <summary>CALLs received, by action.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    /// <summary>Stations whose tags it refuses.</summary>
    public ISet<string> Blocked { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>A frame from a station; what is to be sent back, or null.</summary>
    public byte[]? Receive(string station, ReadOnlyMemory<byte> frame, Instant now)
    {
        Record(now, station, fromStation: true, frame);
        var parsed = OcppFrameParser.Parse(frame, FrameLimits.Default).Frame;
        if (parsed is not { Type: MessageType.Call })
        {
            return null;
        }

        CollectionsMarshal.GetValueRefOrAddDefault(_counts, parsed.Action!, out _)++;
        var answer = Answer(station, parsed, now);
        Record(now, station, fromStation: false, answer);
        return answer;
    }

    /// <summary>A CALL of its own to a station; the answer comes back through <see cref="Receive"/> and is recorded only.</summary>
    public byte[] Call(string station, string action, ReadOnlyMemory<byte> payload, Instant now)
    {
        var frame = OcppFrameWriter.Call("csms-" + (++_lastCall).ToString("D6"), action, payload);
        Record(now, station, fromStation: false, frame);
        return frame;
    }

    public void Dispose() => _payloads.Dispose();

    private byte[] Answer(string station, OcppFrame call, Instant now)
    {
        switch (call.Action)
        {
            case "BootNotification":
                return Result(call, writer =>
                {
                    writer.WriteString("status"u8, "Accepted"u8);
                    writer.WriteString("currentTime"u8, Clock(now));
                    writer.WriteNumber("interval"u8, 300);
                });
            case "Heartbeat":
                return Result(call, writer => writer.WriteString("currentTime"u8, Clock(now)));
            case "Authorize":
                return Result(call, writer => WriteTag(writer, station, JsonProbe.Has(call.Payload, "idToken")));
            case "TransactionEvent" when JsonProbe.Has(call.Payload, "idToken"):
                return Result(call, writer => WriteTag(writer, station, isToken: true));
            case "StartTransaction":
                return Result(call, writer =>
                {
                    writer.WriteNumber("transactionId"u8, ++_lastTransaction);
                    WriteTag(writer, station, isToken: false);
                });
            case "StatusNotification" or "MeterValues" or "StopTransaction" or "TransactionEvent" or "NotifyReport" or "NotifyEvent"
                or "ReportChargingProfiles" or "SecurityEventNotification" or "NotifyChargingLimit" or "ClearedChargingLimit":
                return Result(call, static _ => { });
            case "DataTransfer":
                return Result(call, writer => writer.WriteString("status"u8, "UnknownVendorId"u8));
            default:
                return OcppFrameWriter.CallError(call.MessageId, "NotImplemented");
        }
    }

    private byte[] Result(OcppFrame call, Action<Utf8JsonWriter> fields) => OcppFrameWriter.CallResult(call.MessageId, _payloads.Write(fields));

    private DateTime Clock(Instant now) => (epoch + now.SinceStart).UtcDateTime;

    private void WriteTag(Utf8JsonWriter writer, string station, bool isToken)
    {
        writer.WriteStartObject(isToken ? "idTokenInfo"u8 : "idTagInfo"u8);
        writer.WriteString("status"u8, Blocked.Contains(station) ? "Blocked"u8 : "Accepted"u8);
        writer.WriteEndObject();
    }

    private void Record(Instant now, string station, bool fromStation, ReadOnlyMemory<byte> frame)
    {
        if (RecordsFrames)
        {
            _frames.Add(new RecordedFrame(now, station, fromStation, frame));
        }
    }
}
