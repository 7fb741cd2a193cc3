using EdgeController.Core.Events;

namespace EdgeController.Drivers.Meters;

/// <summary>The door to the site loop; waits while its inbox is full.</summary>
public delegate ValueTask PostSiteEvent(SiteEvent siteEvent, CancellationToken cancellationToken);
