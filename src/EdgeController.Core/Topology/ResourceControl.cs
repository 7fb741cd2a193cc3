using EdgeController.Core.Units;

namespace EdgeController.Core.Topology;

/// <summary>How a PV array or a battery is steered.</summary>
/// <param name="Template">Name of the template, for example <c>sunspec-storage</c>.</param>
/// <param name="Host">Host name or address of the device or its gateway.</param>
/// <param name="Port">TCP port.</param>
/// <param name="Unit">Modbus unit id.</param>
/// <param name="Reverts">Time after which the device forgets an order that is not renewed.</param>
public sealed record ResourceControl(string Template, string Host, int Port, int Unit, TimeSpan Reverts)
{
    /// <summary>What an inverter feeds in at most by a setting of its own, whoever steers it or not; null where it has none.</summary>
    public Watts? OwnLimit { get; init; }

    /// <summary>The SunSpec model that the site file says the device is steered by; null: the newest that it has.</summary>
    public int? Model { get; init; }
}

/// <summary>What a battery is used for.</summary>
public enum ResourceMode
{
    /// <summary>It runs by itself: nothing is ever ordered.</summary>
    Off,

    /// <summary>It keeps the flow at the grid connection near zero.</summary>
    SelfConsumption,

    /// <summary>It keeps the import at the grid connection at or below a target.</summary>
    PeakShaving,

    /// <summary>It does what the newest charging plan wishes; without one it runs by itself.</summary>
    Plan,
}

/// <summary>What can be said of a device's obedience.</summary>
public enum SteeringState
{
    /// <summary>It has told nothing yet, or cannot be steered at all.</summary>
    Unknown,

    /// <summary>It was given an order that changes nothing, to see whether it lets go of it by itself.</summary>
    Proving,

    /// <summary>It was seen to let go of an order by itself: it may be commanded.</summary>
    Ready,

    /// <summary>Its reversion timer does not work: it is never commanded.</summary>
    NoReversion,

    /// <summary>It does not show what was written into it: nothing is renewed, so that whatever holds ends by itself.</summary>
    WrongEcho,

    /// <summary>It does not answer.</summary>
    Unreachable,
}
