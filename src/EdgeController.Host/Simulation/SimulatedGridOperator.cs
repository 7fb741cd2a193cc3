using EdgeController.Core.Control;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;

namespace EdgeController.Host.Simulation;

/// <summary>Stands in for the grid operator where everything around the controller is simulated: says in time that nothing is dimmed.</summary>
internal static class SimulatedGridOperator
{
    public static async Task RunAsync(DimmingRule rule, SiteInbox inbox, SiteClock clock, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(rule.Heartbeat, clock.TimeProvider);
        do
        {
            await inbox.PostAsync(new DimmingSignalled(clock.Now, Active: false, null), cancellationToken);
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }
}
