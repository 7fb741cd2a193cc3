using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Golden;

/// <summary>A site and how it stands at the moment of the decision. All times are in seconds; those before the decision count backwards.</summary>
internal sealed record GoldenSituation
{
    public required Dictionary<string, GoldenCircuit> Circuits { get; init; }

    public required Dictionary<string, GoldenStation> Stations { get; init; }

    public Dictionary<string, GoldenResource> Resources { get; init; } = [];

    public Sharing Sharing { get; init; }

    /// <summary>Rules of groups; a station's group counts them from 1.</summary>
    public Sharing[] Groups { get; init; } = [];

    public GoldenLimit[] Limits { get; init; } = [];

    public GoldenDimming? Dimming { get; init; }

    /// <summary>What the back end of all stations allows them together, and whether that is in kilowatts.</summary>
    public double? GroupLimit { get; init; }

    public bool GroupInKilowatts { get; init; }

    /// <summary>What the wall clock shows; null where nobody tells it.</summary>
    public DateTimeOffset? Time { get; init; }

    public bool ShuttingDown { get; init; }

    /// <summary>What the meters show as voltage; null where they do not.</summary>
    public double? Volts { get; init; }
}

internal sealed record GoldenCircuit
{
    /// <summary>Name of the circuit above; null for a feeder.</summary>
    public string? In { get; init; }

    public required PerPhase<double> Amps { get; init; }

    public double? Kw { get; init; }

    public double? Kva { get; init; }

    public double? Bus { get; init; }

    /// <summary>The highest power that may leave it, in kW.</summary>
    public double? Export { get; init; }

    public double? Unbalance { get; init; }

    public bool Metered { get; init; } = true;

    public double Poll { get; init; } = 1;

    public PerPhase<double> Assumed { get; init; }

    /// <summary>Its own uncontrolled load.</summary>
    public PerPhase<double> Load { get; init; }

    /// <summary>What it was until <see cref="LoadSince"/> seconds ago.</summary>
    public PerPhase<double>? LoadBefore { get; init; }

    public double LoadSince { get; init; } = 1;

    /// <summary>Since when its meter says nothing; 0 where it speaks.</summary>
    public double Silent { get; init; }

    /// <summary>Since when its meter shows no voltage; 0 where it does.</summary>
    public double Dark { get; init; }

    /// <summary>For how long its meter has spoken.</summary>
    public double Heard { get; init; } = 120;

    /// <summary>A window of the calendar, each day: from, to, kW.</summary>
    public GoldenWindow? Window { get; init; }
}

internal sealed record GoldenWindow(TimeSpan From, TimeSpan To, double Kw);

internal sealed record GoldenResource
{
    public required ResourceKind Kind { get; init; }

    public required string In { get; init; }

    public required double Kw { get; init; }

    public bool Metered { get; init; } = true;

    /// <summary>Amperes per phase that it feeds in now; negative while a battery charges.</summary>
    public double Feeds { get; init; }

    /// <summary>Steered by a device that forgets an order after a minute.</summary>
    public bool Steered { get; init; }

    public ResourceMode Mode { get; init; }

    /// <summary>The import to hold, in kW.</summary>
    public double? Target { get; init; }

    /// <summary>Shares of its capacity that orders keep within.</summary>
    public double[] Usable { get; init; } = [0.1, 0.95];

    /// <summary>The state of charge that it reports; null where it tells none.</summary>
    public double? Charge { get; init; }

    /// <summary>How it obeys, and why it does not.</summary>
    public SteeringState Steering { get; init; } = SteeringState.Ready;

    public string? Problem { get; init; }

    /// <summary>Kilowatts that it allows itself.</summary>
    public double? ChargeAtMost { get; init; }

    public double? DischargeAtMost { get; init; }

    /// <summary>Since when neither its meter nor it itself says anything; 0 where they speak.</summary>
    public double Silent { get; init; }

    /// <summary>Since when its meter alone says nothing; 0 where it speaks.</summary>
    public double MeterSilent { get; init; }

    /// <summary>Kilowatts that a charging plan wishes, and for how long from now.</summary>
    public double? Wish { get; init; }

    public double WishEndsIn { get; init; } = 900;
}

internal sealed record GoldenStation
{
    public required string In { get; init; }

    public double Max { get; init; } = 16;

    public double Min { get; init; } = 6;

    public double Fallback { get; init; } = 6;

    public string Rotation { get; init; } = "L1L2L3";

    /// <summary>Output of a direct-current station in kW: max, min, fallback.</summary>
    public double[]? Dc { get; init; }

    public double? Cable { get; init; }

    public bool SwitchesPhases { get; init; }

    public int Priority { get; init; } = 5;

    public double Guaranteed { get; init; }

    public ChargingMode Mode { get; init; }

    public int Group { get; init; }

    public StorageClass Storage { get; init; }

    /// <summary>False: it has never connected.</summary>
    public bool Seen { get; init; } = true;

    /// <summary>Seconds since its socket broke; null while it is connected.</summary>
    public double? Offline { get; init; }

    /// <summary>Seconds since it came back after that; null where it has not.</summary>
    public double? Back { get; init; }

    public ProfilePlan Plan { get; init; }

    /// <summary>fallback, nothing (not yet), refused.</summary>
    public string Holds { get; init; } = "fallback";

    public bool ClockTrusted { get; init; } = true;

    /// <summary>Seconds since it booted anew and forgot its fallback.</summary>
    public double? Booted { get; init; }

    public bool Vehicle { get; init; } = true;

    public bool Transaction { get; init; } = true;

    /// <summary>When its vehicle came.</summary>
    public double Arrived { get; init; } = 1000;

    /// <summary>Leases, the oldest first; none where it stands at its fallback.</summary>
    public GoldenLease[] Told { get; init; } = [];

    /// <summary>What its vehicle draws on each of its phases; null: what it was told last, or its fallback.</summary>
    public double? Draws { get; init; }

    /// <summary>Since when it draws <see cref="Draws"/> and no longer what it was told; null: all the time.</summary>
    public double? Stopped { get; init; }

    /// <summary>On how many of the station's terminals the vehicle draws.</summary>
    public int Phases { get; init; } = 3;

    /// <summary>How many seconds ago it was measured last; null: never.</summary>
    public double? Sampled { get; init; } = 2;

    /// <summary>Since when it has drawn what it draws.</summary>
    public double Since { get; init; } = 100;

    public GoldenWish? Wish { get; init; }

    /// <summary>Profiles that were written into it five minutes ago.</summary>
    public int Written { get; init; }

    /// <summary>Since when one phase would fit better; 0 where it would not.</summary>
    public double WishesOnePhase { get; init; }

    /// <summary>What the plan gives it.</summary>
    public double? Plans { get; init; }

    /// <summary>What the back end's charging profiles allow.</summary>
    public double? Csms { get; init; }

    /// <summary>They cannot be read.</summary>
    public bool CsmsUnknown { get; init; }

    /// <summary>What the vehicle says that it can take.</summary>
    public double? Says { get; init; }
}

/// <param name="Amps">The limit.</param>
/// <param name="Ago">When it was sent.</param>
/// <param name="Answer">accepted (a second later), rejected, none.</param>
/// <param name="Lease">How long it holds.</param>
internal sealed record GoldenLease(double Amps, double Ago, string Answer = "accepted", double Lease = 300);

internal sealed record GoldenWish(ChargingMode? Mode = null, int? Priority = null, double? LeavesIn = null, double? Kwh = null);

/// <param name="In">The circuit.</param>
/// <param name="Source">external, calendar or demand.</param>
/// <param name="Amps">Current per phase.</param>
/// <param name="Kw">Power.</param>
/// <param name="EndsIn">Seconds until it ends.</param>
internal sealed record GoldenLimit(string In, string Source, double? Amps = null, double? Kw = null, double EndsIn = 3600);

/// <param name="Kw">P_min.</param>
/// <param name="Signal">on, off, lost.</param>
/// <param name="In">Its circuit; null for the whole site.</param>
internal sealed record GoldenDimming(double Kw, string Signal, string? In = null);
