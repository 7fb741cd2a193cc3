using EdgeController.Core.Planning;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Host.Planning;

/// <summary>What a plan knows of vehicles that can give back: their battery, how far it may be emptied, and what they need after that.</summary>
internal static class V2xProblem
{
    /// <summary>What reaches the grid of a kilowatt-hour from a vehicle's battery.</summary>
    private const double Efficiency = 0.93;

    /// <summary>Its vehicle said that it can, and how full and how large its battery is.</summary>
    public static bool Gives(SiteSnapshot snapshot, int evse) => StateOf(snapshot, evse) is { Steering: SteeringState.Ready, StateOfCharge: not null, Capacity: not null };

    /// <summary>
    /// Energy that is still to arrive in the battery, negative where it holds more than is wanted; what was given back has to come again. Null where
    /// neither driver nor vehicle has said what they want.
    /// </summary>
    public static WattHours? Need(SiteSnapshot snapshot, int evse)
    {
        var (state, session) = (snapshot.Evses[evse], snapshot.Evses[evse].Session);
        var vehicle = StateOf(snapshot, evse);
        if (session?.Wishes.Target is { } target)
        {
            return target - state.Taken + ((vehicle?.GivenBack ?? WattHours.Zero) * (1 / Efficiency));
        }

        return vehicle is { TargetCharge: { } wanted, StateOfCharge: { } charge, Capacity: { } capacity } ? capacity * (wanted - charge) : null;
    }

    /// <summary>The vehicle with what it may give back; unchanged where it cannot.</summary>
    public static PlanVehicle Complete(PlanVehicle vehicle, SiteSnapshot snapshot, int evse)
    {
        var rating = snapshot.Index.StationOf(evse).V2x;
        if (rating is null || !Gives(snapshot, evse) || StateOf(snapshot, evse) is not { StateOfCharge: { } charge, Capacity: { } capacity } state)
        {
            return vehicle;
        }

        var need = Need(snapshot, evse) ?? WattHours.Zero;
        return vehicle with
        {
            Energy = WattHours.Max(need, WattHours.Zero),
            Store = new VehicleStore(capacity, charge, Math.Clamp(charge + (need.Value / capacity.Value), 0, 1)),
            Discharge = new VehicleDischarge(state.DischargeAtMost is { } most ? Watts.Min(most, rating.Discharge) : rating.Discharge, Math.Max(rating.SocMin, state.LeastCharge ?? 0), rating.WearPerKwh)
            {
                Efficiency = Efficiency,
            },
        };
    }

    /// <summary>What its vehicle does now by the plan; nothing is zero, so that what it was told ends at once.</summary>
    public static Watts Wish(VehiclePlan vehicle, int? slot) => slot is { } t && vehicle.Discharge[t].Value > Least ? -vehicle.Discharge[t] : Watts.Zero;

    /// <summary>So little is left alone.</summary>
    private const double Least = 200;

    private static ResourceState? StateOf(SiteSnapshot snapshot, int evse) => snapshot.Index.ResourceOfEvse[evse] is >= 0 and var resource ? snapshot.Resources[resource] : null;
}
