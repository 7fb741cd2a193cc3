using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Ocpp.Mapping;

/// <summary>What a station's samples say that flows out of a vehicle, with the sign that the site gives it: negative currents and power.</summary>
internal static class GivenBack
{
    /// <summary>So much is noise: the vehicle does not give.</summary>
    private const double Nothing = 20;

    /// <summary>Null where nothing is given back: the samples are then read like those of every other station.</summary>
    public static EvseMetered? Map(Instant at, EvseId evse, Station station, Volts nominal, ReadOnlySpan<Reading> samples, WattHours? energy)
    {
        var power = PhaseReadings.Of(samples, "Power.Active.Export", "W");
        var current = PhaseReadings.Of(samples, "Current.Export", "A");
        var volts = PhaseReadings.Of(samples, "Voltage", "V");
        var terminals = station.Rotation.Terminals.Length;
        var byCurrent = current.Any || current.Total is not null;
        var watts = power.Total ?? (power.Has(station.Rotation) ? power.Sum(station.Rotation) : byCurrent && station.Dc is null ? ByCurrent(current, volts, terminals, nominal) : null);
        if (watts is null && station.Dc is not null && current.Total is { } amps && volts.Total is { } battery)
        {
            watts = amps * battery;
        }

        // A station that measures in both directions says zero of the one in which nothing flows.
        if (watts is not > Nothing)
        {
            return null;
        }

        if (station.Dc is { } dc)
        {
            // What the converter loses never reaches the grid.
            var each = new Amperes(-watts.Value * dc.Efficiency / (3 * nominal.Value));
            return new EvseMetered(at, evse, PerPhase.All(each), new Watts(-watts.Value), energy);
        }

        var phases = PerPhase.All(0.0);
        for (var terminal = 0; terminal < terminals; terminal++)
        {
            phases = phases.With((Phase)terminal, -Amps(current, power, watts.Value, terminal, terminals, nominal));
        }

        return new EvseMetered(at, evse, station.Rotation.ToSite(phases.Select(static amps => new Amperes(amps)), Amperes.Zero), new Watts(-watts.Value), energy);
    }

    private static double ByCurrent(in PhaseReadings current, in PhaseReadings volts, int terminals, Volts nominal)
    {
        var sum = 0.0;
        for (var terminal = 0; terminal < terminals; terminal++)
        {
            sum += (current.Any ? current[terminal] ?? 0 : current.Total ?? 0) * ((volts[terminal] ?? volts.Total) is { } measured && measured > nominal.Value / 2 ? measured : nominal.Value);
        }

        return sum;
    }

    private static double Amps(in PhaseReadings current, in PhaseReadings power, double watts, int terminal, int terminals, Volts nominal) => Math.Max(
        0,
        current.Any && !current.Spoilt ? current[terminal] ?? 0
        : power[terminal] is { } own ? own / nominal.Value
        : watts / terminals / nominal.Value);
}
