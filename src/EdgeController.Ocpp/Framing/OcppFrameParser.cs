using System.Text.Json;
using System.Text.Unicode;

namespace EdgeController.Ocpp.Framing;

/// <summary>Reads OCPP-J frames in one pass without building a document; garbage of any kind becomes a <see cref="FrameError"/>.</summary>
public static class OcppFrameParser
{
    /// <summary>Used again by the next frame that is read on the thread.</summary>
    [ThreadStatic]
    private static KeyStack? _keys;

    public static FrameParseResult Parse(ReadOnlyMemory<byte> utf8, FrameLimits limits)
    {
        if (utf8.Length > limits.MaxBytes)
        {
            return Failed(new FrameError(FrameFault.TooBig, FrameError.UnreadableId, null));
        }

        if (!Utf8.IsValid(utf8.Span))
        {
            return Failed(new FrameError(FrameFault.NotUtf8, FrameError.UnreadableId, null));
        }

        var head = default(FrameHead);
        FrameFault? fault;
        try
        {
            fault = Read(utf8, limits, ref head);
        }
        catch (JsonException)
        {
            // The reader does not tell its faults apart; the depth is known from where it stood.
            fault = head.Depth >= limits.MaxDepth ? FrameFault.TooDeep : FrameFault.NotJson;
        }
        catch (InvalidOperationException)
        {
            // Thrown on reading a string whose escapes are no valid Unicode.
            fault = FrameFault.BadText;
        }

        return fault is { } found
            ? Failed(new FrameError(found, head.Id ?? FrameError.UnreadableId, head.Type))
            : new FrameParseResult(
                new OcppFrame(head.Type!.Value, head.Id!, head.Action, utf8, head.Payload, head.ErrorCode, head.ErrorDescription), null);
    }

    private static FrameParseResult Failed(FrameError error) => new(null, error);

    private static FrameFault? Read(ReadOnlyMemory<byte> utf8, FrameLimits limits, ref FrameHead head)
    {
        var reader = new Utf8JsonReader(utf8.Span, new JsonReaderOptions { MaxDepth = limits.MaxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            return FrameFault.WrongShape;
        }

        reader.Read();
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var number))
        {
            return FrameFault.WrongShape;
        }

        head.Type = number is >= (int)MessageType.Call and <= (int)MessageType.Send ? (MessageType)number : null;
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
        {
            return FrameFault.BadMessageId;
        }

        var id = reader.GetString()!;
        if (id.Length == 0 || id.Length > limits.MaxIdLength)
        {
            return FrameFault.BadMessageId;
        }

        head.Id = id;
        return head.Type switch
        {
            null => FrameFault.UnknownMessageType,
            MessageType.Call or MessageType.Send => ReadAction(ref reader, ref head) ?? ReadPayload(ref reader, utf8, ref head) ?? ReadEnd(ref reader),
            MessageType.CallResult => ReadPayload(ref reader, utf8, ref head) ?? ReadEnd(ref reader),
            _ => ReadError(ref reader, utf8, ref head),
        };
    }

    private static FrameFault? ReadAction(ref Utf8JsonReader reader, ref FrameHead head)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
        {
            return FrameFault.WrongShape;
        }

        head.Action = ActionName.Read(ref reader);
        return head.Action is "" ? FrameFault.WrongShape : null;
    }

    private static FrameFault? ReadPayload(ref Utf8JsonReader reader, ReadOnlyMemory<byte> utf8, ref FrameHead head)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.StartObject ? Walk(ref reader, utf8, ref head) : FrameFault.WrongShape;
    }

    /// <summary>Code, then description and details; the last two are missing or empty in what some stations send.</summary>
    private static FrameFault? ReadError(ref Utf8JsonReader reader, ReadOnlyMemory<byte> utf8, ref FrameHead head)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
        {
            return FrameFault.WrongShape;
        }

        head.ErrorCode = reader.GetString();
        reader.Read();
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.Null)
        {
            head.ErrorDescription = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            reader.Read();
        }

        if (reader.TokenType == JsonTokenType.StartObject)
        {
            if (Walk(ref reader, utf8, ref head) is { } fault)
            {
                return fault;
            }

            reader.Read();
        }
        else if (reader.TokenType == JsonTokenType.Null)
        {
            reader.Read();
        }

        return AtEnd(ref reader);
    }

    /// <summary>Walks one object to its end: all text readable, no key twice, no deeper than allowed.</summary>
    private static FrameFault? Walk(ref Utf8JsonReader reader, ReadOnlyMemory<byte> utf8, ref FrameHead head)
    {
        var start = (int)reader.TokenStartIndex;
        var end = reader.CurrentDepth;
        var keys = _keys ??= new KeyStack();
        keys.Clear();
        do
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    head.Depth = reader.CurrentDepth + 1;
                    keys.Open(reader.CurrentDepth);
                    break;
                case JsonTokenType.EndObject:
                    head.Depth = reader.CurrentDepth;
                    keys.Close(reader.CurrentDepth);
                    break;
                case JsonTokenType.StartArray or JsonTokenType.EndArray:
                    head.Depth = reader.CurrentDepth + (reader.TokenType == JsonTokenType.StartArray ? 1 : 0);
                    break;
                case JsonTokenType.PropertyName when !IsNew(ref reader, utf8.Span, keys):
                    return FrameFault.DuplicateKey;
                case JsonTokenType.String when reader.ValueIsEscaped:
                    _ = reader.GetString();
                    break;
                default:
                    break;
            }

            if (reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == end)
            {
                head.Payload = utf8[start..(int)reader.BytesConsumed];
                return null;
            }
        }
        while (reader.Read());
        return FrameFault.NotJson;
    }

    private static bool IsNew(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, KeyStack keys) => reader.ValueIsEscaped
        ? keys.Add(reader.CurrentDepth - 1, utf8, reader.GetString()!)
        : keys.Add(reader.CurrentDepth - 1, utf8, (int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);

    private static FrameFault? ReadEnd(ref Utf8JsonReader reader)
    {
        reader.Read();
        return AtEnd(ref reader);
    }

    private static FrameFault? AtEnd(ref Utf8JsonReader reader) =>
        reader.TokenType != JsonTokenType.EndArray || reader.Read() ? FrameFault.WrongShape : null;

    private struct FrameHead
    {
        public MessageType? Type;
        public string? Id;
        public string? Action;
        public ReadOnlyMemory<byte> Payload;
        public string? ErrorCode;
        public string? ErrorDescription;
        public int Depth;
    }
}
