using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeController.Core.State;

namespace EdgeController.Host.Storage;

/// <summary>
/// The <see cref="SiteMemory"/> on disk: one small JSON file that is always whole. It is written beside its place, forced to the disk and
/// renamed, so that a power cut leaves the old one or the new one.
/// </summary>
internal sealed partial class MemoryFile(string folder)
{
    private const string Name = "site-memory.json";

    private string Place => Path.Combine(folder, Name);

    /// <summary>What an earlier life left; null where there is none, with a sentence where there is one that cannot be read.</summary>
    public (SiteMemory? Memory, string? Problem) Read()
    {
        try
        {
            return File.Exists(Place) ? (JsonSerializer.Deserialize(File.ReadAllBytes(Place), Json.Default.SiteMemory), null) : (null, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return (null, $"{Place} cannot be read ({e.Message}): every station counts at its hardware maximum until it has answered");
        }
    }

    /// <summary>Puts the memory in the place of the old one.</summary>
    /// <exception cref="IOException">It could not be written; the old one stands.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written; the old one stands.</exception>
    public void Write(SiteMemory memory)
    {
        var beside = Place + ".new";
        using (var file = new FileStream(beside, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, memory, Json.Default.SiteMemory);
            file.Flush(flushToDisk: true);
        }

        File.Move(beside, Place, overwrite: true);
        DirectorySync.Flush(folder);
    }

    /// <summary>Removes it: no memory is safer than one that has grown old while the controller lived on.</summary>
    /// <returns>False where even that cannot be done.</returns>
    public bool TryForget()
    {
        try
        {
            File.Delete(Place);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
    [JsonSerializable(typeof(SiteMemory))]
    private sealed partial class Json : JsonSerializerContext;
}
