using System.Text.Json;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Profiles.Csms;

/// <summary>Takes profiles in, removes and changes them as a station would, and says how a station would answer.</summary>
internal sealed class ProfileDesk(string station, ProfileScope scope)
{
    private static readonly string[] NoLimits =
    [
        "dischargeLimit", "dischargeLimit_L2", "dischargeLimit_L3", "setpoint", "setpoint_L2", "setpoint_L3",
        "setpointReactive", "setpointReactive_L2", "setpointReactive_L3",
    ];

    /// <summary>The profile of a SetChargingProfile, or why it cannot be taken. Nothing is kept yet.</summary>
    public (CsmsProfile? Profile, ProfileFault? Fault) Read(ProfileFields fields, ProfileRules rules, DateTimeOffset at)
    {
        var (name, place) = scope.Is16 ? ("csChargingProfiles", "connectorId") : ("chargingProfile", "evseId");
        var target = fields.Whole(place, required: true, least: 0);
        if (fields.Object(name, required: true) is not { } inner || fields.Fault is not null)
        {
            return (null, fields.Fault);
        }

        var profile = Read(scope.Version, inner, target, fields.Raw(name), at);
        var fault = fields.Fault ?? inner.Fault ?? rules.Problem(profile!);
        if (fault is not null)
        {
            return (null, fault);
        }

        // 1.6: without an id it belongs to the transaction that runs; what is no TxProfile has none whatever it says.
        var transaction = profile!.Purpose == CsmsPurpose.Tx ? profile.Transaction ?? rules.Transaction(target!.Value) : null;
        return (profile with { Transaction = transaction }, null);
    }

    /// <summary>The profile of a remote start, or why it cannot be taken.</summary>
    public (CsmsProfile? Profile, ProfileFault? Fault) ReadOfStart(ProfileFields fields, ProfileRules rules, DateTimeOffset at)
    {
        var target = fields.Whole(scope.Is16 ? "connectorId" : "evseId", least: 1);
        if (fields.Object("chargingProfile", required: true) is not { } inner || fields.Fault is not null)
        {
            return (null, fields.Fault);
        }

        var profile = Read(scope.Version, inner, target, fields.Raw("chargingProfile"), at);
        return (fields.Fault ?? inner.Fault ?? rules.ProblemAtStart(profile!)) is { } fault ? (null, fault) : (profile! with { FromStart = true }, null);
    }

    /// <summary>Random delays depend on station, profile and time of receipt only, so that a restart does not draw them anew.</summary>
    public CsmsProfile? Read(string version, ProfileFields fields, int? target, string json, DateTimeOffset at)
    {
        var seed = (int)(at.ToUnixTimeSeconds() & 0xFFFFFF);
        foreach (var letter in station)
        {
            seed = unchecked((seed * 31) + letter);
        }

        return CsmsProfileReader.Read(version, fields, target, json, at, new Random(seed).NextDouble);
    }

    public ProfileReply Clear(ClearCriteria criteria) =>
        ProfileReply.Status(scope.Profiles.Remove(criteria.Matches).Count > 0 ? "Accepted" : "Unknown");

    /// <summary>UpdateDynamicSchedule (2.1 K28).</summary>
    public ProfileReply Update(ProfileFields fields, DateTimeOffset at)
    {
        var id = fields.Whole("chargingProfileId", required: true);
        var update = fields.Object("scheduleUpdate", required: true);
        if (fields.Fault is { } fault)
        {
            return ProfileReply.Refused(scope.Version, fault);
        }

        return scope.Profiles.All.FirstOrDefault(profile => profile.Id == id) is not { } known
            ? ProfileReply.Refused(scope.Version, ProfileFault.Refused("InvalidProfileId", $"there is no profile {id}"))
            : known.Kind != CsmsProfileKind.Dynamic
                ? ProfileReply.Refused(scope.Version, ProfileFault.Refused("InvalidProfile", $"profile {id} is not Dynamic"))
                : Update(known, update!, at) is { } problem ? ProfileReply.Refused(scope.Version, problem) : ProfileReply.Status("Accepted");
    }

    /// <summary>A new value for a dynamic profile; or why not.</summary>
    public ProfileFault? Update(CsmsProfile profile, ProfileFields update, DateTimeOffset at)
    {
        if (NoLimits.Any(update.Has))
        {
            return ProfileFault.Refused("UnsupportedParam", "only limits can be set");
        }

        var limit = update.Real("limit");
        var (second, third) = (update.Real("limit_L2"), update.Real("limit_L3"));
        if (update.Fault is { } fault)
        {
            return fault;
        }

        if (limit < 0 || second < 0 || third < 0)
        {
            return ProfileFault.Refused("InvalidSchedule", "a limit is negative");
        }

        if ((second is not null || third is not null) && !profile.Schedules[0].Periods[0].PhasesDiffer)
        {
            return ProfileFault.Refused("PhaseConflict", "the profile has no limits of single phases");
        }

        var json = DynamicText.With(profile.Json, limit, second, third, at);
        using var document = JsonDocument.Parse(json);
        if (Read(OcppVersion.V21, ProfileFields.Of(document.RootElement), profile.Target, json, profile.ReceivedAt) is not { } changed)
        {
            return ProfileFault.Refused("InvalidSchedule", "the profile would not be valid with that value");
        }

        scope.Profiles.Change(
            other => other.Id == profile.Id,
            other => other with { Schedules = changed.Schedules, Json = json, UpdatedAt = at });
        return null;
    }
}
