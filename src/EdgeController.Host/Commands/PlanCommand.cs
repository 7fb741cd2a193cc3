using System.CommandLine;
using EdgeController.Core.Planning;
using EdgeController.Optimizer;
using EdgeController.Optimizer.Cases;
using EdgeController.Optimizer.Linear;

namespace EdgeController.Host.Commands;

/// <summary><c>plan PROBLEM</c>: reads a planning problem from a JSON file and writes its plan.</summary>
internal static class PlanCommand
{
    public static Command Create(TextWriter output, TextWriter error)
    {
        var problem = new Argument<string>("problem") { Description = "The problem (JSON; optimizer/cases/README.md documents it)." };
        var plan = new Option<string?>("--out") { Description = "Write the plan as JSON to this file." };
        var solver = CheckedOption.Create(
            "--solver", "clp (default), cbc (exact minimums), or managed (no native library).",
            text => (SolverChoice.Names.Contains(text, StringComparer.Ordinal), text), $"write one of {string.Join(", ", SolverChoice.Names)}", SolverChoice.Names[0]);
        var mps = new Option<string?>("--mps") { Description = "Write the linear program in MPS form to this file, for other solvers." };
        var command = new Command("plan", "Plan charging for a problem file: what each vehicle, battery and inverter should do, what it costs and what binds.") { problem, plan, solver, mps };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(problem), parsed.GetValue(plan), parsed.GetValue(solver) ?? SolverChoice.Names[0], parsed.GetValue(mps), output, error));
        return command;
    }

    public static int Run(string path, string? planFile, string solver, string? mpsFile, TextWriter output, TextWriter error)
    {
        string json;
        try
        {
            json = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            error.WriteLine($"{path}: cannot be read: {e.Message}");
            return ExitCode.Usage;
        }

        var read = ProblemReader.Read(json);
        if (read.Problem is not { } problem)
        {
            foreach (var line in read.Errors)
            {
                error.WriteLine($"{path}: {line}");
            }

            return ExitCode.SiteFileErrors;
        }

        if (SolverChoice.Problem(solver) is { } missing)
        {
            error.WriteLine(missing);
            return ExitCode.Usage;
        }

        using var planner = SolverChoice.Planner(solver);
        var plan = planner.Plan(problem, PlanBounds.Default);
        if ((mpsFile is not null && Written(mpsFile, file => MpsWriter.Write(planner.LastModel!, file), error) is false)
            || (planFile is not null && Written(planFile, file => file.Write(PlanJson.Write(plan)), error) is false))
        {
            return ExitCode.Usage;
        }

        Tell(plan, output);
        return ExitCode.Ok;
    }

    private static void Tell(ChargingPlan plan, TextWriter output)
    {
        var gap = plan.Gap is { } found ? FormattableString.Invariant($", at most {found * 100:0.###} % above the best there can be") : string.Empty;
        output.WriteLine(FormattableString.Invariant(
            $"{plan.Status.ToString().ToLowerInvariant()} by {plan.Solver} in {plan.Took.TotalSeconds:0.000} s: cost {plan.Cost.Total:0.00}, goal {plan.Objective:0.000}{gap}"));
        foreach (var vehicle in plan.Vehicles.Where(vehicle => vehicle.Shortage.Value >= 50))
        {
            output.WriteLine(FormattableString.Invariant($"  {vehicle.Id}: {vehicle.Shortage.Value / 1000:0.0} kWh short"));
        }

        foreach (var limit in plan.Binding.Take(5))
        {
            output.WriteLine(FormattableString.Invariant(
                $"  {limit.Circuit} {limit.Phase?.ToString() ?? "all phases"} {limit.Kind.ToString().ToLowerInvariant()} binds in slots {limit.FirstSlot} to {limit.FirstSlot + limit.ShadowPrices.Length - 1}; one {limit.Unit} more is worth {limit.Worth:0.000}"));
        }

        foreach (var warning in plan.Warnings)
        {
            output.WriteLine($"  {warning.Sentence}{(warning.Help.Length > 0 ? " " + warning.Help : string.Empty)}");
        }
    }

    private static bool Written(string path, Action<TextWriter> write, TextWriter error)
    {
        try
        {
            using var file = new StreamWriter(path);
            write(file);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            error.WriteLine($"{path}: cannot be written: {e.Message}");
            return false;
        }
    }
}
