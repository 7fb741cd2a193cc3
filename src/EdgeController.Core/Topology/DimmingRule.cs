using EdgeController.Core.Units;

namespace EdgeController.Core.Topology;

/// <summary>
/// How the grid operator may dim the charging stations (section 14a EnWG, BNetzA BK6-22-300): while dimmed, all charging together draws at
/// most <see cref="Minimum"/> from the grid; the building's own load is not concerned.
/// </summary>
public sealed record DimmingRule
{
    /// <summary>What each controllable device keeps at least.</summary>
    public static readonly Watts PerDevice = new(4200);

    /// <summary>Circuit whose EVSEs are dimmed; null for all of the site.</summary>
    public int? Circuit { get; init; }

    /// <summary>P_min: what is left while dimmed; the grid operator cannot ask for less.</summary>
    public required Watts Minimum { get; init; }

    /// <summary>The contact that the signal comes from; null where it comes over HTTP.</summary>
    public DigitalInput? Input { get; init; }

    /// <summary>How often the signal has to be repeated.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A signal that was not repeated for so long is lost, which counts as dimmed.</summary>
    public TimeSpan LostAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>P_min of <paramref name="devices"/> charging points behind one energy management: 4.2 kW + (n - 1) x simultaneity x 4.2 kW (BK6-22-300, annex 1, 4.5).</summary>
    public static Watts MinimumOf(int devices) => devices <= 0 ? Watts.Zero : PerDevice + (PerDevice * ((devices - 1) * Simultaneity(devices)));

    /// <summary>Simultaneity factor (GZF) for so many devices.</summary>
    public static double Simultaneity(int devices) => devices switch
    {
        <= 1 => 1,
        >= 9 => 0.45,
        _ => 0.90 - (0.05 * devices),
    };
}
