using EdgeController.Core.Control;
using EdgeController.Core.Topology;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Profiles.Csms;
using EdgeController.Ocpp.Proxy.Journal;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Ocpp;

/// <summary>Makes the shell and the machine of every station of a site.</summary>
internal static partial class StationShells
{
    public static IReadOnlyList<StationShell> For(
        Site site, NetworkOptions network, SiteClock clock, SiteInbox inbox, ILogger log, ITransactionJournal? journal = null, IProfileStore? profiles = null)
    {
        var dialers = site.BackEnds.ToDictionary(backEnd => backEnd.Name, backEnd => new CsmsDialer(backEnd, network, clock.TimeProvider));
        return [.. site.Stations.Select(Make)];

        StationShell Make(Station station)
        {
            var book = Read(journal, station, log);
            return new StationShell(
                station, Link(station, book, null), clock, inbox, station.Csms is { } name ? dialers[name] : null, log, network, journal)
            {
                Profiles = profiles,
                Late = journal is not null && book is null ? new LateBook(station.Id, journal, (late, kept) => Link(station, late, kept)) : null,
            };
        }

        StationLink Link(Station station, StationBook? book, KeptProfiles? kept) => new(
            station, site, network.Link, MessageIdSource.Secure, Random.Shared, clock.WallAt, new StationKept(book, kept ?? profiles?.Read(station.Id)));
    }

    /// <summary>What is kept for the station. Without a readable journal nothing may be added to it: the station keeps its messages itself, until it can be read (<see cref="LateBook"/>).</summary>
    private static StationBook? Read(ITransactionJournal? journal, Station station, ILogger log)
    {
        try
        {
            return journal?.Read(station.Id);
        }
        catch (JournalUnavailableException e)
        {
            CannotRead(log, station.Id.Value, e.Message);
            return null;
        }
    }

    [LoggerMessage(1007, LogLevel.Error, "station {Station}: the journal cannot be read ({Why}); while its back end is away its transactions are held and then refused; it is tried again")]
    private static partial void CannotRead(ILogger log, string station, string why);
}
