using EdgeController.Core.Topology;
using EdgeController.Host.Simulation;
using EdgeController.Simulator.World;

namespace EdgeController.Host.Commands;

/// <summary>The option <c>--adversary</c> of <c>simulate</c>, and what is printed about it.</summary>
internal static class AdversaryText
{
    public static (bool Good, AdversaryOptions? Value) Read(string text) => text switch
    {
        "all" => (true, new AdversaryOptions()),
        "back-end" => (true, new AdversaryOptions { Stations = false }),
        "stations" => (true, new AdversaryOptions { BackEnd = false }),
        _ => (false, null),
    };

    /// <summary>Why there can be no adversary; null where there can.</summary>
    public static string? Problem(Site site, TimeSpan length) =>
        site.Stations.Any(station => station.Csms is null) ? "--adversary: there are stations without a back end (csms: none); give all of them one under 'csms'"
        : length < AdversaryOptions.Shortest ? FormattableString.Invariant($"--adversary: a run of {length.TotalHours:0.##} h is too short; write --hours 1 or more")
        : null;

    public static void Write(AdversaryOutcome outcome, TextWriter output, TextWriter error)
    {
        output.WriteLine(FormattableString.Invariant(
            $"adversary: {outcome.Absences} absences, {outcome.Calls} calls; profiles {outcome.ProfilesAccepted} accepted, {outcome.ProfilesRefused} refused; {outcome.AnswersCompared} answers about profiles compared"));
        output.WriteLine(FormattableString.Invariant(
            $"records: {outcome.Transactions} transactions, {outcome.Messages} messages; {outcome.Lost} lost, {outcome.Repeats} repeated after a lost answer, {outcome.Thinned} values thinned as asked")
            + (outcome.WorstAboveCapAmps is { } amps ? FormattableString.Invariant($"; at most {Math.Max(0, amps):0.0} A above the back end's limit") : string.Empty));
        foreach (var wrong in outcome.Wrong)
        {
            error.WriteLine($"not as promised: {wrong}");
        }
    }
}
