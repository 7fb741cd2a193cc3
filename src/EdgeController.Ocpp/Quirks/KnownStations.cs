namespace EdgeController.Ocpp.Quirks;

/// <summary>The quirk files that were read.</summary>
public sealed class KnownStations(IReadOnlyList<StationQuirks> files)
{
    public static KnownStations None { get; } = new([]);

    public IReadOnlyList<StationQuirks> Files => files;

    /// <summary>The file whose pattern says most about the model; null where none fits.</summary>
    public StationQuirks? Find(StationModel model)
    {
        var (best, weight) = ((StationQuirks?)null, -1);
        foreach (var file in files)
        {
            foreach (var pattern in file.Models)
            {
                if (pattern.Weight > weight && pattern.Fits(model))
                {
                    (best, weight) = (file, pattern.Weight);
                }
            }
        }

        return best;
    }
}
