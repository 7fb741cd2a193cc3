using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EdgeController.Drivers.Mqtt;

/// <summary>
/// What a payload says, read strictly: UTF-8, one number by the JSON rules or a JSON document. NaN, infinities, numbers too large, a decimal comma
/// and anything beyond the number end here (fault B4).
/// </summary>
public sealed class MqttPayload : IDisposable
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly JsonDocumentOptions Bounds = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    private readonly MqttMessage _message;
    private JsonDocument? _document;
    private string? _problem;

    public MqttPayload(MqttMessage message)
    {
        _message = message;
        _problem = message.IsTooLong ? FormattableString.Invariant($"the payload has {message.Length} bytes, more than {MqttMessage.LongestPayload}")
            : message.Payload.IsEmpty ? "the payload is empty"
            : null;
    }

    /// <summary>The whole payload as text, or why it is none.</summary>
    public (string? Text, string? Problem) ReadText()
    {
        if (_problem is not null)
        {
            return (null, _problem);
        }

        try
        {
            return (Strict.GetString(_message.Payload.Span).Trim(), null);
        }
        catch (DecoderFallbackException)
        {
            return (null, "the payload is not UTF-8");
        }
    }

    /// <summary>What stands at the path, the whole document without one; or why there is nothing.</summary>
    public (JsonElement? Element, string? Problem) ReadJson(JsonPath? path, string? pathText = null)
    {
        if (_document is null && _problem is null)
        {
            try
            {
                _document = JsonDocument.Parse(_message.Payload, Bounds);
            }
            catch (JsonException)
            {
                _problem = "the payload is not JSON";
            }
        }

        return _problem is not null ? (null, _problem)
            : path is null ? (_document!.RootElement, null)
            : path.Find(_document!.RootElement) is { } found ? (found, null)
            : (null, $"the payload has nothing at {pathText}");
    }

    /// <summary>The number at the path, or the number that the payload is; or why there is none.</summary>
    public (double? Number, string? Problem) ReadNumber(JsonPath? path, string? pathText = null)
    {
        if (path is null)
        {
            var (text, bad) = ReadText();
            return text is null ? (null, bad) : Number(text, text);
        }

        var (element, problem) = ReadJson(path, pathText);
        return element is not { } value ? (null, problem) : NumberOf(value);
    }

    /// <summary>The number that a JSON value is: a number, or a text that holds one.</summary>
    public static (double? Number, string? Problem) NumberOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number or JsonValueKind.String => Number(value.ValueKind == JsonValueKind.Number ? value.GetRawText() : value.GetString()!, value.GetRawText()),
        _ => (null, $"{Shown(value.GetRawText())} is no number"),
    };

    /// <summary>The time at the path: ISO 8601 with offset, or seconds or milliseconds since 1970; or why there is none.</summary>
    public (DateTimeOffset? Time, string? Problem) ReadTime(JsonPath path, string pathText)
    {
        var (element, problem) = ReadJson(path, pathText);
        return element is not { } value ? (null, problem) : TimeOf(value) is { } time ? (time, null) : (null, $"{Shown(value.GetRawText())} is no time with its offset");
    }

    /// <summary>The time that a JSON value is; null where it is none.</summary>
    public static DateTimeOffset? TimeOf(JsonElement value)
    {
        const double farInSeconds = 1e11;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var since) && since is > 0 and < 1e14)
        {
            return DateTimeOffset.UnixEpoch.AddSeconds(since < farInSeconds ? since : since / 1000);
        }

        return value.ValueKind == JsonValueKind.String && value.GetString() is { } text && HasOffset(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : null;
    }

    public void Dispose() => _document?.Dispose();

    private static bool HasOffset(string text) =>
        text.EndsWith('Z') || (text.IndexOf('T', StringComparison.Ordinal) is > 0 and var time && text.LastIndexOfAny(['+', '-']) > time);

    private static (double? Number, string? Problem) Number(string text, string shown) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? (number, null)
            : (null, $"{Shown(shown)} is no number");

    private static string Shown(string text) => $"'{(text.Length <= 40 ? text : text[..40] + "...")}'";
}
