using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Simulator.Electrical;

namespace EdgeController.Simulator.World;

/// <summary>The limits under which the ideal shares: per circuit three for the phases, one for power and one for apparent power.</summary>
internal static class IdealLimits
{
    public const int PerCircuit = 5;
    private const int Power = 3;
    private const int Apparent = 4;
    private const double ReserveFactor = 1.13;

    public static void Set(Site site, SharedLimit[] limits, PlannedSession?[] vehicles, bool[] drew, BuildingLoad[] loads, int newcomers)
    {
        foreach (var limit in limits)
        {
            Array.Clear(limit.Weights);
            limit.Capacity = 0;
        }

        for (var c = 0; c < site.Circuits.Length; c++)
        {
            SetCircuit(site, c, limits, loads, Room(site, c, vehicles, newcomers), Room(site, c, vehicles, vehicles.Length));
        }

        var volts = site.NominalVoltage.Value;
        for (var e = 0; e < vehicles.Length; e++)
        {
            if (vehicles[e] is not { } session)
            {
                continue;
            }

            var station = site.Stations[site.Evses[e].Station];
            var terminals = station.Rotation.Terminals;
            foreach (var circuit in site.Circuits[station.Circuit].PathToRoot)
            {
                for (var t = 0; t < terminals.Length && (!drew[e] || t < session.Vehicle.Phases); t++)
                {
                    limits[(circuit * PerCircuit) + (int)terminals[t]].Weights[e] = 1;
                    limits[(circuit * PerCircuit) + Power].Weights[e] += volts;
                    limits[(circuit * PerCircuit) + Apparent].Weights[e] += volts;
                }
            }
        }
    }

    private static void SetCircuit(Site site, int c, SharedLimit[] limits, BuildingLoad[] loads, double[] room, double[] arrivals)
    {
        var circuit = site.Circuits[c];
        double watts = 0, assumedWatts = 0, roomWatts = 0, arrivalWatts = 0;
        var volts = site.NominalVoltage.Value;
        foreach (var phase in PerPhase.Each)
        {
            double actual = 0, assumed = 0;
            for (var below = c; below < site.Circuits.Length; below++)
            {
                if (site.Circuits[below].PathToRoot.Contains(c))
                {
                    actual += loads[below][phase] + site.Circuits[below].Standby[phase].Value;
                    assumed += site.AssumedOn(site.Circuits[below])[phase].Value;
                }
            }

            var counted = circuit.Meter is null ? assumed : actual;
            watts += counted * volts;
            assumedWatts += assumed * volts;
            roomWatts += room[(int)phase] * volts;
            arrivalWatts += arrivals[(int)phase] * volts;
            var usable = site.Margin.Usable(circuit.LimitAmps[phase]).Value - counted - room[(int)phase];
            var reserve = (ReserveFactor * circuit.LimitAmps[phase].Value) - assumed - arrivals[(int)phase];
            limits[(c * PerCircuit) + (int)phase].Capacity = Math.Max(0, Math.Min(usable, reserve));
        }

        double Total(double? limit) => limit is not { } known
            ? double.PositiveInfinity
            : Math.Max(0, Math.Min(site.Margin.Usable(new Watts(known)).Value - watts - roomWatts, (ReserveFactor * known) - assumedWatts - arrivalWatts));
        limits[(c * PerCircuit) + Power].Capacity = Total(circuit.LimitPower?.Value);
        limits[(c * PerCircuit) + Apparent].Capacity = Total(circuit.LimitApparent?.Value);
    }

    // Free EVSEs below the circuit, the first few of them, at their station's fallback on each phase that it is wired to.
    private static double[] Room(Site site, int c, PlannedSession?[] vehicles, int newcomers)
    {
        var room = new double[3];
        for (var e = 0; e < vehicles.Length && newcomers > 0; e++)
        {
            var station = site.Stations[site.Evses[e].Station];
            if (vehicles[e] is not null || !site.Circuits[station.Circuit].PathToRoot.Contains(c))
            {
                continue;
            }

            newcomers--;
            foreach (var phase in station.Rotation.Terminals)
            {
                room[(int)phase] += station.Fallback.Value;
            }
        }

        return room;
    }
}
