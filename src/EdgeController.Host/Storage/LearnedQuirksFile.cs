using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeController.Ocpp.Quirks;

namespace EdgeController.Host.Storage;

/// <summary>
/// What stations have shown, on disk: one small JSON file that is always whole, written like the <see cref="MemoryFile"/>. Losing it costs some
/// probing, never safety.
/// </summary>
internal sealed partial class LearnedQuirksFile(string folder)
{
    private const string Name = "learned-stations.json";

    private string Place => Path.Combine(folder, Name);

    /// <summary>What an earlier life learned; empty, with a sentence, where it cannot be read.</summary>
    public (LearnedStations Learned, string? Problem) Read()
    {
        try
        {
            return File.Exists(Place)
                ? (JsonSerializer.Deserialize(File.ReadAllBytes(Place), LearnedJson.Default.LearnedStations) ?? LearnedStations.Empty, null)
                : (LearnedStations.Empty, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return (LearnedStations.Empty, $"{Place} cannot be read ({e.Message}): stations are probed anew");
        }
    }

    /// <summary>Puts it in the place of the old one.</summary>
    /// <exception cref="IOException">It could not be written; the old one stands.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written; the old one stands.</exception>
    public void Write(LearnedStations learned)
    {
        var beside = Place + ".new";
        using (var file = new FileStream(beside, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, learned, LearnedJson.Default.LearnedStations);
            file.Flush(flushToDisk: true);
        }

        File.Move(beside, Place, overwrite: true);
    }

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true, WriteIndented = true)]
    [JsonSerializable(typeof(LearnedStations))]
    private sealed partial class LearnedJson : JsonSerializerContext;
}

/// <summary>What was learned, in the order in which it is written: stations and models by name.</summary>
internal sealed record LearnedStations(ImmutableArray<MetStation> Stations, ImmutableArray<LearnedModel> Models)
{
    public static LearnedStations Empty { get; } = new([], []);
}

/// <summary>What a station was when it booted last.</summary>
internal sealed record MetStation(string Id, StationModel Model);

/// <summary>What stations of a model have shown.</summary>
internal sealed record LearnedModel(StationModel Model, LearnedQuirks Shown);
