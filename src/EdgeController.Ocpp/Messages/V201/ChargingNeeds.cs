namespace EdgeController.Ocpp.Messages.V201;

/// <summary>What the vehicle itself says that it needs (2.x K15 and K17, from ISO 15118).</summary>
public sealed record NotifyEVChargingNeedsRequest(int? EvseId, ChargingNeeds? ChargingNeeds);

/// <summary>When it leaves and how much energy it asks for, in Wh.</summary>
public sealed record ChargingNeeds(
    DateTimeOffset? DepartureTime = null, EnergyNeeds? AcChargingParameters = null, EnergyNeeds? DcChargingParameters = null, TargetNeeds? V2xChargingParameters = null)
{
    /// <summary>How energy is to flow; with BPT in both directions (2.1).</summary>
    public string? RequestedEnergyTransfer { get; init; }
}

/// <summary>Energy by ISO 15118-2, in Wh, and what the vehicle takes at most: amperes per phase, or the battery's amperes, volts and watts.</summary>
public sealed record EnergyNeeds(double? EnergyAmount = null, double? EvMaxCurrent = null, double? EvMaxVoltage = null, double? EvMaxPower = null)
{
    /// <summary>State of charge in percent (direct current).</summary>
    public double? StateOfCharge { get; init; }

    /// <summary>Energy of the battery when it is full, in Wh (direct current).</summary>
    public double? EvEnergyCapacity { get; init; }

    /// <summary>State of charge in percent that the vehicle calls full (direct current).</summary>
    [System.Text.Json.Serialization.JsonPropertyName("fullSoC")]
    public double? FullSoC { get; init; }
}

/// <summary>Energy by ISO 15118-20, in Wh (2.1).</summary>
public sealed record TargetNeeds(double? EvTargetEnergyRequest = null)
{
    /// <summary>Highest power that it takes, in W: in total, or on L1 where the other two are told.</summary>
    public double? MaxChargePower { get; init; }

    [System.Text.Json.Serialization.JsonPropertyName("maxChargePower_L2")]
    public double? MaxChargePowerL2 { get; init; }

    [System.Text.Json.Serialization.JsonPropertyName("maxChargePower_L3")]
    public double? MaxChargePowerL3 { get; init; }

    /// <summary>Highest current that it takes, per phase, or of the battery with direct current.</summary>
    public double? MaxChargeCurrent { get; init; }

    /// <summary>Highest voltage that it takes.</summary>
    public double? MaxVoltage { get; init; }

    /// <summary>Highest power that it gives back: in total, or on L1 where the other two are told.</summary>
    public double? MaxDischargePower { get; init; }

    [System.Text.Json.Serialization.JsonPropertyName("maxDischargePower_L2")]
    public double? MaxDischargePowerL2 { get; init; }

    [System.Text.Json.Serialization.JsonPropertyName("maxDischargePower_L3")]
    public double? MaxDischargePowerL3 { get; init; }

    /// <summary>Highest current that it gives back, per phase.</summary>
    public double? MaxDischargeCurrent { get; init; }

    /// <summary>Energy until the least state of charge at which it gives anything; negative above that.</summary>
    public double? EvMinV2XEnergyRequest { get; init; }

    /// <summary>State of charge in percent that it wants when it leaves.</summary>
    public double? TargetSoC { get; init; }
}
