using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeController.Host.Storage.Journal;

/// <summary>Accepted tokens as one JSON object: token to the end of its validity, or null.</summary>
internal static partial class CardText
{
    public static string Of(ImmutableDictionary<string, DateTimeOffset?> cards) =>
        JsonSerializer.Serialize(new SortedDictionary<string, DateTimeOffset?>(cards, StringComparer.Ordinal), CardJson.Default.SortedDictionaryStringNullableDateTimeOffset);

    public static ImmutableDictionary<string, DateTimeOffset?> Read(string text) =>
        JsonSerializer.Deserialize(text, CardJson.Default.SortedDictionaryStringNullableDateTimeOffset)?.ToImmutableDictionary() ?? [];

    [JsonSerializable(typeof(SortedDictionary<string, DateTimeOffset?>))]
    private sealed partial class CardJson : JsonSerializerContext;
}
