using EdgeController.Core.Planning;

namespace EdgeController.Optimizer.Modelling;

/// <summary>The site's exchange with the grid: the balance of each slot, its prices, and the quarter that makes the month's peak.</summary>
internal static class GridRows
{
    public static void Add(Draft draft, PlanModel model)
    {
        var problem = draft.Problem;
        model.Import = new int[draft.Slots];
        model.Export = new int[draft.Slots];
        for (var t = 0; t < draft.Slots; t++)
        {
            var fixedLoad = model.Site.Expected(t);
            var row = draft.Row(Part.Balance, 0, t, fixedLoad, fixedLoad);
            var (most, least) = (fixedLoad, fixedLoad);
            foreach (var vehicle in model.Vehicles)
            {
                Take(vehicle.Charge[t], vehicle.MaxPower);
                Give(vehicle.Discharge[t], (vehicle.Vehicle.Discharge?.Max.Value ?? 0) / 1000);
            }

            foreach (var store in model.Stores)
            {
                Take(store.Charge[t], store.Battery.MaxCharge.Value / 1000);
                Give(store.Discharge[t], store.Battery.MaxDischarge.Value / 1000);
            }

            foreach (var pv in model.Pv)
            {
                Give(pv.Power[t], pv.Pv.Forecast[t].Value / 1000);
            }

            var (import, export) = (ImportPrice(problem.Prices, t), At(problem.Prices.ExportPerKwh, t));
            model.Import[t] = draft.Column(Part.GridImport, 0, t, 0, Math.Max(0, most), import * draft.Hours[t]);
            model.Export[t] = draft.Column(Part.GridExport, 0, t, 0, Math.Max(0, -least), -export * draft.Hours[t]);
            draft.Linear.Entry(row, model.Import[t], 1);
            draft.Linear.Entry(row, model.Export[t], -1);
            if (export > import)
            {
                model.Exclusive.Add(new Exclusive(model.Import[t], model.Export[t], 1, ModelKey.Of(Part.GridImport, 0, 0, (uint)t)) { IsGrid = true });
            }

            void Take(int column, double upper)
            {
                if (column >= 0)
                {
                    draft.Linear.Entry(row, column, -1);
                    most += upper;
                }
            }

            void Give(int column, double upper)
            {
                if (column >= 0)
                {
                    draft.Linear.Entry(row, column, 1);
                    least -= upper;
                }
            }
        }

        if (problem.Demand is { PerKw: > 0 } demand)
        {
            Quarters(draft, model, demand);
        }
    }

    /// <summary>Money per kWh that the goal counts for import: the price and what its CO2 counts.</summary>
    public static double ImportPrice(PlanPrices prices, int slot) => At(prices.ImportPerKwh, slot) + (At(prices.Co2GramsPerKwh, slot) / 1000 * prices.Co2PerKg);

    public static double At(System.Collections.Immutable.ImmutableArray<double> series, int slot) => series.IsEmpty ? 0 : series[slot];

    /// <summary>The clock-aligned quarters that the plan touches: number since the epoch, and hours of each slot within it.</summary>
    public static IEnumerable<(long Quarter, List<(int Slot, double Hours)> Parts)> Of(PlanningProblem problem, double[] from)
    {
        var start = problem.Start.ToUnixTimeMilliseconds() / 3_600_000.0;
        (long Quarter, List<(int, double)> Parts)? current = null;
        for (var t = 0; t + 1 < from.Length; t++)
        {
            var (begin, end) = (start + from[t], start + from[t + 1]);
            for (var quarter = (long)Math.Floor((begin * 4) + 1e-6); quarter / 4.0 < end - 1e-6; quarter++)
            {
                var part = Math.Min(end, (quarter + 1) / 4.0) - Math.Max(begin, quarter / 4.0);
                if (current is { } open && open.Quarter == quarter)
                {
                    open.Parts.Add((t, part));
                    continue;
                }

                if (current is { } done)
                {
                    yield return done;
                }

                current = (quarter, [(t, part)]);
            }
        }

        if (current is { } last)
        {
            yield return last;
        }
    }

    private static void Quarters(Draft draft, PlanModel model, DemandCharge demand)
    {
        var peak = demand.PeakSoFar.Value / 1000;
        var most = 0.0;
        for (var t = 0; t < draft.Slots; t++)
        {
            most = Math.Max(most, Math.Max(0, model.Site.Expected(t)) + model.Vehicles.Sum(vehicle => vehicle.MaxPower) + model.Stores.Sum(store => store.Battery.MaxCharge.Value / 1000));
        }

        model.Peak = draft.Column(Part.Peak, 0, Draft.Always, 0, Math.Max(1, most + (demand.QuarterSoFar.Value / 250)), demand.PerKw);
        var isFirst = true;
        var wholeSlot = -1;
        foreach (var (_, parts) in Of(draft.Problem, draft.From))
        {
            var isWhole = parts is [var only] && Math.Abs(only.Hours - 0.25) < 1e-9;
            if (!isFirst && isWhole && wholeSlot == parts[0].Slot)
            {
                // The other quarters of the same hour say the same.
                continue;
            }

            wholeSlot = isWhole ? parts[0].Slot : -1;
            var soFar = isFirst ? demand.QuarterSoFar.Value / 1000 / 0.25 : 0;
            var row = draft.Row(Part.Quarter, 0, parts[0].Slot, double.NegativeInfinity, peak - soFar, isFirst ? 1 : 0);
            foreach (var (slot, hours) in parts)
            {
                draft.Linear.Entry(row, model.Import[slot], hours / 0.25);
            }

            draft.Linear.Entry(row, model.Peak, -1);
            isFirst = false;
        }
    }
}
