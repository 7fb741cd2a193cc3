using EdgeController.Core.Units;

namespace EdgeController.Ocpp.Mapping;

/// <summary>One measurand by the station's own terminals, and without a phase.</summary>
internal readonly record struct PhaseReadings(double? L1, double? L2, double? L3, double? Total, bool Spoilt)
{
    public bool Any => L1 is not null || L2 is not null || L3 is not null;

    public double? this[int terminal] => terminal switch
    {
        0 => L1,
        1 => L2,
        _ => L3,
    };

    /// <summary>
    /// Later samples win, those at the outlet before all others; a phase whose sample cannot be read spoils the set, because it is not known to
    /// be zero.
    /// </summary>
    public static PhaseReadings Of(ReadOnlySpan<Reading> samples, string measurand, string unit) =>
        Add(Add(default, samples, measurand, unit, atOutlet: false), samples, measurand, unit, atOutlet: true);

    /// <summary>Those from there only.</summary>
    public static PhaseReadings At(bool outlet, ReadOnlySpan<Reading> samples, string measurand, string unit) => Add(default, samples, measurand, unit, outlet);

    /// <summary>Whether every terminal that is wired has a value.</summary>
    public bool Has(PhaseRotation rotation)
    {
        for (var terminal = 0; terminal < rotation.Terminals.Length; terminal++)
        {
            if (this[terminal] is null)
            {
                return false;
            }
        }

        return true;
    }

    public double Sum(PhaseRotation rotation) => rotation.Terminals.Length switch
    {
        1 => L1!.Value,
        2 => L1!.Value + L2!.Value,
        _ => L1!.Value + L2!.Value + L3!.Value,
    };

    private static PhaseReadings Add(PhaseReadings found, ReadOnlySpan<Reading> samples, string measurand, string unit, bool atOutlet)
    {
        foreach (ref readonly var sample in samples)
        {
            if (sample.AtOutlet == atOutlet && sample.Measurand == measurand)
            {
                found = found.With(sample.Phase, Quantity.In(unit, sample));
            }
        }

        return found;
    }

    private PhaseReadings With(string? phase, double? value) => phase switch
    {
        null or "" => this with { Total = value },
        "L1" or "L1-N" => this with { L1 = value, Spoilt = Spoilt || value is null },
        "L2" or "L2-N" => this with { L2 = value, Spoilt = Spoilt || value is null },
        "L3" or "L3-N" => this with { L3 = value, Spoilt = Spoilt || value is null },
        _ => this,
    };
}
