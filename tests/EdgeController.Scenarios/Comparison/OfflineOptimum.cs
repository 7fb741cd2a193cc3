namespace EdgeController.Scenarios.Comparison;

/// <summary>
/// The most energy that any schedule could deliver that knew the whole day beforehand: a linear program over slots. It leaves out that a
/// vehicle takes less when nearly full and nothing below 6 A, so no real schedule exceeds it.
/// </summary>
/// <param name="Served">What the program's solution delivers; its demands met are not the most possible.</param>
/// <param name="BoundKwh">Proven by the rows' multipliers: no schedule delivers more.</param>
internal sealed record OfflineOptimum(Served Served, double BoundKwh)
{
    /// <param name="site">The day in periods.</param>
    /// <param name="periodsPerSlot">So many periods make one slot of the program; a slot's capacity is their mean.</param>
    /// <param name="cancellation">Stops waiting for the solver.</param>
    public static async Task<OfflineOptimum> SolveAsync(SitePeriods site, int periodsPerSlot, CancellationToken cancellation)
    {
        var program = new LinearProgram();
        var visitOf = new List<int>();
        var slots = (site.Capacity.Length + periodsPerSlot - 1) / periodsPerSlot;
        var energyRow = site.Visits.Select(visit => program.AddRow(visit.RequestedKwh)).ToArray();
        for (var slot = 0; slot < slots; slot++)
        {
            AddSlot(site, program, visitOf, energyRow, slot * periodsPerSlot, Math.Min(site.Capacity.Length, (slot + 1) * periodsPerSlot));
        }

        var solution = await Clp.SolveAsync(program, cancellation);
        if (program.Violation(solution.Values) > 1e-3)
        {
            throw new InvalidOperationException($"clp's solution breaks a limit by {program.Violation(solution.Values)}");
        }

        var charged = new double[site.Visits.Length];
        for (var column = 0; column < program.Columns; column++)
        {
            charged[visitOf[column]] += program.Gain[column] * solution.Values[column];
        }

        return new OfflineOptimum(Served.Of(site, charged), program.UpperBound(solution.Multipliers));
    }

    private static void AddSlot(SitePeriods site, LinearProgram program, List<int> visitOf, int[] energyRow, int first, int end)
    {
        var (from, to) = (site.Period * first, site.Period * end);
        var rowOf = new int[site.Capacity[0].Length];
        Array.Fill(rowOf, -1);
        for (var v = 0; v < site.Visits.Length; v++)
        {
            var visit = site.Visits[v];
            var present = (Earlier(visit.Departure, to) - Later(visit.Ready, from)) / (to - from);
            if (present <= 0)
            {
                continue;
            }

            // The column is the mean current of the slot; its gain is kilowatt-hours.
            var kwhPerAmp = visit.KwPerAmp * (to - from).TotalHours;
            var column = program.AddColumn(kwhPerAmp, visit.MostAmps * present);
            visitOf.Add(v);
            program.Add(column, energyRow[v], kwhPerAmp);
            foreach (var (row, perAmp) in visit.Rows)
            {
                var mean = Mean(site.Capacity, row, first, end);
                if (double.IsFinite(mean))
                {
                    rowOf[row] = rowOf[row] < 0 ? program.AddRow(mean) : rowOf[row];
                    program.Add(column, rowOf[row], perAmp);
                }
            }
        }
    }

    private static double Mean(double[][] capacity, int row, int first, int end)
    {
        var sum = 0.0;
        for (var period = first; period < end; period++)
        {
            sum += capacity[period][row];
        }

        return sum / (end - first);
    }

    private static TimeSpan Earlier(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
