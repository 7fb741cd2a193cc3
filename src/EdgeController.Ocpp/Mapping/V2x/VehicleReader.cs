using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Messages.V201;

namespace EdgeController.Ocpp.Mapping.V2x;

/// <summary>
/// What is told of vehicles that can give back (2.1 K17, Q01): by NotifyEVChargingNeeds that energy may flow in both directions and how much at most, by
/// the samples the state of charge and the capacity. Each holds for one transaction.
/// </summary>
internal sealed class VehicleReader(Station station, Volts nominal, LinkStep step)
{
    private readonly Dictionary<int, ResourceReported> _told = [];

    /// <summary>What the vehicle itself says that it needs and can.</summary>
    public void Needs(EvseId evse, ChargingNeeds needs)
    {
        if (station.V2x is null)
        {
            return;
        }

        var (dc, both) = (needs.DcChargingParameters, needs.V2xChargingParameters);
        var gives = needs.RequestedEnergyTransfer?.Contains("BPT", StringComparison.Ordinal) == true;
        var charge = Share(dc?.StateOfCharge) ?? Told(evse).StateOfCharge;
        var capacity = Capacity(dc?.EvEnergyCapacity) ?? Told(evse).Capacity;
        Tell(Told(evse) with
        {
            Steering = gives ? SteeringState.Ready : SteeringState.Unknown,
            Problem = gives ? null : "its vehicle only charges",
            StateOfCharge = charge,
            Capacity = capacity,
            DischargeAtMost = Discharge(both),
            LeastCharge = both?.EvMinV2XEnergyRequest is { } until && charge is { } now && capacity is { } whole ? Math.Clamp(now + (until / whole.Value), 0, 1) : null,
            TargetCharge = Share(both?.TargetSoC),
        });
    }

    /// <summary>What the samples say of the battery.</summary>
    public void Sampled(EvseId evse, ReadOnlySpan<Reading> readings)
    {
        if (station.V2x is null)
        {
            return;
        }

        var told = Told(evse);
        foreach (ref readonly var reading in readings)
        {
            told = reading.Measurand switch
            {
                "SoC" or "Display.PresentSOC" => told with { StateOfCharge = Share(reading.Number) ?? told.StateOfCharge },
                "Display.BatteryEnergyCapacity" => told with { Capacity = Capacity(Quantity.In("Wh", reading)) ?? told.Capacity },
                "Display.TargetSOC" => told with { TargetCharge = Share(reading.Number) ?? told.TargetCharge },
                _ => told,
            };
        }

        if (told != Told(evse))
        {
            Tell(told);
        }
    }

    /// <summary>It cannot be told to give back, whatever its vehicle can.</summary>
    public void Cannot(EvseId evse, string why)
    {
        if (Told(evse).Problem != why)
        {
            Tell(Told(evse) with { Steering = SteeringState.Unknown, Problem = why });
        }
    }

    /// <summary>The transaction is over.</summary>
    public void Ended(EvseId evse) => _told.Remove(evse.Number);

    private static double? Share(double? percent) => percent is >= 0 and <= 100 ? percent / 100 : null;

    private static WattHours? Capacity(double? wattHours) => wattHours is > 100 and < 1e7 and var known ? new WattHours(known) : null;

    /// <summary>In total; a current is one of each phase.</summary>
    private Watts? Discharge(TargetNeeds? needs)
    {
        var amps = needs?.MaxDischargeCurrent is { } current && station.Dc is null ? Math.Abs(current) * nominal.Value * station.Rotation.Terminals.Length : (double?)null;
        var watts = needs?.MaxDischargePower is { } first ? Math.Abs(first) + Math.Abs(needs.MaxDischargePowerL2 ?? 0) + Math.Abs(needs.MaxDischargePowerL3 ?? 0) : (double?)null;
        var least = watts is { } power && amps is { } other ? Math.Min(power, other) : watts ?? amps;
        return least is { } known && double.IsFinite(known) ? new Watts(known) : null;
    }

    private ResourceReported Told(EvseId evse) => _told.GetValueOrDefault(evse.Number) ?? new ResourceReported(default, evse.ToString(), SteeringState.Unknown, null);

    /// <summary>Kept without its time, so that the same again is the same.</summary>
    private void Tell(ResourceReported told)
    {
        _told[Number(told)] = told;
        step.Report(told with { At = step.Now });
    }

    private static int Number(ResourceReported told) => int.Parse(told.Resource.AsSpan(told.Resource.LastIndexOf('/') + 1), System.Globalization.CultureInfo.InvariantCulture);
}
