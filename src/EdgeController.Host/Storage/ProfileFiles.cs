using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeController.Core.Topology;
using EdgeController.Ocpp.Profiles.Csms;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Storage;

/// <summary>
/// The back ends' charging profiles on disk: a folder with one small JSON file for each station that has any. A file is always whole: it is
/// written beside its place, forced to the disk and renamed.
/// </summary>
internal sealed partial class ProfileFiles(string folder, ILogger log) : IProfileStore
{
    private const string Name = "csms-profiles";

    private readonly HashSet<StationId> _failing = [];
    private readonly Lock _gate = new();

    public KeptProfiles Read(StationId station)
    {
        var place = Place(station);
        try
        {
            return File.Exists(place)
                ? JsonSerializer.Deserialize(File.ReadAllBytes(place), BookJson.Default.KeptProfiles) is { Profiles.IsDefault: false, Transactions.IsDefault: false } kept ? kept : Lost(station, place, "it is empty")
                : KeptProfiles.Empty;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return Lost(station, place, e.Message);
        }
    }

    public bool TryWrite(StationId station, KeptProfiles book)
    {
        var place = Place(station);
        try
        {
            if (book.Profiles.IsEmpty)
            {
                File.Delete(place);
            }
            else
            {
                Directory.CreateDirectory(Path.Combine(folder, Name));
                var beside = place + ".new";
                using (var file = new FileStream(beside, FileMode.Create, FileAccess.Write))
                {
                    JsonSerializer.Serialize(file, book, BookJson.Default.KeptProfiles);
                    file.Flush(flushToDisk: true);
                }

                File.Move(beside, place, overwrite: true);
            }

            Note(station, failing: false);
            return true;
        }
        catch (DirectoryNotFoundException) when (book.Profiles.IsEmpty)
        {
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (Note(station, failing: true))
            {
                CannotWrite(log, station.Value, place, e.Message);
            }

            return false;
        }
    }

    /// <summary>Readable for people, unique for every identity.</summary>
    private string Place(StationId station)
    {
        var plain = new string([.. station.Value.Take(40).Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '_')]);
        var exact = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(station.Value)))[..12];
        return Path.Combine(folder, Name, $"{plain}.{exact}.json");
    }

    private KeptProfiles Lost(StationId station, string place, string why)
    {
        CannotRead(log, station.Value, place, why);
        return KeptProfiles.Unreadable;
    }

    /// <summary>True where that is new.</summary>
    private bool Note(StationId station, bool failing)
    {
        lock (_gate)
        {
            return failing ? _failing.Add(station) : _failing.Remove(station);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "station {Station}: the back end's charging profiles in {Place} cannot be read ({Why}): nothing above the fallback until the back end clears all profiles, or the file is removed and the controller started again")]
    private static partial void CannotRead(ILogger log, string station, string place, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "station {Station}: the back end's charging profiles cannot be written to {Place} ({Why}): they hold now and are lost at a restart; it is tried again")]
    private static partial void CannotWrite(ILogger log, string station, string place, string why);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
    [JsonSerializable(typeof(KeptProfiles))]
    private sealed partial class BookJson : JsonSerializerContext;
}
