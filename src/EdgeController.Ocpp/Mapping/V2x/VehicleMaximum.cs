using EdgeController.Core.Units;
using EdgeController.Ocpp.Messages.V201;

namespace EdgeController.Ocpp.Mapping.V2x;

/// <summary>
/// What a vehicle says that it takes at most: by ISO 15118-2 (2.x K15) or, where it can give back, by ISO 15118-20 (2.1 K17, Q01). It is planned with as
/// certain: a power of alternating current counts by itself only where it is told for each phase, since one in total may be on one phase or on three.
/// </summary>
internal static class VehicleMaximum
{
    /// <summary>Amperes per phase of alternating current; null where nothing usable is told.</summary>
    public static double? Amps(ChargingNeeds needs, Volts nominal)
    {
        if (!IsAlternating(needs))
        {
            return null;
        }

        var both = needs.V2xChargingParameters;
        var byPhase = both is { MaxChargePowerL2: not null } or { MaxChargePowerL3: not null };
        double? highest = both?.MaxChargePower is { } first ? Math.Max(first, Math.Max(both.MaxChargePowerL2 ?? 0, both.MaxChargePowerL3 ?? 0)) : null;
        var byPower = Positive(highest / nominal.Value);
        var current = Positive(both?.MaxChargeCurrent);
        return Positive(needs.AcChargingParameters?.EvMaxCurrent) ?? (byPhase || current is not null ? Least(current, byPower) : null);
    }

    /// <summary>Watts of direct current; null where nothing usable is told.</summary>
    public static double? Watts(ChargingNeeds needs)
    {
        var (dc, both) = (needs.DcChargingParameters, IsAlternating(needs) ? null : needs.V2xChargingParameters);
        return Positive(dc?.EvMaxPower) ?? Positive(dc?.EvMaxCurrent * dc?.EvMaxVoltage)
            ?? Least(Positive(both?.MaxChargePower), Positive(both?.MaxChargeCurrent * both?.MaxVoltage));
    }

    private static bool IsAlternating(ChargingNeeds needs) => needs.RequestedEnergyTransfer?.StartsWith("DC", StringComparison.Ordinal) != true;

    private static double? Least(double? one, double? other) => one is { } a && other is { } b ? Math.Min(a, b) : one ?? other;

    private static double? Positive(double? value) => value is > 0 and < 1e7 ? value : null;
}
