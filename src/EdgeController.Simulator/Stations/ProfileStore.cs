namespace EdgeController.Simulator.Stations;

/// <summary>The charging profiles that a station holds, with the 1.6 rules of replacement and deletion.</summary>
/// <param name="keepsApart">2.x: two at one stack level stand side by side where they are never valid together (K01.FR.06, 39).</param>
public sealed class ProfileStore(bool keepsApart = false)
{
    private readonly List<StoredProfile> _profiles = [];

    public IReadOnlyList<StoredProfile> Profiles => _profiles;

    /// <summary>Keeps the profile in place of any with the same id, or with the same connector, purpose and stack level.</summary>
    public void Set(StoredProfile profile)
    {
        _profiles.RemoveAll(old => old.Id == profile.Id
            || (old.Connector == profile.Connector && old.Purpose == profile.Purpose && old.StackLevel == profile.StackLevel
                && !(keepsApart && (old.ValidTo <= profile.ValidFrom || profile.ValidTo <= old.ValidFrom))));
        _profiles.Add(profile);
    }

    /// <summary>Removes by id alone, or by all criteria that are given (none given: all). Returns whether any profile went.</summary>
    public bool Clear(int? id, int? connector, ProfilePurpose? purpose, int? stackLevel) => _profiles.RemoveAll(profile =>
        id is not null
            ? profile.Id == id
            : (connector is null || profile.Connector == connector)
                && (purpose is null || profile.Purpose == purpose)
                && (stackLevel is null || profile.StackLevel == stackLevel)) > 0;

    /// <summary>A connector's transaction is over: its profiles die with it.</summary>
    public void EndTransaction(int connector) =>
        _profiles.RemoveAll(profile => profile.Purpose == ProfilePurpose.TxProfile && profile.Connector == connector);

    public void Forget() => _profiles.Clear();
}
