namespace EdgeController.Core.Topology;

/// <summary>Where a station keeps charging profiles, and so how many writes it stands (faults D25).</summary>
public enum StorageClass
{
    /// <summary>Flash whose wear is spread over many blocks; what a station counts as until it is told otherwise.</summary>
    WearLevelled,

    /// <summary>Flash that is rewritten in place: worn out within a year by a write every few minutes.</summary>
    Flash,

    /// <summary>Memory without wear: what it holds is gone after a power cut.</summary>
    Ram,

    /// <summary>Dynamic profiles (OCPP 2.1): changed and renewed without a write; one that takes none is written to like memory without wear.</summary>
    Dynamic,
}

/// <summary>What a storage class stands.</summary>
public static class StorageClassLimits
{
    /// <summary>Profile writes a day that a station of this class is spared beyond; null where writing costs nothing (design 5.6).</summary>
    public static int? DailyWrites(this StorageClass storage) => storage switch
    {
        StorageClass.Flash => 48,
        StorageClass.WearLevelled => 300,
        _ => null,
    };
}
