using System.Text.Json.Serialization;
using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Units;

namespace EdgeController.Host.Api;

/// <summary>The site as <c>GET /api/v1/site</c> and the stream show it. Units are in the names; null means not known.</summary>
public sealed record SiteView(
    string Name, string Mode, DateTimeOffset Time, bool Simulated, string Version, IReadOnlyList<CircuitView> Circuits,
    IReadOnlyList<StationView> Stations, IReadOnlyList<MeterView> Meters, IReadOnlyList<AlarmView> Alarms, IReadOnlyList<CsmsView> Csms)
{
    /// <summary>The grid operator's dimming; null where it may not dim.</summary>
    public DimmingView? Dimming { get; init; }

    /// <summary>PV arrays and batteries.</summary>
    public IReadOnlyList<ResourceView> Resources { get; init; } = [];
}

/// <summary>A PV array or battery: its power by its own meter, negative where it feeds in; null where that is not known.</summary>
public sealed record ResourceView(string Id, string Kind, string Circuit, string? Meter, double? DrawnKw, double MaxKw)
{
    /// <summary>How it is steered; null where it runs by itself.</summary>
    public SteeringView? Steering { get; init; }

    /// <summary>State of charge of a battery; null where it is not known.</summary>
    public double? SocPercent { get; init; }
}

/// <summary>What a battery or an inverter is used for and told, and why; the power of an order is positive where a battery is to charge.</summary>
/// <param name="Mode">self-consumption, peak-shaving, plan or off; curtail for PV.</param>
/// <param name="State">What is known of its obedience.</param>
/// <param name="OrderKw">The power it is told to hold; null where it is told none.</param>
/// <param name="FeedInAtMostKw">What it may feed in; null where only its rating bounds it.</param>
/// <param name="Reason">What binds.</param>
public sealed record SteeringView(string Mode, string State, double? OrderKw, double? FeedInAtMostKw, ReasonView? Reason);

/// <summary>One circuit: what is drawn against what is allowed.</summary>
public sealed record CircuitView(
    string Id, string? Parent, string Mode, string? Meter, double? MeterAgeSeconds, bool Estimated, IReadOnlyList<PhaseView> Phases, PowerView? Power)
{
    /// <summary>Limits that come and go and hold now.</summary>
    public IReadOnlyList<LimitView> Limits { get; init; } = [];

    /// <summary>Where its contract demand stands; null where there is none.</summary>
    public DemandView? Demand { get; init; }

    /// <summary>Apparent power; null where it is not limited.</summary>
    public ApparentView? Apparent { get; init; }
}

/// <summary>One phase of a circuit: the breaker's value, what the controller uses of it, and the load that is not ours.</summary>
public sealed record PhaseView(Phase Phase, double DrawnAmps, double LimitAmps, double UsableAmps, double UncontrolledAmps);

/// <summary>A circuit's power against its contract.</summary>
public sealed record PowerView(double DrawnKw, double LimitKw, double UsableKw);

/// <summary>A circuit's apparent power against what its connection carries.</summary>
public sealed record ApparentView(double DrawnKva, double LimitKva, double UsableKva);

/// <summary>One station and its EVSEs.</summary>
public sealed record StationView(
    string Id, string Circuit, bool Online, string? OcppVersion, string? Vendor, string? Model, IReadOnlyList<EvseView> Evses,
    WritesView Writes)
{
    /// <summary>What its back end has not had yet; null where nothing waits.</summary>
    public WaitingView? Waiting { get; init; }
}

/// <summary>Transaction messages that were answered here and wait for the back end, and when the oldest came.</summary>
public sealed record WaitingView(int Messages, DateTimeOffset Since);

/// <summary>Charging profiles written into a station in the last 24 hours, by what they were for, and its budget for a day; null where it has none.</summary>
public sealed record WritesView(int Decreases, int Increases, int Renewals, int Fallbacks, int Total, int? Budget);

/// <summary>One EVSE: what it is told, what it draws, and why; the terms of its session: mode, priority (1 to 10), departure, energy still needed.</summary>
public sealed record EvseView(
    string Id, int Number, EvseStatus Status, double SetpointAmps, IReadOnlyList<double>? MeasuredAmps, double MaxAmps, double FallbackAmps,
    double? LeaseSecondsLeft, ReasonView Reason, double? SessionKwh, bool Following, string Mode, int Priority, DateTimeOffset? Departure, double? NeedsKwh,
    DcView? Dc = null)
{
    /// <summary>Amperes per phase that the vehicle would take beyond its setpoint; 0 where it wants no more.</summary>
    public double LostAmps { get; init; }

    /// <summary>Who said the departure; null where nobody did.</summary>
    public WishOriginView? DepartureFrom { get; init; }

    /// <summary>Who said the energy; null where nobody did.</summary>
    public WishOriginView? NeedsFrom { get; init; }
}

/// <summary>Where a departure or an energy comes from: <c>driver</c>, <c>vehicle</c>, <c>duty-plan</c>, <c>token</c>, <c>group</c> or <c>learned</c>, and how it is known.</summary>
public sealed record WishOriginView(string Source, string Sentence);

/// <summary>The same at the vehicle in kilowatts, for an EVSE that charges with direct current; its currents are what it takes from the grid.</summary>
public sealed record DcView(double SetpointKw, double? MeasuredKw, double MaxKw, double FallbackKw);

/// <summary>A reason code with its arguments and its sentence; who set the limit, and until when, where it comes and goes.</summary>
public sealed record ReasonView(ReasonCode Code, string? Subject, Phase? Phase, double Amount, string Sentence)
{
    public string? Source { get; init; }

    public string? Ends { get; init; }
}

/// <summary>A meter's freshness: fresh, stale or blind.</summary>
public sealed record MeterView(string Id, double? AgeSeconds, string State, string? LastError);

/// <summary>Something that a person should look at.</summary>
public sealed record AlarmView(string Code, string Subject, string Sentence, DateTimeOffset Since);

/// <summary>How many stations are connected to a back end.</summary>
public sealed record CsmsView(string Name, int Connected, int Of)
{
    /// <summary>The controller itself at the back end; null where it has no identity there.</summary>
    public IdentityView? Identity { get; init; }
}

/// <summary>The controller's own connection to a back end, and what the back end allows all its stations together: amperes per phase or kilowatts, and by which profile.</summary>
public sealed record IdentityView(string Id, bool Connected, double? GroupAmps, double? GroupKw, string? Source);

/// <summary>JSON of the API, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(SiteView))]
[JsonSerializable(typeof(LimitView))]
[JsonSerializable(typeof(IReadOnlyList<LimitView>))]
[JsonSerializable(typeof(DimmingAnswer))]
[JsonSerializable(typeof(IReadOnlyList<EvidenceView>))]
internal sealed partial class SiteViewJson : JsonSerializerContext;
