using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using EdgeController.Benchmarks.Harness;
using EdgeController.Core.Planning;
using EdgeController.Optimizer;
using EdgeController.Optimizer.Clp;
using EdgeController.Optimizer.Linear;
using EdgeController.Optimizer.Planning;

namespace EdgeController.Benchmarks.Planner;

/// <summary>
/// Plans of growing sites, 96 slots and three phases: cold against the command <c>clp</c> on the same program in the same run (processor time of
/// both, since others use the machine), then warm after a changed forecast, a rolled horizon and a new vehicle.
/// </summary>
internal static partial class PlannerBench
{
    private const string Group = "planner";
    private static readonly PlanBounds Bounds = new(1_000_000, TimeSpan.FromMinutes(2));

    public static async Task RunAsync(Figures figures)
    {
        await Measure(figures, 10, told: false);
        foreach (var vehicles in new[] { 10, 50, 100, 250, 500, 1000 })
        {
            await Measure(figures, vehicles, told: true);
        }
    }

    private static async Task Measure(Figures figures, int vehicles, bool told)
    {
        var problem = PlannedSite.Of(vehicles);
        using var planner = SolverChoice.Planner("clp");
        var first = planner.Plan(problem, Bounds);
        var model = planner.LastModel!;
        if (!told)
        {
            return;
        }

        var name = $"{vehicles} vehicles";
        figures.Add(Group, $"{name}: rows", model.Rows, "");
        figures.Add(Group, $"{name}: columns", model.Columns, "");
        var (ours, theirs) = await ColdAsync(model, vehicles);
        figures.Add(Group, $"{name}: cold solve", ours, "ms");
        figures.Add(Group, $"{name}: the command clp, its own clock", theirs, "ms");
        if (vehicles >= 100)
        {
            // Its clock moves in hundredths of a second.
            figures.Add(Group, $"{name}: cold over the command", ours / theirs, "x", 1.3);
        }

        figures.Add(Group, $"{name}: whole plan, cold", first.Took.TotalMilliseconds, "ms", vehicles == 1000 ? 3000 : null);
        figures.Add(Group, $"{name}: above the bound after rounding", (first.Gap ?? double.NaN) * 100, "%", 0.5);
        double? target = vehicles switch { 100 => 10, 500 => 100, 1000 => 300, _ => null };
        var random = new Random(vehicles);
        Warm(figures, planner, $"{name}: forecast within 5 %", target, _ => PlannedSite.Forecast(problem, random, 0.05));
        var rolled = problem;
        Warm(figures, planner, $"{name}: horizon rolled", target, plan => rolled = PlannedSite.Roll(rolled, plan, random), first);
        Warm(figures, planner, $"{name}: new vehicle", target, _ => PlannedSite.Arrived(rolled, random, random.Next()));
    }

    private static void Warm(Figures figures, ChargingPlanner planner, string name, double? target, Func<ChargingPlan, PlanningProblem> next, ChargingPlan? from = null)
    {
        var (solve, whole, iterations) = (new Series(), new Series(), new Series());
        var plan = from;
        for (var round = 0; round < 12; round++)
        {
            var problem = next(plan!);
            plan = planner.Plan(problem, Bounds);
            solve.Add(planner.LastSolve.TotalMilliseconds);
            whole.Add(plan.Took.TotalMilliseconds);
            iterations.Add(plan.Iterations);
            figures.Hold(plan.Status == PlanStatus.Optimal, $"{name}: {plan.Status}");
        }

        figures.Add(Group, $"{name}, solve, median", solve.Median, "ms", target);
        figures.Add(Group, $"{name}, whole plan, median", whole.Median, "ms");
        figures.Add(Group, $"{name}, iterations, median", iterations.Median, "");
    }

    /// <summary>Processor time in milliseconds of our cold solve and of the command's, the lowest of three each, in turns.</summary>
    private static async Task<(double Ours, double Theirs)> ColdAsync(LinearModel model, int vehicles)
    {
        var file = Path.Combine(Path.GetTempPath(), $"edge-bench-{Environment.ProcessId}-{vehicles}.mps");
        await using (var writer = new StreamWriter(file))
        {
            MpsWriter.Write(model, writer);
        }

        var (ours, theirs) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < 3; round++)
        {
            using var solver = new ClpSolver();
            var began = Environment.CpuUsage.TotalTime;
            solver.Solve(model, null, new SolveLimits(1_000_000, null));
            ours = Math.Min(ours, (Environment.CpuUsage.TotalTime - began).TotalMilliseconds);
            theirs = Math.Min(theirs, await CommandAsync(file));
        }

        File.Delete(file);
        return (ours, theirs);
    }

    private static async Task<double> CommandAsync(string file)
    {
        using var process = Process.Start(new ProcessStartInfo("clp", [file, "-dualsimplex"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var time = ClpTime().Match(said);
        return time.Success ? double.Parse(time.Groups["it"].Value, CultureInfo.InvariantCulture) * 1000 : double.NaN;
    }

    [GeneratedRegex(@"Optimal objective .* time (?<it>[0-9.]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex ClpTime();
}
