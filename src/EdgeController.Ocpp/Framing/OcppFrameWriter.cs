using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace EdgeController.Ocpp.Framing;

/// <summary>Writes OCPP-J frames as UTF-8.</summary>
public static class OcppFrameWriter
{
    private const int MaxDescription = 255;

    // JSON on a socket, never in a page: no need to escape quotes and angle brackets for HTML.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Call<T>(string id, string action, T payload, JsonTypeInfo<T> type) =>
        Write(MessageType.Call, id, action, writer => JsonSerializer.Serialize(writer, payload, type));

    /// <summary>A CALL around a payload that is JSON already.</summary>
    public static byte[] Call(string id, string action, ReadOnlyMemory<byte> payload) =>
        Write(MessageType.Call, id, action, writer => writer.WriteRawValue(payload.Span, skipInputValidation: true));

    public static byte[] CallResult<T>(string id, T payload, JsonTypeInfo<T> type) =>
        Write(MessageType.CallResult, id, null, writer => JsonSerializer.Serialize(writer, payload, type));

    /// <summary>A CALLRESULT around a payload that is JSON already.</summary>
    public static byte[] CallResult(string id, ReadOnlyMemory<byte> payload) =>
        Write(MessageType.CallResult, id, null, writer => writer.WriteRawValue(payload.Span, skipInputValidation: true));

    /// <summary>A CALLERROR without details; the description is cut to the 255 characters that the protocol allows.</summary>
    public static byte[] CallError(string id, string code, string description = "") =>
        Write(MessageType.CallError, id, code, writer =>
        {
            writer.WriteStringValue(description.Length <= MaxDescription ? description : description[..MaxDescription]);
            writer.WriteStartObject();
            writer.WriteEndObject();
        });

    /// <summary>The same frame under another message id: every byte but the id's is kept.</summary>
    public static byte[] WithMessageId(OcppFrame frame, string id)
    {
        var reader = new Utf8JsonReader(frame.Raw.Span);
        for (var token = 0; token < 3; token++)
        {
            reader.Read();
        }

        var quoted = JsonSerializer.SerializeToUtf8Bytes(id, FrameText.Default.String);
        var before = frame.Raw[..(int)reader.TokenStartIndex].Span;
        return [.. before, .. quoted, .. frame.Raw[(int)reader.BytesConsumed..].Span];
    }

    [ThreadStatic]
    private static FrameBuffer? _free;

    private static byte[] Write(MessageType type, string id, string? word, Action<Utf8JsonWriter> rest)
    {
        // Taken while it is in use; one that a payload's writer has failed on is not put back.
        var buffer = _free ?? new FrameBuffer();
        _free = null;
        var writer = buffer.Writer;
        writer.WriteStartArray();
        writer.WriteNumberValue((int)type);
        writer.WriteStringValue(id);
        if (word is not null)
        {
            writer.WriteStringValue(word);
        }

        rest(writer);
        writer.WriteEndArray();
        var frame = buffer.TakeFrame();
        _free = buffer;
        return frame;
    }

    /// <summary>A writer and its buffer, used again for each frame of a thread.</summary>
    private sealed class FrameBuffer
    {
        private const int MostKept = 64 * 1024;

        private ArrayBufferWriter<byte> _bytes = new(1024);

        public FrameBuffer() => Writer = new Utf8JsonWriter(_bytes, Options);

        public Utf8JsonWriter Writer { get; }

        public byte[] TakeFrame()
        {
            Writer.Flush();
            var frame = _bytes.WrittenSpan.ToArray();
            _bytes.ResetWrittenCount();
            _bytes = _bytes.Capacity <= MostKept ? _bytes : new ArrayBufferWriter<byte>(1024);
            Writer.Reset(_bytes);
            return frame;
        }
    }
}
