using EdgeController.Core.Planning;
using EdgeController.Core.Units;

namespace EdgeController.Optimizer.Modelling;

/// <summary>A vehicle's numbers and the places of its columns (-1: none).</summary>
internal sealed class VehicleLayout
{
    public VehicleLayout(PlanVehicle vehicle, Draft draft)
    {
        Vehicle = vehicle;
        var slots = draft.Slots;
        Charge = Empty(slots);
        Discharge = Empty(slots);
        Store = Empty(slots);
        Presence = new double[slots];
        var arrival = (vehicle.Arrival - draft.Problem.Start).TotalHours;
        var departure = (vehicle.Departure - draft.Problem.Start).TotalHours;
        for (var t = 0; t < slots; t++)
        {
            var share = (Math.Min(departure, draft.From[t + 1]) - Math.Max(arrival, draft.From[t])) / draft.Hours[t];
            Presence[t] = share < 0.01 ? 0 : Math.Min(1, share);
        }

        First = Array.FindIndex(Presence, share => share > 0);
        Last = Array.FindLastIndex(Presence, share => share > 0);
        PhaseCount = vehicle.Phases.Count();
        KiloWattsPerAmp = draft.KiloVolts * PhaseCount;
        MaxPower = vehicle.Max.Value * KiloWattsPerAmp;
        MinPower = vehicle.Min.Value * KiloWattsPerAmp;
        var begin = Math.Max(0, arrival);
        InHorizon = departure <= draft.From[slots] ? 1 : Math.Clamp((draft.From[slots] - begin) / Math.Max(1e-9, departure - begin), 0, 1);
        Initial = vehicle.Store is { } store ? store.Initial * store.Capacity.Value / 1000 : 0;
        Need = InHorizon * (vehicle.Store is { } target ? Math.Max(0, (target.Target * target.Capacity.Value / 1000) - Initial) : vehicle.Energy.Value / 1000);
        HasStore = vehicle.Store is { } own && (vehicle.Discharge is not null || !own.Taper.IsEmpty);
        Reachable = TaperLine.Reach(this, draft.Hours);
    }

    public PlanVehicle Vehicle { get; }

    public int[] Charge { get; }

    public int[] Discharge { get; }

    public int[] Store { get; }

    /// <summary>Part of each slot for which it is there.</summary>
    public double[] Presence { get; }

    /// <summary>First slot in which it is there; -1 where it is there in none.</summary>
    public int First { get; }

    public int Last { get; }

    public int PhaseCount { get; }

    /// <summary>Kilowatts of one ampere on each of its phases.</summary>
    public double KiloWattsPerAmp { get; }

    public double MaxPower { get; }

    public double MinPower { get; }

    /// <summary>Part of its stay that the plan covers; of what it needs, as much is wanted within the plan.</summary>
    public double InHorizon { get; }

    /// <summary>Energy in its battery at arrival, kWh.</summary>
    public double Initial { get; }

    /// <summary>Energy wanted in its battery within the plan, kWh.</summary>
    public double Need { get; }

    /// <summary>Energy that it could take at most, whatever the circuits carry, kWh.</summary>
    public double Reachable { get; }

    /// <summary>What is missing whatever the plan does.</summary>
    public double Unavoidable => Math.Max(0, Need - Reachable - 1e-9);

    /// <summary>Its energy is followed slot by slot.</summary>
    public bool HasStore { get; }

    public int Shortage { get; set; } = -1;

    /// <summary>Energy beyond what is wanted, from a slot at the minimum.</summary>
    public int Surplus { get; set; } = -1;

    /// <summary>Row in which its energy is asked for.</summary>
    public int WishRow { get; set; } = -1;

    private static int[] Empty(int slots)
    {
        var places = new int[slots];
        Array.Fill(places, -1);
        return places;
    }
}
