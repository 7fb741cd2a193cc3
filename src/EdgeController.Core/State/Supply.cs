using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>
/// How many real amperes a direct-current station's nominal ampere is: it holds its power, so that it draws more current where the voltage
/// is low (fault F6). Stations on alternating current hold their current: 1.
/// </summary>
public static class Supply
{
    /// <summary>Taken where no meter on the way to the grid tells the voltage (EN 50160: 10 % below nominal).</summary>
    private const double Unknown = 0.9;

    /// <summary>Below this share of the nominal voltage converters stop.</summary>
    private const double Least = 0.7;

    /// <summary>The stretch that limits are kept by, in whole percent above 1, rounded up; a voltage above nominal never lowers it.</summary>
    public static int StretchPercent(SiteSnapshot snapshot, Station station, Instant now)
    {
        if (station.Dc is null)
        {
            return 0;
        }

        var nominal = snapshot.Site.NominalVoltage.Value;
        var lowest = Nearest(snapshot, station, now) is { Lowest.Value: { } told } ? told.Value : nominal * Unknown;
        return (int)Math.Ceiling(((nominal / Math.Clamp(lowest, nominal * Least, nominal)) - 1) * 100 - 1e-6);
    }

    /// <summary>The stretch as a factor.</summary>
    public static double Stretch(SiteSnapshot snapshot, Station station, Instant now) => 1 + (StretchPercent(snapshot, station, now) / 100.0);

    /// <summary>The best estimate at this moment, for taking a station's measurement off a meter's: by the voltage that this meter shows.</summary>
    public static double Measured(Site site, Station station, PerPhase<Volts>? voltage)
    {
        if (station.Dc is null || voltage is not { } told)
        {
            return 1;
        }

        var share = (told.L1.Value + told.L2.Value + told.L3.Value) / (3 * site.NominalVoltage.Value);
        return share >= Least && share <= 2 - Least ? 1 / share : 1;
    }

    private static MeterState? Nearest(SiteSnapshot snapshot, Station station, Instant now)
    {
        foreach (var circuit in snapshot.Site.Circuits[station.Circuit].PathToRoot)
        {
            if (CircuitMeters.Best(snapshot, snapshot.Site.Circuits[circuit], now) is var (meter, _) && snapshot.Meters[meter] is { LastGoodAt: { } last, Lowest.Value: not null } state
                && now - last < MeterQuality.Blind(snapshot.Site.Meters[meter], snapshot.Site.Staleness))
            {
                return state;
            }
        }

        return null;
    }
}
