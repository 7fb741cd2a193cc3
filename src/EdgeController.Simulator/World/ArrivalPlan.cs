using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Simulator.Vehicles;

namespace EdgeController.Simulator.World;

/// <summary>One visit: from cable in to cable out, as times since the simulation's start.</summary>
public sealed record PlannedSession(int Evse, TimeSpan Arrival, TimeSpan Departure, VehicleTraits Vehicle);

/// <summary>All visits of a simulated period, ordered by arrival; the same site, scenario and seed give the same plan.</summary>
public static class ArrivalPlan
{
    private static readonly double[] DcWatts = [50_000, 80_000, 100_000, 120_000, 150_000, 200_000, 250_000];
    private static readonly double[] ChargerAmps = [10, 13, 16, 16, 16, 16, 20, 25, 32, 32];

    public static IReadOnlyList<PlannedSession> Create(Site site, Scenario scenario, SeededRandom random)
    {
        if (scenario.Sessions is { } planned)
        {
            return planned;
        }

        var sessions = new List<PlannedSession>();
        foreach (var evse in site.Evses)
        {
            Plan(site, evse, scenario, random.Fork("arrivals " + evse.Id), sessions);
        }

        sessions.Sort((a, b) => a.Arrival != b.Arrival ? a.Arrival.CompareTo(b.Arrival) : a.Evse.CompareTo(b.Evse));
        return sessions;
    }

    private static void Plan(Site site, Evse evse, Scenario scenario, SeededRandom random, List<PlannedSession> sessions)
    {
        var parameters = scenario.Arrivals;
        var firstHour = scenario.StartTimeOfDay.TotalHours;
        var lastHour = firstHour + scenario.Duration.TotalHours;
        var freeFrom = firstHour;
        if (parameters.Waves is { } waves && !parameters.PluggedInAtStart)
        {
            freeFrom = double.NegativeInfinity;
            Come(waves);
            return;
        }

        if (parameters.PluggedInAtStart)
        {
            Add(firstHour, firstHour + random.Uniform(6, 10), large: true);
        }
        else if (random.Chance(parameters.OvernightShare) && firstHour < 5)
        {
            Add(firstHour, random.Uniform(5.5, 7), large: false);
        }

        for (var midnight = 0.0; midnight < lastHour; midnight += 24)
        {
            Wave(parameters.MorningShare, midnight + 6.5, midnight + 10, 6, 10);
            Wave(parameters.AfternoonShare, midnight + 12, midnight + 18, 2, 8);
            Wave(parameters.OvernightShare, midnight + 18.5, midnight + 22.5, 8, 11);
        }

        void Wave(double share, double from, double to, double leastStay, double mostStay)
        {
            var taken = random.Chance(share);
            var arrival = 0.0;
            for (var draw = 0; draw < parameters.ArrivalDraws; draw++)
            {
                arrival += random.Uniform(from, to) / parameters.ArrivalDraws;
            }

            var stay = random.Uniform(leastStay, mostStay);
            arrival = Math.Max(arrival, freeFrom + 0.1);
            if (taken && arrival <= to && arrival >= firstHour && arrival < lastHour)
            {
                Add(arrival, arrival + stay, large: false);
            }
        }

        // From the evening before on: whoever came then and is still there is plugged in from the start, with the rest of its request.
        void Come(IReadOnlyList<ArrivalWave> some)
        {
            for (var midnight = -24.0; midnight < lastHour; midnight += 24)
            {
                foreach (var wave in some)
                {
                    var taken = random.Chance(wave.Share);
                    var arrival = midnight + random.Uniform(wave.From, wave.To);
                    var departure = Math.Max(midnight + random.Uniform(wave.LeaveFrom, wave.LeaveTo), arrival + 0.5);
                    if (taken && arrival >= freeFrom + 0.1 && arrival < lastHour && departure > firstHour + 0.5)
                    {
                        Add(Math.Max(arrival, firstHour), departure, large: false);
                    }
                }
            }
        }

        void Add(double arrival, double departure, bool large)
        {
            freeFrom = departure;
            var station = site.Stations[evse.Station];
            var vehicle = station.Dc is { } dc ? DcVehicle(parameters, random, dc, departure - arrival, site.NominalVoltage) : Vehicle(parameters, random, large, departure - arrival, station.Max.Value, station.Rotation.Terminals.Length);
            sessions.Add(new PlannedSession(evse.Index, Whole(arrival - firstHour), Whole(departure - firstHour), station.V2x is { } v2x ? GivesBack(vehicle, station, v2x, site.NominalVoltage) : vehicle));
        }
    }

    /// <summary>Who stands at a bidirectional station can give back, unless it loads fewer phases than that has or never wakes.</summary>
    private static VehicleTraits GivesBack(VehicleTraits vehicle, Station station, V2xRating v2x, Volts nominal)
    {
        var phases = station.Rotation.Terminals.Length;
        return vehicle.Phases == phases && vehicle.SleepsFor == TimeSpan.Zero
            ? vehicle with { Battery = new VehicleBattery(Math.Max(60_000, vehicle.RequestedWattHours * 1.25), v2x.Discharge.Value / nominal.Value / phases) }
            : vehicle;
    }

    private static TimeSpan Whole(double hours) => TimeSpan.FromSeconds(Math.Round(hours * 3600));

    /// <summary>A vehicle with a large battery that takes direct current, in nominal amperes of the grid.</summary>
    private static VehicleTraits DcVehicle(ArrivalParameters parameters, SeededRandom random, DcSupply dc, double stayHours, Volts nominal)
    {
        var watts = DcWatts[random.Below(DcWatts.Length)];
        var kwh = random.Uniform(parameters.DcLeastKwh, parameters.DcMostKwh);
        var feasible = Math.Min(watts, dc.Max.Value) / 1000 * stayHours * parameters.FeasibleShare;
        return new VehicleTraits
        {
            Phases = 3,
            MaxAmps = dc.ExactInput(new Watts(watts), nominal).Value,
            Least = dc.ExactInput(new Watts(Math.Min(1000, dc.Min.Value / 2)), nominal).Value,
            Efficiency = dc.Efficiency,
            RequestedWattHours = Math.Round(1000 * Math.Min(kwh, feasible)),
            ReactionSeconds = Math.Round(random.Uniform(2, 6)),
            UnderDrawAmps = random.Uniform(0, 0.005) * dc.ExactInput(new Watts(watts), nominal).Value,
            TaperFrom = random.Uniform(0.6, 0.95),
        };
    }

    private static VehicleTraits Vehicle(ArrivalParameters parameters, SeededRandom random, bool large, double stayHours, double stationAmps, int stationPhases)
    {
        var kind = random.Uniform();
        var phases = kind < parameters.ThreePhaseShare ? 3 : kind < parameters.ThreePhaseShare + parameters.TwoPhaseShare ? 2 : 1;
        var amps = ChargerAmps[random.Below(ChargerAmps.Length)];
        var kwh = large ? random.Uniform(40, 70) : parameters.LeastKwh;
        for (var draw = 0; draw < parameters.RequestDraws && !large; draw++)
        {
            kwh = Math.Max(kwh, random.Uniform(parameters.LeastKwh, parameters.MostKwh));
        }

        var feasible = Math.Min(amps, stationAmps) * Math.Min(phases, stationPhases) * 0.23 * stayHours * parameters.FeasibleShare;
        var sleep = random.Uniform();
        return new VehicleTraits
        {
            Phases = phases,
            MaxAmps = amps,
            RequestedWattHours = Math.Round(1000 * (large ? kwh : Math.Min(kwh, feasible))),
            ReactionSeconds = Math.Round(random.Uniform(2, parameters.MostReactionSeconds)),
            UnderDrawAmps = random.Uniform(0, parameters.MostUnderDrawAmps),
            TaperFrom = random.Chance(parameters.TaperShare) ? 0.9 : 1,
            SleepsFor = sleep < parameters.NeverShare ? TimeSpan.MaxValue
                : sleep < parameters.NeverShare + parameters.LateSleeperShare ? TimeSpan.FromMinutes(random.Uniform(5, 90))
                : TimeSpan.Zero,
        };
    }
}
