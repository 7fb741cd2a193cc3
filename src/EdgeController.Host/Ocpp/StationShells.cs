using EdgeController.Core.Control;
using EdgeController.Core.Topology;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Profiles.Csms;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Ocpp;

/// <summary>Makes the shell and the machine of every station of a site.</summary>
internal static class StationShells
{
    public static IReadOnlyList<StationShell> For(Site site, NetworkOptions network, SiteClock clock, SiteInbox inbox, ILogger log, IProfileStore? profiles = null)
    {
        var dialers = site.BackEnds.ToDictionary(backEnd => backEnd.Name, backEnd => new CsmsDialer(backEnd, network, clock.TimeProvider));
        return
        [
            .. site.Stations.Select(station => new StationShell(
                station,
                new StationLink(station, site, network.Link, MessageIdSource.Secure, Random.Shared, clock.WallAt, profiles?.Read(station.Id)),
                clock,
                inbox,
                station.Csms is { } name ? dialers[name] : null,
                log,
                network) { Profiles = profiles }),
        ];
    }
}
