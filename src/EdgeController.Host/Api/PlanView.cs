using System.Text.Json.Serialization;
using EdgeController.Core.Events;
using EdgeController.Core.Planning;
using EdgeController.Core.Units;

namespace EdgeController.Host.Api;

/// <summary>
/// The charging plan as <c>/api/v1/plan</c> tells it; lists run by slot and are empty where there is no plan. Powers in kW, import positive; currents in A; prices per
/// kWh in <see cref="Currency"/>.
/// </summary>
/// <param name="State"><c>off</c>: nothing goes by plans now. <c>waiting</c>: the first plan is being made. <c>fresh</c>: it is gone by. <c>stale</c>: too old to go by.</param>
/// <param name="Sentence">The same for people.</param>
public sealed record PlanView(string State, string Sentence)
{
    /// <summary>The site's time zone, by whose clock its sentences go.</summary>
    public string TimeZone { get; init; } = "UTC";

    public DateTimeOffset? Start { get; init; }

    /// <summary>How old the picture is that the plan was made from.</summary>
    public double? AgeSeconds { get; init; }

    /// <summary>Until when it is gone by, unless a newer one comes.</summary>
    public DateTimeOffset? HoldsUntil { get; init; }

    /// <summary>Length of each slot.</summary>
    public IReadOnlyList<double> Minutes { get; init; } = [];

    public PlanStatus? Status { get; init; }

    public string? Solver { get; init; }

    public long? Revision { get; init; }

    public double? Gap { get; init; }

    public string? Currency { get; init; }

    public double? Cost { get; init; }

    public IReadOnlyList<double> ImportPrice { get; init; } = [];

    public IReadOnlyList<double> ExportPrice { get; init; } = [];

    /// <summary>Forecast of the load that nobody controls.</summary>
    public IReadOnlyList<double> LoadKw { get; init; } = [];

    /// <summary>The same with the band above it that the plan keeps free.</summary>
    public IReadOnlyList<double> LoadHighKw { get; init; } = [];

    /// <summary>Forecast of what PV can give, positive.</summary>
    public IReadOnlyList<double> PvKw { get; init; } = [];

    /// <summary>What the plan draws from the grid; negative into it.</summary>
    public IReadOnlyList<double> GridKw { get; init; } = [];

    /// <summary>What all roots together may draw.</summary>
    public IReadOnlyList<double> LimitKw { get; init; } = [];

    public IReadOnlyList<PlannedVehicleView> Vehicles { get; init; } = [];

    public IReadOnlyList<PlannedBatteryView> Batteries { get; init; } = [];

    public IReadOnlyList<UnplannedView> Unplanned { get; init; } = [];

    public IReadOnlyList<BindingView> Binding { get; init; } = [];

    public IReadOnlyList<PlanWarningView> Warnings { get; init; } = [];
}

/// <summary>One vehicle of the plan; energies in kWh, powers negative where it gives back.</summary>
public sealed record PlannedVehicleView(
    string Evse, DateTimeOffset ReadyBy, double NeedsKwh, double ShortageKwh, double? MarginalPerKwh, IReadOnlyList<double> Kw, IReadOnlyList<double> Amps)
{
    /// <summary>Why it gets what it gets, slot after slot.</summary>
    public IReadOnlyList<PlanReasonView> Why { get; init; } = [];

    /// <summary>Who said the departure, and how it is known.</summary>
    public WishOriginView? DepartureFrom { get; init; }

    /// <summary>Who said the energy, and how it is known.</summary>
    public WishOriginView? NeedsFrom { get; init; }
}

/// <summary>Why a vehicle gets what it gets over consecutive slots.</summary>
public sealed record PlanReasonView(int FirstSlot, int Slots, string Sentence);

/// <summary>A battery of the plan: charging positive, and how full it is at the end of each slot.</summary>
public sealed record PlannedBatteryView(string Id, IReadOnlyList<double> Kw, IReadOnlyList<double> SocPercent);

/// <summary>A session in mode plan that has no plan, and why.</summary>
public sealed record UnplannedView(string Evse, string Why);

/// <summary>A limit that makes the plan dearer, over so many slots; what one more ampere or kilowatt would save.</summary>
public sealed record BindingView(string Circuit, BindingKind Kind, Phase? Phase, int FirstSlot, int Slots, double Worth, string Unit);

/// <summary>An early warning, with what would help.</summary>
public sealed record PlanWarningView(PlanWarningKind Kind, string Subject, string Sentence, string Help, double MissingKwh);

/// <summary>JSON of the plan, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(PlanView))]
internal sealed partial class PlanViewJson : JsonSerializerContext;
