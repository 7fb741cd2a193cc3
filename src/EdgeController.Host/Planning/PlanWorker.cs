using EdgeController.Core.Control;
using EdgeController.Core.Events;
using EdgeController.Core.Planning;
using EdgeController.Optimizer;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Planning;

/// <summary>
/// Makes plans beside the loop: looks at the newest picture once a second, plans on a thread of the pool, and posts what the present slot gives each
/// session to the inbox. The loop waits for nothing here. The planner is made when somebody is charged by plan.
/// </summary>
internal sealed partial class PlanWorker(SiteLoop loop, SiteInbox inbox, SiteClock clock, ILogger log, Func<IChargingPlanner>? make = null)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    // Until prices are fed in, a plan only sees to departures and shortage.
    private readonly RollingPlan _rolling = new(static (_, _) => new PlanPrices());
    private readonly List<SiteEvent> _events = [];
    private IChargingPlanner? _planner;
    private Task<ChargingPlan>? _running;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, clock.TimeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                try
                {
                    await StepAsync(cancellationToken);
                }
#pragma warning disable CA1031 // The top of this worker's loop: whatever goes wrong with plans, the controller goes on.
                catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
                {
                    Failed(log, e);
                    _events.Clear();
                    _rolling.Take(null);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The controller stops; a plan under way is of no use any more, but its solver is ended in order.
            if (_running is not null)
            {
                await Task.WhenAny(_running);
            }
        }
        finally
        {
            _planner?.Dispose();
        }
    }

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        if (_running is { IsCompleted: true } done)
        {
            _running = null;
            _rolling.Take(await PlanOfAsync(done));
        }

        var now = clock.Now;
        if (_rolling.Step(loop.Picture.Snapshot, now, clock.WallAt(now), _events.Add) is { } problem)
        {
            var planner = _planner ??= make?.Invoke() ?? SolverChoice.Planner(SolverChoice.Names[0], clock.TimeProvider);
            _running = Task.Run(() => planner.Plan(problem, PlanBounds.Default), CancellationToken.None);
        }

        foreach (var what in _events)
        {
            await inbox.PostAsync(what, cancellationToken);
        }

        _events.Clear();
    }

    private async Task<ChargingPlan> PlanOfAsync(Task<ChargingPlan> done)
    {
        var plan = await done;
        Planned(log, plan.Vehicles.Length, plan.Status, plan.Solver, plan.Took.TotalMilliseconds, plan.Cost.Total);
        foreach (var warning in plan.Warnings)
        {
            Warned(log, warning.Sentence, warning.Help);
        }

        return plan;
    }

    [LoggerMessage(EventId = 700, Level = LogLevel.Information, Message = "plan for {Vehicles} vehicles: {Status} by {Solver} in {Milliseconds:0} ms, cost {Cost:0.00}")]
    private static partial void Planned(ILogger log, int vehicles, PlanStatus status, string solver, double milliseconds, double cost);

    [LoggerMessage(EventId = 701, Level = LogLevel.Warning, Message = "plan: {Sentence} {Help}")]
    private static partial void Warned(ILogger log, string sentence, string help);

    [LoggerMessage(EventId = 702, Level = LogLevel.Error, Message = "the planner failed; the last plan stays")]
    private static partial void Failed(ILogger log, Exception problem);
}
