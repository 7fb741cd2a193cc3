using EdgeController.Core.Balancing;

namespace EdgeController.Host.Running;

/// <summary>What a controller in operation is started with.</summary>
public sealed record ControllerOptions
{
    public required ListenAddress Http { get; init; }

    public required ListenAddress Ocpp { get; init; }

    public GuardOptions Guard { get; init; } = GuardOptions.Default;

    /// <summary>True where everything around the controller is simulated; shown on the page.</summary>
    public bool Simulated { get; init; }
}
