namespace EdgeController.Core.State;

/// <summary>Why a meter that answers is not believed (faults A2, A3, A6, A14, A16).</summary>
public enum MeterDoubt
{
    None,

    /// <summary>The values do not move although the stations' own do, or do not move at all.</summary>
    Frozen,

    /// <summary>It shows less than our own stations measured: a wrong sign, a reversed clamp, a lost phase or a wrong scale.</summary>
    BelowStations,

    /// <summary>Power and voltage times current do not fit each other.</summary>
    PowerMismatch,

    /// <summary>More than the connection can carry.</summary>
    OutOfRange,

    /// <summary>Its own counter of energy does not grow as its power says.</summary>
    EnergyMismatch,

    /// <summary>It moves against the steps of our own stations.</summary>
    Reversed,
}

/// <summary>The words for a doubt.</summary>
public static class MeterDoubtExtensions
{
    public static string Sentence(this MeterDoubt doubt) => doubt switch
    {
        MeterDoubt.Frozen => "its values do not move",
        MeterDoubt.BelowStations => "it shows less than the stations below it measured (sign, clamp, phase or scale)",
        MeterDoubt.PowerMismatch => "its power does not fit its voltage and current (scale)",
        MeterDoubt.OutOfRange => "it shows more than the connection can carry (scale)",
        MeterDoubt.EnergyMismatch => "its counter of energy does not fit its power",
        MeterDoubt.Reversed => "it falls when our stations draw more (sign or clamps)",
        _ => "nothing",
    };
}
