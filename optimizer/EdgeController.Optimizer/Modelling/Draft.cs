using EdgeController.Core.Planning;
using EdgeController.Optimizer.Linear;

namespace EdgeController.Optimizer.Modelling;

/// <summary>A model under construction: the linear part, the keys of its columns and rows, and the slots' times. Powers in kW, energies in kWh, currents in A.</summary>
internal sealed class Draft
{
    private readonly uint[] _minutes;

    public Draft(PlanningProblem problem, EntityNumbers numbers)
    {
        Problem = problem;
        Numbers = numbers;
        (Hours, From) = problem.Grid();
        _minutes = new uint[Slots + 1];
        for (var t = 0; t <= Slots; t++)
        {
            _minutes[t] = (uint)(problem.Start.AddHours(From[t]).ToUnixTimeSeconds() / 60);
        }
    }

    public PlanningProblem Problem { get; }

    public EntityNumbers Numbers { get; }

    public LinearModelBuilder Linear { get; } = new();

    public List<ulong> ColumnKeys { get; } = [];

    public List<ulong> RowKeys { get; } = [];

    public double[] Hours { get; }

    public double[] From { get; }

    public int Slots => Hours.Length;

    /// <summary>Kilovolts between phase and neutral: what an ampere on one phase is in kW.</summary>
    public double KiloVolts => Problem.Nominal.Value / 1000;

    /// <summary>In place of a slot, for what belongs to the whole plan: its key is the same whenever the plan begins.</summary>
    public const int Always = -1;

    public int Column(Part part, int entity, int slot, double lower, double upper, double cost, int piece = 0)
    {
        ColumnKeys.Add(ModelKey.Of(part, entity, piece, slot == Always ? 0 : _minutes[slot]));
        return Linear.Column(lower, upper, cost);
    }

    public int Row(Part part, int entity, int slot, double lower, double upper, int piece = 0)
    {
        RowKeys.Add(ModelKey.Of(part, entity, piece, slot == Always ? 0 : _minutes[slot]));
        return Linear.Row(lower, upper);
    }
}
