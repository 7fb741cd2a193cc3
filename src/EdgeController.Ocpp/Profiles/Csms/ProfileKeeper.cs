using System.Text.Json;
using EdgeController.Core.Topology;
using EdgeController.Ocpp.Links;

namespace EdgeController.Ocpp.Profiles.Csms;

/// <summary>Hands out what must survive a restart whenever it changes, and takes it back in.</summary>
internal sealed class ProfileKeeper(StationId station, ProfileScope scope, LinkStep step)
{
    private long _kept;
    private bool _holds;

    /// <summary>False while what was kept before cannot be read: then it is not written over.</summary>
    public bool IsTrusted { get; set; } = true;

    private long Revision => scope.Profiles.Revision + scope.Transactions.Revision;

    /// <summary>Takes in what an earlier life left; false where it cannot be read.</summary>
    public bool Restore(KeptProfiles kept, ProfileDesk desk)
    {
        IsTrusted = !ReferenceEquals(kept, KeptProfiles.Unreadable);
        var profiles = new List<CsmsProfile>();
        foreach (var one in kept.Profiles)
        {
            if (Read(one, desk) is { } profile)
            {
                profiles.Add(profile);
            }
            else
            {
                IsTrusted = false;
            }
        }

        _holds = profiles.Count > 0 || !IsTrusted;
        scope.Profiles.Restore(profiles);
        scope.Transactions.Restore(kept.Transactions);
        return IsTrusted;
    }

    public void Keep()
    {
        // A station without profiles leaves nothing to keep: its transactions are of no use then.
        if (Revision == _kept || !IsTrusted)
        {
            return;
        }

        _kept = Revision;
        if (scope.Profiles.All.Count == 0 && !_holds)
        {
            return;
        }

        _holds = scope.Profiles.All.Count > 0;
        step.Output(new KeepProfiles(station, new KeptProfiles(
            [.. scope.Profiles.All.Select(profile => new KeptProfile(profile.Version, profile.Json, profile.Target, profile.ReceivedAt)
            {
                Transaction = profile.Transaction,
                FromStart = profile.FromStart,
                InStation = profile.InStation,
                Lapsed = profile.Lapsed,
                UpdatedAt = profile.UpdatedAt,
            })],
            [.. scope.Transactions.All])));
    }

    private static CsmsProfile? Read(KeptProfile kept, ProfileDesk desk)
    {
        try
        {
            using var document = JsonDocument.Parse(kept.Json);
            return desk.Read(kept.Version, ProfileFields.Of(document.RootElement), kept.Target, kept.Json, kept.ReceivedAt) is { } profile
                ? profile with { Transaction = kept.Transaction, FromStart = kept.FromStart, InStation = kept.InStation, Lapsed = kept.Lapsed, UpdatedAt = kept.UpdatedAt ?? profile.UpdatedAt }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
