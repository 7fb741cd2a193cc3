using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Profiles.Csms;

/// <summary>Which profiles a ClearChargingProfile removes: the one with the id, else all that match what is given (C.7 of the fact sheet).</summary>
internal sealed record ClearCriteria(int? Id, int? Target, CsmsPurpose? Purpose, int? StackLevel)
{
    /// <summary>Nothing is named: all go.</summary>
    public bool IsAll => Id is null && Target is null && Purpose is null && StackLevel is null;

    /// <summary>It asks for a purpose that nobody but the station sets: nothing matches.</summary>
    public bool IsForeign { get; init; }

    public static ClearCriteria Read(string version, ProfileFields fields)
    {
        var is16 = version == OcppVersion.V16;
        var id = fields.Whole(is16 ? "id" : "chargingProfileId");
        var criteria = is16 ? fields : fields.Object("chargingProfileCriteria");
        var foreign = !is16 && criteria?.Text("chargingProfilePurpose") is "ChargingStationExternalConstraints" or "PriorityCharging" or "LocalGeneration";
        var purpose = foreign ? null : PurposeWords.Read(version, criteria);
        return new ClearCriteria(id, criteria?.Whole(is16 ? "connectorId" : "evseId", least: 0), purpose, criteria?.Whole("stackLevel", least: 0)) { IsForeign = foreign };
    }

    public bool Matches(CsmsProfile profile) => !IsForeign && (Id is { } id
        ? profile.Id == id
        : (Target is null || profile.Target == Target) && (Purpose is null || profile.Purpose == Purpose) && (StackLevel is null || profile.StackLevel == StackLevel));
}

/// <summary>The words of the purposes in each version.</summary>
internal static class PurposeWords
{
    public static CsmsPurpose? Read(string version, ProfileFields? fields, bool required = false) => version == OcppVersion.V16
        ? fields?.Word("chargingProfilePurpose", required, ("ChargePointMaxProfile", CsmsPurpose.StationMax), ("TxDefaultProfile", CsmsPurpose.TxDefault), ("TxProfile", CsmsPurpose.Tx))
        : fields?.Word("chargingProfilePurpose", required, ("ChargingStationMaxProfile", CsmsPurpose.StationMax), ("TxDefaultProfile", CsmsPurpose.TxDefault), ("TxProfile", CsmsPurpose.Tx));

    public static string Write(string version, CsmsPurpose purpose) => purpose switch
    {
        CsmsPurpose.Tx => "TxProfile",
        CsmsPurpose.TxDefault => "TxDefaultProfile",
        _ => version == OcppVersion.V16 ? "ChargePointMaxProfile" : "ChargingStationMaxProfile",
    };
}
