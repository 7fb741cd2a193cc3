using EdgeController.Core.Control;
using EdgeController.Core.Planning;
using EdgeController.Optimizer;
using EdgeController.Optimizer.Planning;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Planning;

/// <summary>
/// Makes plans beside the loop: looks at the newest picture once a second, plans on a thread of its own, one plan at a time, and posts it to the inbox. The loop waits for
/// nothing here, and a planner that fails leaves the last plan in force until it is too old. The planner is made when there is something to plan.
/// </summary>
internal sealed partial class PlanWorker(SiteLoop loop, SiteInbox inbox, SiteClock clock, PlanCourse course, PlanBook book, ILogger log, Func<IChargingPlanner>? make = null, PlanMemoryWriter? memory = null)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private IChargingPlanner? _planner;
    private HashSet<string> _warned = new(StringComparer.Ordinal);
    private (PlanRequest Request, Task<ChargingPlan> Plan)? _running;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, clock.TimeProvider);
        memory?.Restore(course);
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
                    _running = null;
                    Failed(log, e);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The controller stops; a plan under way is of no use any more, but its solver is ended in order.
            if (_running is { } running)
            {
                await Task.WhenAny(running.Plan);
            }
        }
        finally
        {
            memory?.Write(course);
            _planner?.Dispose();
        }
    }

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        var (now, snapshot) = (clock.Now, loop.Picture.Snapshot);
        memory?.Step(course, now);
        foreach (var wish in course.Defaults(snapshot, now, clock.WallAt(now)))
        {
            await inbox.PostAsync(wish, cancellationToken);
        }

        if (_running is { } running)
        {
            if (!running.Plan.IsCompleted)
            {
                return;
            }

            _running = null;
            var plan = await running.Plan;
            Tell(plan);
            book.Newest = new PlanPicture(running.Request, plan, course.Prices.Tariff?.Currency ?? "EUR");
            foreach (var told in running.Request.Ready(plan, now))
            {
                await inbox.PostAsync(told, cancellationToken);
            }
        }

        if (course.Step(snapshot, now, clock.WallAt(now)) is { } request)
        {
            var planner = _planner ??= make?.Invoke() ?? Usual();
            _running = (request, Task.Factory.StartNew(() => planner.Plan(request.Problem, PlanBounds.Default), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        }
    }

    private ChargingPlanner Usual()
    {
        var problem = SolverChoice.Problem("clp");
        if (problem is not null)
        {
            NoLibrary(log, problem);
        }

        return SolverChoice.Planner(problem is null ? "clp" : "managed", clock.TimeProvider);
    }

    /// <summary>Each warning once, for as long as the plans repeat it.</summary>
    private void Tell(ChargingPlan plan)
    {
        Planned(log, plan.Vehicles.Length, plan.Status, plan.Solver, plan.Took.TotalMilliseconds, plan.Cost.Total);
        var before = _warned;
        _warned = [.. plan.Warnings.Select(warning => $"{warning.Kind} {warning.Subject}")];
        foreach (var warning in plan.Warnings)
        {
            if (!before.Contains($"{warning.Kind} {warning.Subject}"))
            {
                Warned(log, warning.Sentence, warning.Help);
            }
        }
    }

    [LoggerMessage(EventId = 700, Level = LogLevel.Information, Message = "plan for {Vehicles} vehicles: {Status} by {Solver} in {Milliseconds:0} ms, cost {Cost:0.00}")]
    private static partial void Planned(ILogger log, int vehicles, PlanStatus status, string solver, double milliseconds, double cost);

    [LoggerMessage(EventId = 701, Level = LogLevel.Warning, Message = "plan: {Sentence} {Help}")]
    private static partial void Warned(ILogger log, string sentence, string help);

    [LoggerMessage(EventId = 702, Level = LogLevel.Error, Message = "the planner failed; the last plan stays in force until it is too old")]
    private static partial void Failed(ILogger log, Exception problem);

    [LoggerMessage(EventId = 703, Level = LogLevel.Warning, Message = "{Problem} Plans are made by the managed solver, which is slower.")]
    private static partial void NoLibrary(ILogger log, string problem);
}
