using System.Text.Json.Serialization;

namespace EdgeController.Ocpp.Messages.V201;

/// <summary>What a vehicle has told over ISO 15118 that it needs and can take (2.x K17).</summary>
public sealed record NotifyEVChargingNeedsRequest(int? EvseId, ChargingNeeds? ChargingNeeds);

/// <summary>The part of it that limits: by alternating or by direct current.</summary>
public sealed record ChargingNeeds(string? RequestedEnergyTransfer, AcChargingParameters? AcChargingParameters, DcChargingParameters? DcChargingParameters);

/// <summary>Highest current per phase in amperes.</summary>
public sealed record AcChargingParameters([property: JsonPropertyName("evMaxCurrent")] double? EvMaxCurrent);

/// <summary>Highest power in watts, or current and voltage of the battery.</summary>
public sealed record DcChargingParameters(
    [property: JsonPropertyName("evMaxPower")] double? EvMaxPower,
    [property: JsonPropertyName("evMaxCurrent")] double? EvMaxCurrent,
    [property: JsonPropertyName("evMaxVoltage")] double? EvMaxVoltage);
