using System.Text.Json;
using EdgeController.Ocpp.Framing;
using EdgeController.Simulator.Vehicles;

namespace EdgeController.Simulator.Stations;

/// <content>Vehicles that give back (2.1): which setpoints the station takes, and what it tells of the vehicle.</content>
public sealed partial class SimulatedStation
{
    /// <summary>Only for a vehicle that said that energy may flow in both directions, never in the station-wide maximum (2.1 Q01, K01.FR.116).</summary>
    private string? SetpointProblem(StoredProfile profile)
    {
        if (!profile.Periods.Any(period => period.OperationMode is not (null or "ChargingOnly")))
        {
            return profile.Periods.Any(period => period.Setpoint is not null || period.DischargeLimit is not null) ? "InvalidSchedule" : null;
        }

        if (Options.Version != OcppVersion.V21 || !Options.GivesBack || profile.Purpose == ProfilePurpose.ChargePointMaxProfile || profile.Connector == 0
            || Connectors[profile.Connector - 1].Vehicle is not { Traits.Battery: not null }
            || profile.Periods.Any(period => period.OperationMode is not (null or "ChargingOnly" or "CentralSetpoint")))
        {
            return "InvalidOperationMode";
        }

        return profile.Periods.All(period => period.Setpoint is { } setpoint && period.DischargeLimit is null or <= 0 && setpoint >= (period.DischargeLimit ?? double.NegativeInfinity)) ? null : "InvalidSchedule";
    }

    /// <summary>What the vehicle said over ISO 15118-20 (K17).</summary>
    private void TellNeeds(StationConnector connector)
    {
        if (Options is not { GivesBack: true, Version: OcppVersion.V21 } || connector.Vehicle is not { } vehicle)
        {
            return;
        }

        var way = Options.DcEfficiency is null ? "AC" : "DC";
        var battery = vehicle.Traits.Battery;
        _calls.Add(new OutgoingCall("NotifyEVChargingNeeds", KeepOffline: false, writer =>
        {
            writer.WriteNumber("evseId"u8, connector.Number);
            writer.WriteStartObject("chargingNeeds"u8);
            writer.WriteString("requestedEnergyTransfer"u8, battery is not null ? way + "_BPT" : way == "DC" ? "DC" : "AC_three_phase");
            if (battery is not null)
            {
                writer.WriteStartObject("v2xChargingParameters"u8);
                var phases = Math.Min(vehicle.Traits.Phases, Options.Phases);
                WriteMaxChargePower(writer, way, vehicle.Traits, phases);
                writer.WriteNumber("maxDischargePower"u8, Math.Round(battery.MaxDischargeAmps * Options.NominalVolts * phases));
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }));
    }

    /// <summary>By ISO 15118-20: direct current in total, alternating current for each phase.</summary>
    private void WriteMaxChargePower(Utf8JsonWriter writer, string way, VehicleTraits traits, int phases)
    {
        var phase = traits.MaxAmps * Options.NominalVolts;
        if (way == "DC")
        {
            writer.WriteNumber("maxChargePower"u8, Math.Round(phase * phases * traits.Efficiency));
            return;
        }

        writer.WriteNumber("maxChargePower"u8, Math.Round(phase));
        if (phases > 1)
        {
            writer.WriteNumber("maxChargePower_L2"u8, Math.Round(phase));
        }

        if (phases > 2)
        {
            writer.WriteNumber("maxChargePower_L3"u8, Math.Round(phase));
        }
    }
}
