using EdgeController.Core.Topology;

namespace EdgeController.Ocpp.Profiles.Csms;

/// <summary>Where the back end's charging profiles lie across restarts, one book for each station.</summary>
public interface IProfileStore
{
    /// <summary>What an earlier life left; <see cref="KeptProfiles.Unreadable"/> where something lies there that cannot be read.</summary>
    KeptProfiles Read(StationId station);

    /// <summary>Puts the book in the place of the old one, whole or not at all; it lies on the disk when this returns.</summary>
    /// <returns>False where it could not be kept; it is to be tried again.</returns>
    bool TryWrite(StationId station, KeptProfiles book);
}
