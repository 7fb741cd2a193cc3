namespace EdgeController.Ocpp.Profiles.Csms;

/// <summary>What decides, beside the profiles, which of them hold at an EVSE.</summary>
/// <param name="Now">The time.</param>
/// <param name="Transaction">The transaction that runs there; null where none is known to.</param>
public readonly record struct CompositeMoment(DateTimeOffset Now, string? Transaction)
{
    /// <summary>A transaction runs that has no id: its start was told, and the back end has not named it.</summary>
    public bool RunsUnnamed { get; init; }

    /// <summary>When that transaction started; null where it is not known: then the lowest period of a relative schedule counts.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>True where a transaction runs as far as anybody knows.</summary>
    public bool Runs => Transaction is not null || RunsUnnamed;

    /// <summary>Since when the back end cannot be reached; null while it can.</summary>
    public DateTimeOffset? OfflineSince { get; init; }

    /// <summary>The vehicle's state of charge in percent; null where not told.</summary>
    public double? Soc { get; init; }

    /// <summary>The clock of schedules in local time.</summary>
    public TimeZoneInfo? Zone { get; init; }

    /// <summary>Phases that the station is wired to, by which watts and amperes are compared.</summary>
    public int Wired { get; init; } = 3;

    /// <summary>Nominal volts between phase and neutral.</summary>
    public double Volts { get; init; } = 230;

    /// <summary>1.6: a TxDefaultProfile on the connector stands before those on connector 0. 2.x: the stack level alone decides.</summary>
    public bool OwnDefaultFirst { get; init; }
}

/// <summary>What the leading profile of a purpose says.</summary>
/// <param name="Value">Amperes per phase or watts.</param>
/// <param name="InWatts">Which of the two.</param>
/// <param name="Phases">On how many phases; null where not said.</param>
/// <param name="Purpose">Its purpose.</param>
/// <param name="StackLevel">Its stack level.</param>
public readonly record struct LeadingLimit(double Value, bool InWatts, int? Phases, CsmsPurpose Purpose, int StackLevel)
{
    /// <summary>Amperes per phase where the station may load that many: watts are a total, whatever number of phases the profile names.</summary>
    public double Amps(int wired, double volts) => InWatts ? Value / (volts * wired) : Value;

    /// <summary>Watts over that many phases.</summary>
    public double Watts(int wired, double volts) => InWatts ? Value : Value * volts * wired;

    /// <summary>For people, in the words of the version.</summary>
    public string Source(bool is16) => Purpose switch
    {
        CsmsPurpose.Tx => $"TxProfile, stack level {StackLevel}",
        CsmsPurpose.TxDefault => $"TxDefaultProfile, stack level {StackLevel}",
        _ => $"{(is16 ? "ChargePointMaxProfile" : "ChargingStationMaxProfile")}, stack level {StackLevel}",
    };
}
