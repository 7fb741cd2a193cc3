using EdgeController.Core.State;
using EdgeController.Ocpp.Links;

namespace EdgeController.Ocpp.Own;

/// <summary>The site as it stands now, for what the controller tells a back end under its own identity.</summary>
public sealed record SiteSeen(SiteSnapshot Snapshot) : LinkInput;
