using System.Collections.Immutable;
using EdgeController.Core.Units;

namespace EdgeController.Core.Planning;

/// <summary>What kind of limit binds a plan.</summary>
public enum BindingKind
{
    /// <summary>Current of one phase.</summary>
    Current,

    /// <summary>Power imported over all phases.</summary>
    Power,

    /// <summary>Power of all charging together.</summary>
    Charging,

    /// <summary>Difference between two phases.</summary>
    Unbalance,

    /// <summary>Power exported over all phases, or current that flows back.</summary>
    Export,
}

/// <summary>A circuit's limit that makes the plan dearer, over consecutive slots.</summary>
/// <param name="Circuit">The circuit's key.</param>
/// <param name="Kind">Which of its limits.</param>
/// <param name="Phase">The phase; null where the limit is over all.</param>
/// <param name="FirstSlot">First slot in which it binds.</param>
/// <param name="ShadowPrices">What one more ampere (or kilowatt) in each of the slots would save.</param>
public sealed record BindingLimit(string Circuit, BindingKind Kind, Phase? Phase, int FirstSlot, ImmutableArray<double> ShadowPrices)
{
    /// <summary>A for currents, kW for powers: what the shadow prices are per.</summary>
    public string Unit => Kind is BindingKind.Current or BindingKind.Unbalance ? "A" : "kW";

    /// <summary>What one more ampere (or kilowatt) over all these slots would save.</summary>
    public double Worth => ShadowPrices.Sum();
}

/// <summary>Why a person should look at a plan.</summary>
public enum PlanWarningKind
{
    /// <summary>A vehicle will leave with less than it should have.</summary>
    Shortage,

    /// <summary>Load that nobody controls is over a limit by itself; nothing charges there.</summary>
    Overload,

    /// <summary>Something in the problem could not be used and was left out or bounded.</summary>
    Input,

    /// <summary>The solver failed, and how the plan came to be instead.</summary>
    Solver,
}

/// <summary>A warning in one sentence, with what it is about.</summary>
/// <param name="Kind">What kind of warning.</param>
/// <param name="Subject">Id of the vehicle, circuit or resource; empty for the whole plan.</param>
/// <param name="Sentence">For people.</param>
public sealed record PlanWarning(PlanWarningKind Kind, string Subject, string Sentence)
{
    /// <summary>What would help, in one sentence; empty where nothing is known to.</summary>
    public string Help { get; init; } = string.Empty;

    /// <summary>What is missing, for <see cref="PlanWarningKind.Shortage"/>.</summary>
    public WattHours Missing { get; init; }
}
