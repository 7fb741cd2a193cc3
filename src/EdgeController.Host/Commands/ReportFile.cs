using EdgeController.Simulator.World;

namespace EdgeController.Host.Commands;

/// <summary>Writes a run's report and turns it into an exit code.</summary>
internal static class ReportFile
{
    /// <summary>A sentence where no report can be written to that file: better said before the run than after it.</summary>
    public static string? Problem(string? path)
    {
        if (path is null)
        {
            return null;
        }

        try
        {
            using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return $"--report {path}: cannot be written: {e.Message}";
        }
    }

    public static int Finish(RunReport report, string? path, TextWriter output, TextWriter error)
    {
        if (path is not null)
        {
            try
            {
                File.WriteAllText(path, report.ToJson() + "\n");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                error.WriteLine($"{path}: the report cannot be written: {e.Message}");
                return ExitCode.Usage;
            }
        }

        foreach (var circuit in report.Circuits)
        {
            output.WriteLine(FormattableString.Invariant(
                $"{circuit.Id,-12} {circuit.Phase ?? (circuit.LimitKva is null ? "kW" : "kVA"),-3} limit {circuit.LimitAmps ?? circuit.LimitKw ?? circuit.LimitKva,6:0.#}  worst {circuit.WorstRatio,6:0.000}  over {circuit.SecondsOverLimit,4} s (longest {circuit.LongestOverLimitSeconds} s)  trips {circuit.BreakerTrips}"));
        }

        var sessions = report.Sessions;
        output.WriteLine(FormattableString.Invariant(
            $"sessions {sessions.Count}: delivered {sessions.DeliveredKwh:0.0} of {sessions.RequestedKwh:0.0} kWh requested, {sessions.IdealKwh:0.0} kWh ideal; peak {report.PeakKw:0.0} kW")
            + (report.Hours >= 1 ? FormattableString.Invariant($"; profile writes per station and day: median {report.ProfileWritesPerStationDay.Median:0}, max {report.ProfileWritesPerStationDay.Max:0}") : string.Empty));
        if (report is { Hours: >= 1, ProfileWritesByCause: { } causes })
        {
            output.WriteLine(FormattableString.Invariant(
                $"writes per station and day (median, max): decreases {causes.Decreases.Median:0}, {causes.Decreases.Max:0}; increases {causes.Increases.Median:0}, {causes.Increases.Max:0}; renewals {causes.Renewals.Median:0}, {causes.Renewals.Max:0}; fallback and clearing {causes.Fallbacks.Median:0}, {causes.Fallbacks.Max:0}; station-days over budget {causes.StationDaysOverBudget}"));
        }

        if (report.Losses is { Count: > 0 } losses)
        {
            output.WriteLine(FormattableString.Invariant(
                $"held back {losses.Sum(loss => loss.HeldBackKwh):0.0} kWh, of which {losses.Sum(loss => loss.MissingKwh):0.0} kWh were missing when vehicles left:"));
            foreach (var loss in losses.Take(5))
            {
                output.WriteLine(FormattableString.Invariant($"  {loss.HeldBackKwh,8:0.0} kWh  {loss.Sentence}"));
            }
        }

        foreach (var (what, energy) in new[] { ("energy", report.Energy), ("  left to themselves", report.EnergyUnsteered) })
        {
            if (energy is not null)
            {
                output.WriteLine(FormattableString.Invariant(
                    $"{what,-20} sun {energy.SunKwh,6:0.0} kWh ({energy.HeldBackKwh:0.0} held back), used on site {energy.SelfConsumption,5:0.0%}; import {energy.ImportKwh,6:0.0}, export {energy.ExportKwh,6:0.0} kWh; peak quarter-hour {energy.PeakQuarterKw:0.0} kW; longest over an export limit {energy.LongestOverExportSeconds} s"));
            }
        }

        foreach (var fault in report.Faults)
        {
            output.WriteLine(FormattableString.Invariant($"fault {fault.Name}: safe after {fault.SecondsToSafe:0.#} s, worst {fault.WorstRatio:0.000}, {(fault.Passed ? "passed" : "FAILED")}"));
        }

        if (report.Adversary is { } adversary)
        {
            AdversaryText.Write(adversary, output, error);
        }

        if (report.Overloaded)
        {
            error.WriteLine("overload: a breaker tripped or a circuit was over its limit for longer or by more than promised");
            return ExitCode.Overload;
        }

        return report.Faults.All(fault => fault.Passed) && report.Adversary is null or { Passed: true } ? ExitCode.Ok : ExitCode.Overload;
    }
}
