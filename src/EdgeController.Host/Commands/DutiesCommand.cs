using System.CommandLine;
using EdgeController.Host.Planning;

namespace EdgeController.Host.Commands;

/// <summary><c>duties SITE [FILE]</c>: checks a duty plan, one sentence for each bad line, and prints what the good ones mean.</summary>
internal static class DutiesCommand
{
    /// <summary>Exit code where a line is bad.</summary>
    public const int BadLines = 1;

    public static Command Create(TextWriter output, TextWriter error)
    {
        var site = new Argument<string>("site") { Description = "The site file (site.yaml)." };
        var file = new Argument<string?>("file") { Description = "Another duty plan than the site file's own (planning.duties).", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("duties", "Check a duty plan (CSV): one sentence for each bad line, and what the good ones mean.") { site, file };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(site), parsed.GetValue(file), output, error));
        return command;
    }

    public static int Run(string path, string? file, TextWriter output, TextWriter error)
    {
        if (SiteLoading.Load(path, SiteLoading.Templates(path), error) is not { } site)
        {
            return ExitCode.SiteFileErrors;
        }

        if ((file ?? PlanInputs.DutiesOf(site, SiteLoading.FolderOf(path))) is not { } duties)
        {
            error.WriteLine($"{path}: names no duty plan; write planning.duties, or name a file");
            return ExitCode.Usage;
        }

        var zone = TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone);
        var plan = DutyText.ReadFile(duties, site, zone);
        foreach (var duty in plan.Duties)
        {
            var bay = duty.Evse is { } evse ? site.Evses[evse].Id.ToString() : "any bay";
            var energy = duty.Energy is { } needs ? FormattableString.Invariant($", {needs.Value / 1000:0.#} kWh") : "";
            output.WriteLine(FormattableString.Invariant(
                $"line {duty.Line}: {duty.Vehicle ?? "any vehicle"} in {bay}, {TimeZoneInfo.ConvertTime(duty.Arrival, zone):yyyy-MM-dd HH:mm zzz} to {TimeZoneInfo.ConvertTime(duty.Departure, zone):yyyy-MM-dd HH:mm zzz}{energy}"));
        }

        foreach (var hint in plan.Hints)
        {
            output.WriteLine($"hint: {hint}");
        }

        foreach (var problem in plan.Problems)
        {
            error.WriteLine(problem);
        }

        output.WriteLine($"{duties}: {plan.Duties.Length} duties, {plan.Problems.Length} bad lines");
        return plan.Problems.IsEmpty ? 0 : BadLines;
    }
}
