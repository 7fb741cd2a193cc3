using EdgeController.Core.Control;
using EdgeController.Core.Topology;
using EdgeController.Host.Api;
using EdgeController.Ocpp.Profiles.Csms;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Ocpp;

/// <summary>The controller's own connections, one for each back end that knows it by an identity.</summary>
internal sealed class OwnShells(Site site, NetworkOptions network, SiteClock clock, SiteInbox inbox, Func<SitePicture> picture, IProfileStore? profiles, ILogger log) : IAsyncDisposable
{
    private readonly OwnShell[] _shells =
        [.. site.BackEnds.Where(backEnd => backEnd.Identity is not null).Select(backEnd => new OwnShell(backEnd, site, network, clock, inbox, picture, profiles, log))];

    /// <summary>The loops that run until cancelled; none where there is nobody to talk to.</summary>
    public IEnumerable<Task> RunAll(CancellationToken cancellationToken) => [.. _shells.Select(shell => shell.RunAsync(cancellationToken))];

    public async Task ShutDownAsync(CancellationToken cancellationToken)
    {
        foreach (var shell in _shells)
        {
            await shell.ShutDownAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var shell in _shells)
        {
            await shell.DisposeAsync();
        }
    }

    /// <summary>How the controller stands with each back end, and how many of the back end's stations are connected to it.</summary>
    public IReadOnlyList<CsmsView> View(IEnumerable<StationShell> stations) =>
    [
        .. stations.Where(shell => shell.Station.Csms is not null).GroupBy(shell => shell.Station.Csms!)
            .Select(group => new CsmsView(group.Key, group.Count(shell => shell.CsmsOpen), group.Count()) { Identity = View(group.Key) }),
    ];

    private IdentityView? View(string name)
    {
        if (Array.Find(_shells, one => one.BackEnd == name) is not { } shell)
        {
            return null;
        }

        var place = site.BackEnds.ToList().FindIndex(backEnd => backEnd.Name == name);
        var limit = picture().Snapshot.GroupLimits[place];
        return new IdentityView(site.BackEnds[place].Identity!.Id.Value, shell.IsOpen, limit?.Amps?.Value, limit?.Power?.Value / 1000, limit?.Source);
    }
}
