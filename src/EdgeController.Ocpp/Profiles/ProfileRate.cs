using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Messages.V16;

namespace EdgeController.Ocpp.Profiles;

/// <summary>One limit as a profile says it: the unit, the number in it, and over how many phases (null: not said).</summary>
/// <param name="Unit">A per phase, or W in total.</param>
/// <param name="Limit">At most one decimal in amperes, whole watts.</param>
/// <param name="Phases">Number of phases.</param>
public readonly record struct ProfileRate(string Unit, decimal Limit, int? Phases)
{
    /// <summary>Amperes per phase, rounded down to tenths.</summary>
    public static ProfileRate Amps(Amperes limit, int? phases) => new(ChargingRateUnit.Amperes, ProfileLimit.RoundDown(limit), phases);

    /// <summary>Whole watts over that many phases.</summary>
    public static ProfileRate InWatts(Amperes limit, int phases, Volts nominal, int? told) =>
        new(ChargingRateUnit.Watts, Math.Floor(ProfileLimit.RoundDown(limit) * phases * (decimal)nominal.Value), told);

    /// <summary>Whole watts of direct current at the vehicle; a number of phases has no meaning there (2.1: NoPhaseForDC).</summary>
    public static ProfileRate Output(Watts output) =>
        new(ChargingRateUnit.Watts, double.IsNaN(output.Value) || output.Value <= 0 ? 0 : (decimal)Math.Floor(Math.Min(output.Value, 1e9)), null);

    /// <summary>What a direct-current station is told for nominal amperes of the site.</summary>
    public static ProfileRate Output(DcSupply dc, Amperes input, Volts nominal) => Output(dc.Output(input, nominal));
}
