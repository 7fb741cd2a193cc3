using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Profiles.Csms;

/// <summary>The answer to a profile message of the back end: a payload, or a CALLERROR.</summary>
internal sealed record ProfileReply(ReadOnlyMemory<byte> Payload, string? ErrorCode = null, string ErrorText = "")
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ProfileReply Status(string status) => Of(writer => writer.WriteString("status"u8, status));

    public static ProfileReply Of(Action<Utf8JsonWriter> fields) => new(Write(fields));

    /// <summary>What a station answers whose reason is that.</summary>
    public static ProfileReply Refused(string version, ProfileFault fault)
    {
        if (fault.ErrorCode(version) is { } code)
        {
            return new ProfileReply(default, code, fault.Text);
        }

        return Of(writer =>
        {
            writer.WriteString("status"u8, "Rejected"u8);
            if (version != OcppVersion.V16)
            {
                writer.WriteStartObject("statusInfo"u8);
                writer.WriteString("reasonCode"u8, fault.Reason ?? "InvalidProfile");
                writer.WriteString("additionalInfo"u8, fault.Text);
                writer.WriteEndObject();
            }
        });
    }

    public byte[] Frame(string id) => ErrorCode is null ? OcppFrameWriter.CallResult(id, Payload) : OcppFrameWriter.CallError(id, ErrorCode, ErrorText);

    /// <summary>A JSON object.</summary>
    internal static byte[] Write(Action<Utf8JsonWriter> fields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            fields(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
