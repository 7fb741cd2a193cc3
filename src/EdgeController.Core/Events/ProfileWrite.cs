namespace EdgeController.Core.Events;

/// <summary>Why a charging profile is written into a station.</summary>
public enum ProfileWrite
{
    /// <summary>A lower limit, its repetition, or a limit below the fallback kept up: never held back.</summary>
    Decrease,
    Increase,

    /// <summary>The same limit above the fallback once more, before its lease ends.</summary>
    Renewal,

    /// <summary>The permanent fallback, and what is cleared or tried around it and around leases.</summary>
    Fallback,
}
