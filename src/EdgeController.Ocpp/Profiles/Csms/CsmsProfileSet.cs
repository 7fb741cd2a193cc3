using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Profiles.Csms;

/// <summary>The back end's profiles of one station with the rules of replacement and removal (C.3, C.7 of the fact sheet).</summary>
public sealed class CsmsProfileSet
{
    /// <summary>More than any station holds: a bound for the memory.</summary>
    public const int Most = 200;

    private readonly List<CsmsProfile> _profiles = [];

    public IReadOnlyList<CsmsProfile> All => _profiles;

    /// <summary>Counts changes.</summary>
    public long Revision { get; private set; }

    /// <summary>Why the profile has no place; null where it has.</summary>
    public ProfileFault? Problem(string version, CsmsProfile profile)
    {
        if (version != OcppVersion.V16 && _profiles.Find(other => IsDuplicate(other, profile)) is { } duplicate)
        {
            return ProfileFault.Refused("DuplicateProfile", $"profile {duplicate.Id} has the same purpose and stack level");
        }

        return _profiles.Count(other => !Replaces(version, profile, other)) >= Most
            ? ProfileFault.Refused("TooManyElements", $"no more than {Most} profiles are kept for a station")
            : null;
    }

    /// <summary>Takes the profile in the place of those that it replaces, which are returned.</summary>
    public IReadOnlyList<CsmsProfile> Set(string version, CsmsProfile profile)
    {
        var replaced = Remove(other => Replaces(version, profile, other));
        _profiles.Add(profile);
        Revision++;
        return replaced;
    }

    /// <summary>Takes what an earlier life has left.</summary>
    public void Restore(IEnumerable<CsmsProfile> profiles) => _profiles.AddRange(profiles);

    /// <summary>Removes all that match; returns them.</summary>
    public IReadOnlyList<CsmsProfile> Remove(Predicate<CsmsProfile> match)
    {
        if (!_profiles.Exists(match))
        {
            return [];
        }

        var gone = _profiles.FindAll(match);
        _profiles.RemoveAll(match);
        Revision++;
        return gone;
    }

    /// <summary>Changes those that match.</summary>
    public void Change(Predicate<CsmsProfile> match, Func<CsmsProfile, CsmsProfile> change)
    {
        for (var i = 0; i < _profiles.Count; i++)
        {
            if (match(_profiles[i]))
            {
                _profiles[i] = change(_profiles[i]);
                Revision++;
            }
        }
    }

    /// <summary>The back end is back after it was away since then: what is invalid for good after so long stays so (2.1).</summary>
    public void Lapse(DateTimeOffset? since, DateTimeOffset now) => Change(
        profile => profile is { EndsAfterOffline: true, Lapsed: false, MaxOffline: { } longest } && since + longest <= now,
        profile => profile with { Lapsed = true });

    /// <summary>1.6: the same id, or the same connector, purpose and stack level. 2.x: the same id, and what a remote start left at that level.</summary>
    private static bool Replaces(string version, CsmsProfile profile, CsmsProfile other) =>
        other.Id == profile.Id
        || (other.Target == profile.Target && other.Purpose == profile.Purpose && other.StackLevel == profile.StackLevel
            && (version == OcppVersion.V16 || (other.FromStart && profile.Purpose == CsmsPurpose.Tx)));

    /// <summary>2.x K01.FR.06, 39, 52, 53.</summary>
    private static bool IsDuplicate(CsmsProfile other, CsmsProfile profile) =>
        other.Id != profile.Id && other.Purpose == profile.Purpose && other.StackLevel == profile.StackLevel && other.Overlaps(profile)
        && profile.Purpose switch
        {
            CsmsPurpose.Tx => !other.FromStart && other.Target == profile.Target && other.Transaction == profile.Transaction,
            CsmsPurpose.TxDefault => other.Target == profile.Target || other.Target == 0 || profile.Target == 0,
            _ => true,
        };
}
