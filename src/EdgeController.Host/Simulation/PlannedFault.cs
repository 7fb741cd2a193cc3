using EdgeController.Simulator.Electrical;
using EdgeController.Simulator.SunSpec;

namespace EdgeController.Host.Simulation;

/// <summary>The faults that a run can be given by name.</summary>
public enum FaultName
{
    /// <summary>A meter answers nothing (catalogue A1). Target: the meter; default: the first.</summary>
    MeterUnplugged,

    /// <summary>A meter answers with exceptions (A8).</summary>
    MeterException,

    /// <summary>A meter sends "not a number" (catalogue A4). Target: the meter; default: the first.</summary>
    MeterNan,

    /// <summary>A meter serves the same values for ever (A2).</summary>
    MeterFrozen,

    /// <summary>A meter shows import as export (A3).</summary>
    MeterSignFlipped,

    /// <summary>A meter sends the patterns that mean "not available" (A5).</summary>
    MeterSentinel,

    /// <summary>A meter shows a tenth of the truth (A6, the dangerous direction).</summary>
    MeterScaledDown,

    /// <summary>A meter shows ten times the truth (A6).</summary>
    MeterScaledUp,

    /// <summary>A meter sends kilowatts where watts are due (A6).</summary>
    MeterPowerInKilowatts,

    /// <summary>The words of a meter's numbers change places (A7).</summary>
    MeterWordsSwapped,

    /// <summary>A meter refreshes only every ten seconds (A12).</summary>
    MeterSlow,

    /// <summary>A meter's currents stand at the top of their range (A13).</summary>
    MeterSaturated,

    /// <summary>A meter loses its first phase (A14).</summary>
    MeterPhaseLost,

    /// <summary>A meter's first clamp is turned (A16).</summary>
    MeterClampReversed,

    /// <summary>A meter's gateway answers with answers to earlier polls, at last a minute old (A9).</summary>
    MeterAnswersLate,

    /// <summary>A gateway exchanges the answers of the meter and the next one (A9).</summary>
    MeterUnitsSwapped,

    /// <summary>The controller's process is killed and comes back after leases are over (catalogue E1).</summary>
    ControllerKilled,

    /// <summary>All uncontrolled load steps to what the site file assumes at most (catalogue F1).</summary>
    LoadToAssumed,

    /// <summary>A station's network is gone (catalogue D1). Target: the station; default: the first.</summary>
    StationOffline,

    /// <summary>The back end cannot be reached (catalogue C1).</summary>
    CsmsAway,

    /// <summary>A PV inverter is off from one second to the next (catalogue F4). Target: the resource; default: the first PV.</summary>
    PvTrip,

    /// <summary>A battery charges from the grid at full power (catalogue F5). Target: the resource; default: the first battery.</summary>
    BatteryCharges,

    /// <summary>A SunSpec device answers nothing; what it does goes on until its timers end. Target: the resource; default: the first that is steered.</summary>
    ResourceKilled,

    /// <summary>A SunSpec device serves its last registers for ever.</summary>
    ResourceFrozen,

    /// <summary>A SunSpec device keeps what is written into it and does not do it.</summary>
    ResourceIgnores,

    /// <summary>A SunSpec device confirms writes and keeps nothing.</summary>
    ResourceKeepsNothing,
}

/// <summary>A fault, when it begins and what it hits: <c>NAME[@hh:mm[:ss]][:target]</c>.</summary>
public sealed record PlannedFault(FaultName Name, TimeSpan At, string? Target)
{
    /// <summary>How long it lasts.</summary>
    public TimeSpan Lasts { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The name on the command line and in reports.</summary>
    public string Word => WordOf(Name);

    /// <summary>The simulated meter's fault that this is; null where it hits something else.</summary>
    public MeterFault? MeterFault => Name switch
    {
        FaultName.MeterUnplugged => Simulator.Electrical.MeterFault.Unplugged,
        FaultName.MeterException => Simulator.Electrical.MeterFault.Exception,
        FaultName.MeterNan => Simulator.Electrical.MeterFault.NotANumber,
        FaultName.MeterFrozen => Simulator.Electrical.MeterFault.Frozen,
        FaultName.MeterSignFlipped => Simulator.Electrical.MeterFault.SignFlipped,
        FaultName.MeterSentinel => Simulator.Electrical.MeterFault.Sentinel,
        FaultName.MeterScaledDown => Simulator.Electrical.MeterFault.ScaledDown,
        FaultName.MeterScaledUp => Simulator.Electrical.MeterFault.ScaledUp,
        FaultName.MeterPowerInKilowatts => Simulator.Electrical.MeterFault.PowerInKilowatts,
        FaultName.MeterWordsSwapped => Simulator.Electrical.MeterFault.WordsSwapped,
        FaultName.MeterSlow => Simulator.Electrical.MeterFault.Slow,
        FaultName.MeterSaturated => Simulator.Electrical.MeterFault.Saturated,
        FaultName.MeterPhaseLost => Simulator.Electrical.MeterFault.PhaseLost,
        FaultName.MeterClampReversed => Simulator.Electrical.MeterFault.ClampReversed,
        FaultName.MeterAnswersLate => Simulator.Electrical.MeterFault.AnswersLate,
        FaultName.MeterUnitsSwapped => Simulator.Electrical.MeterFault.UnitsSwapped,
        _ => null,
    };

    /// <summary>The SunSpec device's fault that this is; null where it hits something else.</summary>
    public SunSpecFault? SunSpecFault => Name switch
    {
        FaultName.ResourceKilled => Simulator.SunSpec.SunSpecFault.Killed,
        FaultName.ResourceFrozen => Simulator.SunSpec.SunSpecFault.Frozen,
        FaultName.ResourceIgnores => Simulator.SunSpec.SunSpecFault.IgnoresOrders,
        FaultName.ResourceKeepsNothing => Simulator.SunSpec.SunSpecFault.KeepsNothing,
        _ => null,
    };

    /// <summary>The kind of resource that it hits; null where it hits something else.</summary>
    public Core.Topology.ResourceKind? Hits => Name switch
    {
        FaultName.PvTrip => Core.Topology.ResourceKind.Pv,
        FaultName.BatteryCharges => Core.Topology.ResourceKind.Battery,
        _ => null,
    };

    public static IEnumerable<string> Words => Enum.GetValues<FaultName>().Select(WordOf);

    /// <summary>Reads the command line's form; null where it is not one.</summary>
    public static PlannedFault? Parse(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var nameEnd = at >= 0 ? at : colon >= 0 ? colon : text.Length;
        var names = Enum.GetValues<FaultName>().Where(name => WordOf(name) == text[..nameEnd]).ToList();
        if (names.Count == 0)
        {
            return null;
        }

        var time = TimeSpan.FromHours(10);
        string? target = null;
        if (at >= 0)
        {
            var rest = text[(at + 1)..];
            var parts = rest.Split(':');
            var digits = parts.TakeWhile(part => part.Length is 1 or 2 && part.All(char.IsAsciiDigit)).Take(3).ToList();
            if (digits.Count < 2 || Commands.SpanText.Parse(digits.Count == 2 ? $"{digits[0]}:{digits[1]}" : string.Join(':', digits)) is not { } span)
            {
                return null;
            }

            time = span;
            target = parts.Length > digits.Count ? string.Join(':', parts[digits.Count..]) : null;
        }
        else if (colon >= 0)
        {
            target = text[(colon + 1)..];
        }

        return new PlannedFault(names[0], time, target is { Length: 0 } ? null : target);
    }

    /// <summary>A sentence where the site does not have what the fault is to hit; null where it has.</summary>
    public string? TargetProblem(Core.Topology.Site site) => Name switch
    {
        _ when MeterFault is not null && !site.Meters.Any(meter => Target is null || meter.Id.Value == Target) =>
            $"--fault {Word}: the site has no meter '{Target}'; it has {string.Join(", ", site.Meters.Select(meter => meter.Id))}",
        FaultName.StationOffline when !site.Stations.Any(station => Target is null || station.Id.Value == Target) =>
            $"--fault {Word}: the site has no station '{Target}'",
        _ when SunSpecFault is not null && !site.Resources.Any(resource => resource.Control is not null && (Target is null || resource.Id == Target)) =>
            $"--fault {Word}: the site has no steered resource{(Target is null ? string.Empty : $" '{Target}'")} under 'der'",
        _ when Hits is { } kind && !site.Resources.Any(resource => resource.Kind == kind && (Target is null || resource.Id == Target)) =>
            $"--fault {Word}: the site has no such resource{(Target is null ? string.Empty : $" '{Target}'")} under 'der'",
        _ => null,
    };

    private static string WordOf(FaultName name) => string.Concat(name.ToString().Select((letter, i) =>
        char.IsUpper(letter) ? (i > 0 ? "-" : string.Empty) + char.ToLowerInvariant(letter) : letter.ToString()));
}
