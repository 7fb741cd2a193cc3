using EdgeController.Core.Planning;
using EdgeController.Core.Units;

namespace EdgeController.Optimizer.Cases;

/// <summary>Reads one vehicle of a problem file.</summary>
internal static class VehicleReader
{
    public static PlanVehicle Vehicle(JsonSection section, CircuitReader circuits)
    {
        var vehicle = new PlanVehicle
        {
            Id = section.Text("id"),
            Circuit = circuits.Place(section, "circuit"),
            Phases = CircuitReader.PhasesOf(section),
            Max = new Amperes(section.Number("maxAmps", 0, 5000)),
            Min = new Amperes(section.Number("minAmps", 0, 5000, 6)),
            Arrival = section.Time("arrival"),
            Departure = section.Time("departure"),
            Energy = new WattHours(section.Number("energyKwh", 0, 1e5, 0) * 1000),
            Efficiency = section.Number("efficiency", 0.05, 1, 0.9),
            Fallback = new Amperes(section.Number("fallbackAmps", 0, 5000, 0)),
            Connector = section.Optional("connectorAmps", 0, 5000) is { } amps ? new PlanConnector(new Amperes(amps), Phases.All) : null,
            Priority = section.Number("priority", 0, 100, 1),
            Now = section.Optional("nowKw", 0, 1e5) is { } now ? new Watts(now * 1000) : null,
            Store = section.Section("battery") is { } battery ? Store(battery) : null,
            Discharge = section.Section("discharge") is { } discharge ? Discharge(discharge) : null,
        };
        if (vehicle.Departure <= vehicle.Arrival)
        {
            section.Add("departure", "must be after arrival");
        }

        if (vehicle.Min > vehicle.Max)
        {
            section.Add("minAmps", "must not be above maxAmps");
        }

        if (vehicle.Store is not null && section.Has("energyKwh"))
        {
            section.Add("energyKwh", "the battery's targetSoc says it already; write one of the two");
        }

        if (vehicle.Discharge is not null && vehicle.Store is null)
        {
            section.Add("discharge", "needs the vehicle's battery (capacityKwh, soc, targetSoc)");
        }

        section.End();
        return vehicle;
    }

    private static VehicleStore Store(JsonSection section)
    {
        var store = new VehicleStore(new WattHours(section.Number("capacityKwh", 0.1, 1e5) * 1000), section.Number("soc", 0, 1), section.Number("targetSoc", 0, 1))
        {
            Taper = [.. section.List("taper").Select(point =>
            {
                var read = new TaperPoint(point.Number("soc", 0, 1), new Watts(point.Number("kw", 0, 1e5) * 1000));
                point.End();
                return read;
            })],
        };
        section.End();
        return store;
    }

    private static VehicleDischarge Discharge(JsonSection section)
    {
        var discharge = new VehicleDischarge(new Watts(section.Number("maxKw", 0, 1e5) * 1000), section.Number("minSoc", 0, 1), section.Number("costPerKwh", 0, 1e4, 0))
        {
            Efficiency = section.Number("efficiency", 0.05, 1, 0.93),
        };
        section.End();
        return discharge;
    }
}
