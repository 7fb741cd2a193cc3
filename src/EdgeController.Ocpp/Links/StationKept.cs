using EdgeController.Ocpp.Profiles.Csms;
using EdgeController.Ocpp.Proxy.Journal;

namespace EdgeController.Ocpp.Links;

/// <summary>What an earlier life of the controller left of one station.</summary>
/// <param name="Journal">What the journal keeps for it; null where nothing can be kept.</param>
/// <param name="Profiles">The charging profiles of its CSMS; null for none.</param>
public sealed record StationKept(StationBook? Journal = null, KeptProfiles? Profiles = null);
