using EdgeController.Core.Events;
using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>
/// Holds a meter's counter of imported energy against its own power. The counter must grow by something between half of the net import and
/// twice of what flowed on all phases (some models net the phases, some count each). Only a counter that has agreed before is believed
/// to know: at many models nobody has checked its register.
/// </summary>
public sealed record EnergyWatch
{
    /// <summary>Less than this proves nothing: coarse counters move in steps of 0.1 kWh.</summary>
    private const double WindowWattHours = 1000;
    private const double StepWattHours = 200;

    /// <summary>Between samples further apart than this nobody knows what flowed.</summary>
    private static readonly TimeSpan Bridged = TimeSpan.FromSeconds(30);

    public static EnergyWatch Initial { get; } = new();

    /// <summary>Power and counter contradict each other since the last window that was long enough to tell.</summary>
    public bool Disagrees { get; private init; }

    /// <summary>A counter that went back begins anew; false only in a negative control.</summary>
    public bool DiscardsGoingBack { get; init; } = true;

    private bool HasAgreed { get; init; }

    private double? From { get; init; }

    private double Least { get; init; }

    private double Most { get; init; }

    /// <summary>Takes a sample in, with the one before it.</summary>
    public EnergyWatch Observe(MeterReading reading, MeterReading? before)
    {
        if (before is null || reading.At - before.At > Bridged || reading is not { Power: { } total, PhasePower: { } phases })
        {
            return Begin(reading.EnergyImported?.Value);
        }

        var hours = (reading.At - before.At).TotalHours;
        var gross = 0.0;
        foreach (var phase in PerPhase.Each)
        {
            gross += Math.Abs(phases[phase].Value);
        }

        var next = this with { Least = Least + (Math.Max(0, total.Value) * hours), Most = Most + (gross * hours) };
        return reading.EnergyImported is { } energy ? next.Compare(energy.Value) : next;
    }

    private EnergyWatch Begin(double? counter) => this with { From = counter, Least = 0, Most = 0 };

    private EnergyWatch Compare(double counter)
    {
        // A counter that went back has wrapped or was reset (fault A17): it only begins anew.
        if (From is not { } from || (DiscardsGoingBack && counter < from))
        {
            return Begin(counter);
        }

        var counted = counter - from;
        if (Most < WindowWattHours && counted < WindowWattHours)
        {
            return this;
        }

        var fits = counted >= (Least / 2) - StepWattHours && counted <= (Most * 2) + StepWattHours;
        var agreed = HasAgreed || (fits && counted >= WindowWattHours / 2);
        return Begin(counter) with { HasAgreed = agreed, Disagrees = !fits && HasAgreed };
    }
}
