using EdgeController.Core.Planning;
using EdgeController.Optimizer.Linear;
using EdgeController.Optimizer.Modelling;

namespace EdgeController.Optimizer.Planning;

/// <summary>
/// Plans by linear programming: relax, certify, round, certify. When a solver fails the next is asked, and when all have failed the last
/// good plan is fitted to the present limits or a plan is filled by rule, whichever is better. Whatever the source, a plan that would
/// break a limit is not returned.
/// </summary>
public sealed class ChargingPlanner : IChargingPlanner
{
    /// <summary>A plan may be over a limit by no more than this, in A or kW: rounding errors of a solver.</summary>
    internal const double MostExcess = 1e-4;

    private readonly ILinearSolver[] _solvers;
    private readonly IPatternSolver? _exact;
    private readonly TimeProvider _time;
    private readonly WarmBasis _warm = new();
    private readonly EntityNumbers _numbers = new();
    private ChargingPlan? _lastGood;

    /// <param name="solvers">Asked in this order until one answers.</param>
    /// <param name="exact">Finds the best pattern of minimums; null for rounding.</param>
    /// <param name="time">The clock that bounds and measures; null for the system's.</param>
    public ChargingPlanner(IEnumerable<ILinearSolver> solvers, IPatternSolver? exact = null, TimeProvider? time = null) =>
        (_solvers, _exact, _time) = ([.. solvers], exact, time ?? TimeProvider.System);

    /// <summary>The linear program of the last problem, for export.</summary>
    public LinearModel? LastModel { get; private set; }

    /// <summary>Time of the last plan's first solve alone, without building the model and rounding.</summary>
    internal TimeSpan LastSolve { get; private set; }

    public ChargingPlan Plan(PlanningProblem problem, PlanBounds bounds)
    {
        var began = _time.GetTimestamp();
        try
        {
            return Plan(problem, bounds, began);
        }
#pragma warning disable CA1031 // The promise of this class: a plan, whatever happens. A mistake of ours must not reach who asks.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _warm.Forget();
            return Nothing(problem, $"The planner failed ({e.GetType().Name}: {e.Message}); nothing is planned.") with { Took = _time.GetElapsedTime(began) };
        }
    }

    public void Dispose()
    {
        foreach (var solver in _solvers)
        {
            solver.Dispose();
        }
    }

    private ChargingPlan Plan(PlanningProblem problem, PlanBounds bounds, long began)
    {
        var care = new ProblemCare();
        var tidy = care.Tidy(problem);
        _numbers.Trim();
        var model = PlanModel.Of(tidy, _numbers);
        LastModel = model.Linear;
        var budget = new SolveBudget(bounds, _time, began);
        var failures = new List<string>();
        var plan = Solved(model, budget, failures) ?? Unsolved(model);
        var warnings = care.Warnings.Concat(failures.Select(failure => new PlanWarning(PlanWarningKind.Solver, string.Empty, failure)));
        plan = plan with { Warnings = [.. plan.Warnings, .. warnings], Iterations = budget.Used, Took = _time.GetElapsedTime(began) };
        _lastGood = plan;
        return plan;
    }

    /// <summary>A plan for nobody: who is not in it has no planned limit.</summary>
    private static ChargingPlan Nothing(PlanningProblem problem, string why) => new()
    {
        Revision = problem.Revision,
        Start = problem.Start,
        Slots = problem.Slots.IsDefault ? [] : problem.Slots,
        Status = PlanStatus.Filled,
        Solver = "none",
        Objective = 0,
        Cost = new PlanCost(0, 0, 0, 0),
        Warnings = [new PlanWarning(PlanWarningKind.Solver, string.Empty, why)],
    };

    private ChargingPlan? Solved(PlanModel model, SolveBudget budget, List<string> failures)
    {
        foreach (var solver in _solvers)
        {
            var start = _warm.For(model);
            var began = _time.GetTimestamp();
            var relaxed = budget.Solve(solver, model.Linear, start);
            LastSolve = _time.GetElapsedTime(began);
            if (Proof(model.Linear, relaxed) is not { } proof && start is not null)
            {
                // An old basis may lead astray; the slack basis does not.
                _warm.Forget();
                relaxed = budget.Solve(solver, model.Linear, null);
            }

            if (Proof(model.Linear, relaxed) is not { } bound)
            {
                failures.Add(Problem(solver, relaxed));
                continue;
            }

            if (relaxed.Basis is { } basis)
            {
                _warm.Keep(model, basis);
            }

            var final = Exactly(model, relaxed, solver, budget) ?? Rounding.Best(model, relaxed, bound.Dual, (linear, from) => Checked(linear, budget.Solve(solver, linear, from)));
            if (final.Status != SolveStatus.Optimal)
            {
                failures.Add(Problem(solver, final));
                continue;
            }

            var powers = PlanPowers.From(model, final.X);
            var reckoning = new Reckoning(model, powers);
            if (reckoning.Excess > MostExcess)
            {
                failures.Add($"The answer of {solver.Name} would break a limit by {reckoning.Excess:0.####} and is not used.");
                continue;
            }

            return Told(model, powers, reckoning, Missing(model, reckoning, solver, budget), relaxed.RowDuals, PlanStatus.Optimal, solver.Name) with { Bound = bound.Dual };
        }

        return null;
    }

    /// <summary>What each vehicle will miss, kWh; what the plan leaves missing where that cannot be found out.</summary>
    private double[] Missing(PlanModel model, Reckoning reckoning, ILinearSolver solver, SolveBudget budget)
    {
        if (Prospects.WithoutReserve(model, reckoning) is not { } problem)
        {
            return reckoning.Shortage;
        }

        var whole = PlanModel.Of(problem, _numbers);
        var answer = budget.Solve(solver, whole.Linear, _warm.For(whole));
        return Proof(whole.Linear, answer) is null ? reckoning.Shortage : Prospects.Of(model, reckoning, whole, answer.X);
    }

    /// <summary>The pattern of an exact solver, with the powers that are best for it; null where there is none or it does not hold.</summary>
    private LinearAnswer? Exactly(PlanModel model, LinearAnswer relaxed, ILinearSolver solver, SolveBudget budget)
    {
        if (_exact is null || (model.Minimums.Count == 0 && model.Exclusive.Count == 0) || _exact.Solve(model.Linear, Patterns.Of(model), budget.Limits) is not { } pattern)
        {
            return null;
        }

        var linear = new Rounding(model).Pattern(pattern.On, pattern.FirstIsZero);
        var answer = Checked(linear, budget.Solve(solver, linear, relaxed.Basis));
        return answer.Status == SolveStatus.Optimal ? answer : null;
    }

    /// <summary>Without a solver: what is left of the last good plan, or a filled one, whichever is better.</summary>
    private ChargingPlan Unsolved(PlanModel model)
    {
        _warm.Forget();
        var filled = PlanFill.Of(model);
        var best = (Powers: filled, Reckoning: new Reckoning(model, filled), Status: PlanStatus.Filled);
        if (best.Reckoning.Excess > MostExcess)
        {
            var nothing = PlanPowers.None(model);
            best = (nothing, new Reckoning(model, nothing), PlanStatus.Filled);
        }

        if (_lastGood is { } last)
        {
            var kept = PlanFill.Of(model, new KeptPowers(model, last).Of);
            var reckoning = new Reckoning(model, kept);
            best = reckoning.Objective < best.Reckoning.Objective && reckoning.Excess <= MostExcess ? (kept, reckoning, PlanStatus.Kept) : best;
        }

        return Told(model, best.Powers, best.Reckoning, best.Reckoning.Shortage, [], best.Status, "rule");
    }

    private static ChargingPlan Told(PlanModel model, PlanPowers powers, Reckoning reckoning, double[] missing, double[] duals, PlanStatus status, string solver)
    {
        var findings = new Findings(model, missing, duals);
        var plan = PlanWriter.Write(model, powers, reckoning, missing, status, solver);
        var binding = findings.Binding();
        return plan with
        {
            Binding = binding,
            Warnings = [.. findings.Warnings(binding)],
            Vehicles = [.. model.Vehicles.Where(layout => !layout.Vehicle.IsExpected).Zip(plan.Vehicles, (layout, vehicle) => vehicle with { MarginalPerKwh = findings.Marginal(layout) })],
        };
    }

    private static Certificate? Proof(LinearModel model, LinearAnswer answer) =>
        answer.Status == SolveStatus.Optimal && Certificate.Of(model, answer) is { Holds: true } proof ? proof : null;

    /// <summary>The answer, failed where it does not stand the check.</summary>
    private static LinearAnswer Checked(LinearModel model, LinearAnswer answer) => answer.Status != SolveStatus.Optimal || Proof(model, answer) is not null
        ? answer
        : answer with { Status = SolveStatus.Failed, Problem = "An answer of the solver does not stand the check and is not used." };

    private static string Problem(ILinearSolver solver, LinearAnswer answer) => answer.Status == SolveStatus.Optimal
        ? $"The answer of {solver.Name} does not stand the check and is not used."
        : answer.Problem;
}
