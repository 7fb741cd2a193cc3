using EdgeController.Core.Control;
using EdgeController.Simulator.World;

namespace EdgeController.Host.Simulation;

/// <summary>The book of what held charging back, as a run's report has it: all days together.</summary>
internal static class LossOutcomes
{
    public static IReadOnlyList<LossOutcome> Of(IEnumerable<DayLosses> days) =>
    [
        .. days.SelectMany(day => day.Losses).GroupBy(loss => loss.Cause)
            .Select(group => new LossOutcome(
                group.Key.Code.ToString(), group.Key.Subject, group.Key.Phase?.ToString(), group.Key.Source, group.Key.Sentence,
                Kwh(group.Sum(loss => loss.HeldBack.Value)), Kwh(group.Sum(loss => loss.Missing.Value))))
            .Where(loss => loss.HeldBackKwh > 0 || loss.MissingKwh > 0)
            .OrderByDescending(loss => loss.HeldBackKwh).ThenBy(loss => loss.Sentence, StringComparer.Ordinal),
    ];

    private static double Kwh(double wattHours) => Math.Round(wattHours / 1000, 2);
}
