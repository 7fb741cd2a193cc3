using EdgeController.Core.Planning;
using EdgeController.Core.Units;
using EdgeController.Optimizer.Linear;

namespace EdgeController.Optimizer.Modelling;

/// <summary>A column that is 0 or at least <paramref name="Least"/> kW.</summary>
internal sealed record Minimum(int Column, double Least, VehicleLayout Vehicle, int Slot);

/// <summary>Two columns of which one must be 0: into and out of the same store or the same grid.</summary>
/// <param name="In">Power in.</param>
/// <param name="Out">Power out.</param>
/// <param name="RoundTrip">What comes out again of what went in.</param>
/// <param name="Store">What they belong to.</param>
internal sealed record Exclusive(int In, int Out, double RoundTrip, ulong Store)
{
    /// <summary>Import and export: which of the two is left to the balance, not to a choice.</summary>
    public bool IsGrid { get; init; }
}

/// <summary>A row that is a limit of a circuit: what it limits, and the column by which load nobody controls may be over it.</summary>
internal sealed record LimitRow(int Row, int Circuit, BindingKind Kind, Phase? Phase, int Slot)
{
    public int Overload { get; init; } = -1;
}

/// <summary>The linear program of a planning problem, and what its columns and rows stand for.</summary>
internal sealed class PlanModel
{
    private PlanModel(Draft draft)
    {
        Problem = draft.Problem;
        Hours = draft.Hours;
        From = draft.From;
        Vehicles = [.. draft.Problem.Vehicles.Select(vehicle => new VehicleLayout(vehicle, draft))];
        Constant = draft.Column(Part.Constant, 0, Draft.Always, 1, 1, 0);
        VehicleRows.Add(draft, this);
        Stores = [.. draft.Problem.Batteries.Select(battery => new BatteryLayout(battery, draft, this))];
        Pv = [.. draft.Problem.Pv.Select(pv => new PvLayout(pv, draft))];
        Site = new SiteFlows(draft.Problem);
        Free = new FreeConnectors(draft.Problem, Vehicles, Site);
        new CircuitRows(draft, this).Add();
        FallbackRows.Add(draft, this);
        GridRows.Add(draft, this);
        Linear = draft.Linear.Build();
        Linear.Cost[Constant] = ConstantCost;
        ColumnKeys = [.. draft.ColumnKeys];
        RowKeys = [.. draft.RowKeys];
    }

    public PlanningProblem Problem { get; }

    public double[] Hours { get; }

    public double[] From { get; }

    public int Slots => Hours.Length;

    public LinearModel Linear { get; }

    public ulong[] ColumnKeys { get; }

    public ulong[] RowKeys { get; }

    public VehicleLayout[] Vehicles { get; }

    public BatteryLayout[] Stores { get; }

    public PvLayout[] Pv { get; }

    public SiteFlows Site { get; }

    public FreeConnectors Free { get; }

    /// <summary>A column fixed at 1.</summary>
    public int Constant { get; }

    public double ConstantCost { get; set; }

    public int Worst { get; set; } = -1;

    public bool HasStores { get; set; }

    public int[] Import { get; set; } = [];

    public int[] Export { get; set; } = [];

    public int Peak { get; set; } = -1;

    public List<Minimum> Minimums { get; } = [];

    public List<Exclusive> Exclusive { get; } = [];

    public List<LimitRow> Limits { get; } = [];

    public static PlanModel Of(PlanningProblem problem, EntityNumbers numbers) => new(new Draft(problem, numbers));
}
