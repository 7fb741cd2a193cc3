using EdgeController.Core.Units;

namespace EdgeController.Core.Topology;

/// <summary>
/// What makes a station a direct-current one: its limits in watts at the vehicle, and what its converter takes from the grid for them.
/// Towards the grid it is a balanced three-phase load that counts in <em>nominal amperes</em>: power / (3 x nominal voltage).
/// </summary>
/// <param name="Max">Highest output of each EVSE.</param>
/// <param name="Min">Least output that can be offered; between 0 and this nothing is offered.</param>
/// <param name="Fallback">Output that each EVSE keeps when the controller is gone: 0, or at least <paramref name="Min"/>.</param>
/// <param name="Efficiency">Output divided by what is taken from the grid for it, above 0 to 1.</param>
/// <param name="Standby">What the whole station takes at all times, whether or not a vehicle charges.</param>
public sealed record DcSupply(Watts Max, Watts Min, Watts Fallback, double Efficiency, Watts Standby)
{
    private const int Phases = 3;

    /// <summary>Nominal amperes per phase for that output, rounded up to 0.1 A; the standby is not among them.</summary>
    public Amperes Input(Watts output, Volts nominal) => new(Math.Ceiling((ExactInput(output, nominal).Value * 10) - 1e-6) / 10);

    /// <summary>Nominal amperes per phase that a measured output takes from the grid.</summary>
    public Amperes ExactInput(Watts output, Volts nominal) => new(output.Value / Efficiency / (Phases * nominal.Value));

    /// <summary>The output in whole watts that those nominal amperes per phase carry, rounded down, never above <see cref="Max"/>.</summary>
    public Watts Output(Amperes input, Volts nominal) =>
        input.Value > 0 ? new(Math.Min(Max.Value, Math.Floor((input.Value * Phases * nominal.Value * Efficiency) + 1e-6))) : Watts.Zero;
}
