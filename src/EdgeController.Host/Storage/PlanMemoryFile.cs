using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeController.Host.Planning;

namespace EdgeController.Host.Storage;

/// <summary>The <see cref="PlanMemory"/> on disk: one small JSON file that is always whole, written like the <see cref="MemoryFile"/>. It is bounded by circuits, arrays and tokens.</summary>
internal sealed partial class PlanMemoryFile(string folder)
{
    private const string Name = "plan-memory.json";
    private const long Largest = 64 << 20;

    private string Place => Path.Combine(folder, Name);

    /// <summary>What an earlier life learned; null where there is none, with a sentence where there is one that cannot be read.</summary>
    public (PlanMemory? Memory, string? Problem) Read()
    {
        try
        {
            return !File.Exists(Place) ? (null, null)
                : new FileInfo(Place).Length > Largest ? (null, $"{Place} has more than {Largest} bytes: load, PV and stays are learned anew")
                : (JsonSerializer.Deserialize(File.ReadAllBytes(Place), PlanMemoryJson.Default.PlanMemory), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return (null, $"{Place} cannot be read ({e.Message}): load, PV and stays are learned anew");
        }
    }

    /// <summary>Puts it in the place of the old one; a sentence where that cannot be done.</summary>
    public string? Write(PlanMemory memory)
    {
        try
        {
            var beside = Place + ".new";
            using (var file = new FileStream(beside, FileMode.Create, FileAccess.Write))
            {
                JsonSerializer.Serialize(file, memory, PlanMemoryJson.Default.PlanMemory);
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, Place, overwrite: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{Place} cannot be written ({e.Message}): what is learned of load, PV and stays is lost at the next start";
        }
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
    [JsonSerializable(typeof(PlanMemory))]
    private sealed partial class PlanMemoryJson : JsonSerializerContext;
}
