using EdgeController.Core.Topology;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Profiles.Csms;

/// <summary>What a profile must be at this station (C.2, C.5 of the fact sheet).</summary>
/// <param name="Station">The station.</param>
/// <param name="Version">The version that it speaks.</param>
/// <param name="Evses">The numbers of its EVSEs.</param>
internal sealed record ProfileRules(Station Station, string Version, IReadOnlyCollection<int> Evses)
{
    /// <summary>Ids up to this are the station's own (2.1).</summary>
    public int MaxExternalConstraintsId { get; init; }

    /// <summary>The transaction that runs on an EVSE.</summary>
    public required Func<int, string?> Transaction { get; init; }

    /// <summary>Whether the vehicle at an EVSE has told limits of single phases (2.1).</summary>
    public required Func<int, bool> KnowsPhases { get; init; }

    /// <summary>Why a profile of a SetChargingProfile cannot be taken; null where it can.</summary>
    public ProfileFault? Problem(CsmsProfile profile)
    {
        var target = profile.Target ?? 0;
        if (target != 0 && !Evses.Contains(target))
        {
            // 1.6 errata 3.38.
            return Version == OcppVersion.V16
                ? new ProfileFault(FaultKind.BadValue, $"connector {target} does not exist")
                : ProfileFault.Refused("UnknownEVSE", $"EVSE {target} does not exist");
        }

        return ProblemOfTarget(profile, target) ?? ProblemOfContent(profile);
    }

    /// <summary>Why a profile of a remote start cannot be taken; null where it can.</summary>
    public ProfileFault? ProblemAtStart(CsmsProfile profile) =>
        profile.Purpose != CsmsPurpose.Tx ? ProfileFault.Refused("InvalidProfile", "a start takes a TxProfile only")
        : profile.Transaction is not null ? ProfileFault.Refused("InvalidProfile", "the profile of a start names no transaction")
        : ProblemOfContent(profile);

    private ProfileFault? ProblemOfTarget(CsmsProfile profile, int target)
    {
        switch (profile.Purpose)
        {
            case CsmsPurpose.StationMax when target != 0:
                return ProfileFault.Refused("InvalidProfile", "a station maximum belongs to the whole station");
            case CsmsPurpose.Tx when target == 0:
                return ProfileFault.Refused("InvalidProfile", "a TxProfile belongs to one EVSE");
            case CsmsPurpose.Tx when Transaction(target) is null:
                return ProfileFault.Refused("TxNotFound", "no transaction runs there");
            case CsmsPurpose.Tx when profile.Transaction is null && Version != OcppVersion.V16:
                return ProfileFault.Refused("InvalidProfile", "a TxProfile names its transaction");
            case CsmsPurpose.Tx when profile.Transaction is { } named && named != Transaction(target):
                return ProfileFault.Refused("TxNotFound", $"transaction {named} does not run there");
            case CsmsPurpose.StationMax or CsmsPurpose.TxDefault when profile.Transaction is not null && Version != OcppVersion.V16:
                return ProfileFault.Refused("InvalidProfile", "only a TxProfile names a transaction");
            default:
                return null;
        }
    }

    private ProfileFault? ProblemOfContent(CsmsProfile profile)
    {
        if (Version == OcppVersion.V21 && profile.Id <= MaxExternalConstraintsId && MaxExternalConstraintsId > 0)
        {
            return ProfileFault.Refused("InvalidProfileId", $"ids up to {MaxExternalConstraintsId} are the station's own");
        }

        foreach (var schedule in profile.Schedules)
        {
            if (Station.Dc is not null && !schedule.InWatts)
            {
                return ProfileFault.Refused("UnsupportedRateUnit", "a direct-current station takes watts");
            }

            foreach (var period in schedule.Periods)
            {
                if (ProblemOfPhases(profile, period) is { } problem)
                {
                    return problem;
                }
            }
        }

        return null;
    }

    private ProfileFault? ProblemOfPhases(CsmsProfile profile, CsmsPeriod period)
    {
        if (Version == OcppVersion.V16)
        {
            return null;
        }

        if (Station.Dc is not null)
        {
            return Version == OcppVersion.V21 && (period.Phases is not null || period.PhaseToUse is not null)
                ? ProfileFault.Refused("NoPhaseForDC", "direct current has no phases")
                : null;
        }

        // K01.FR.43: what cannot be guaranteed is refused. Who can switch charges a single phase on its first terminal.
        var wired = Station.Rotation.Terminals.Length;
        if (period.Phases < wired && !(Station.SwitchesPhases && period.Phases == 1))
        {
            return ProfileFault.Refused("UnsupportedParam", $"the station charges on {wired} phases");
        }

        if (period.PhaseToUse is not null && (!Station.SwitchesPhases || period.PhaseToUse != 1))
        {
            return ProfileFault.Refused("PhaseConflict", "the station cannot be told which phase to use");
        }

        return period.PhasesDiffer && (profile.Target is not > 0 || !KnowsPhases(profile.Target.Value))
            ? ProfileFault.Refused("PhaseConflict", "the vehicle has told no limits of single phases")
            : null;
    }
}
