using EdgeController.Core.Control;
using EdgeController.Core.Planning;
using EdgeController.Core.Units;
using EdgeController.Host.Ocpp;
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

    /// <summary>A planner that is not back by then hangs: three times what it may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>How long the end of the controller waits for a plan under way.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    /// <summary>Planners that hang keep a thread each; beyond so many no new one is made before one of them is back.</summary>
    private const int MostHanging = 3;

    private readonly List<Task> _hanging = [];
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
                catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
                {
                    // What it remembers is not to be trusted any more.
                    _planner?.Dispose();
                    (_running, _planner) = (null, null);
                    book.Problem = $"the planner failed ({PlainText.Of(e.Message)}): {Consequence}";
                    Failed(log, e);
                }
            }
        }
#pragma warning disable CA1031 // What fails while the controller stops must not keep the rest from ending in order.
        catch (Exception e) when (cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            if (e is not OperationCanceledException)
            {
                Failed(log, e);
            }

            // The controller stops; a plan under way is of no use any more, but its solver is ended in order.
            if (_running is { } running)
            {
                await Task.WhenAny(running.Plan, Task.Delay(Farewell, clock.TimeProvider, CancellationToken.None));
            }
        }
        finally
        {
            memory?.Write(course);
            if (_running is not { Plan.IsCompleted: false })
            {
                _planner?.Dispose();
            }
        }
    }

    /// <summary>What follows where no plan comes.</summary>
    private static string Consequence => "the last plan holds for 15 minutes from its picture, then sessions charge as if there were none";

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
                LeaveBehind(running, now);
                return;
            }

            _running = null;
            await TakeAsync(running.Request, await running.Plan, now, cancellationToken);
        }

        _hanging.RemoveAll(IsBack);
        if (_hanging.Count < MostHanging && course.Step(snapshot, now, clock.WallAt(now)) is { } request)
        {
            var planner = _planner ??= make?.Invoke() ?? Usual();
            _running = (request, Task.Factory.StartNew(() => planner.Plan(request.Problem, PlanBounds.Default), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        }
        else if (!PlanCourse.IsWanted(snapshot))
        {
            // Warnings end with what they warn of.
            (book.Newest, book.Problem) = (null, null);
        }
    }

    /// <summary>What it answers so late, good or bad, is of no use.</summary>
    private static bool IsBack(Task late) => late.IsCompleted && (late.Exception is null || late.IsFaulted);

    private async Task TakeAsync(PlanRequest request, ChargingPlan plan, Instant now, CancellationToken cancellationToken)
    {
        if (PlanCheck.Problem(request.Problem, plan) is { } wrong)
        {
            book.Problem = $"the planner's answer cannot be used ({wrong}): {Consequence}";
            Refused(log, wrong);
            return;
        }

        Tell(plan);
        book.Newest = new PlanPicture(request, plan, course.Prices.Tariff?.Currency ?? "EUR");
        book.Problem = null;
        foreach (var told in request.Ready(plan, now))
        {
            await inbox.PostAsync(told, cancellationToken);
        }
    }

    /// <summary>A planner that hangs is left to its thread, and the next plan gets a new one.</summary>
    private void LeaveBehind((PlanRequest Request, Task<ChargingPlan> Plan) running, Instant now)
    {
        if (now - running.Request.Taken < Patience)
        {
            return;
        }

        _hanging.Add(running.Plan);
        (_running, _planner) = (null, null);
        book.Problem = $"the planner has not answered for {Patience.TotalSeconds:0} s: {Consequence}";
        Hangs(log, Patience.TotalSeconds);
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

    [LoggerMessage(EventId = 704, Level = LogLevel.Error, Message = "the planner's answer cannot be used: {Wrong}; the last plan stays in force until it is too old")]
    private static partial void Refused(ILogger log, string wrong);

    [LoggerMessage(EventId = 705, Level = LogLevel.Error, Message = "the planner has not answered for {Seconds} s and is left behind; the last plan stays in force until it is too old")]
    private static partial void Hangs(ILogger log, double seconds);

    [LoggerMessage(EventId = 703, Level = LogLevel.Warning, Message = "{Problem} Plans are made by the managed solver, which is slower.")]
    private static partial void NoLibrary(ILogger log, string problem);
}
