using EdgeController.Core.Balancing;
using EdgeController.Core.Control;
using EdgeController.Core.State;
using EdgeController.Core.Units;
using EdgeController.Host.Api;
using EdgeController.Host.Tests.Configuration.Sites;

namespace EdgeController.Host.Tests.Api;

/// <summary>The last changes of each limit.</summary>
public sealed class DecisionBookTests
{
    [Fact]
    public void The_last_changes_are_kept_the_newest_first_and_what_stays_is_none()
    {
        var snapshot = SiteSnapshot.Initial(SiteFiles.Good(SiteFiles.Small(stations: "{ ids: A1, circuit: main, max: 32A, fallback: 16A }")));
        var book = new DecisionBook(snapshot.Site);
        for (var second = 0; second < 100; second++)
        {
            var setpoint = new Setpoint(snapshot.Site.Evses[0].Id, new Amperes(6 + (second / 4)), TimeSpan.FromMinutes(5), SetpointChange.Renewal, new Reason(ReasonCode.Ramping), 0);
            book.Look(new SitePicture(snapshot, new Decision(Instant.FromSeconds(second), [setpoint], []), TimeSpan.Zero));
        }

        var changes = book.Of(0);
        Assert.Equal(DecisionBook.Kept, changes.Count);
        Assert.Equal((Instant.FromSeconds(96), 29.0, 30.0), (changes[0].At, changes[0].From!.Value, changes[0].To.Limit.Value));
        Assert.Equal(Instant.FromSeconds(20), changes[^1].At);
    }
}
