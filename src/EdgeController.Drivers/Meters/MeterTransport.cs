using EdgeController.Core.Topology;

namespace EdgeController.Drivers.Meters;

/// <summary>How a model is reached, and what it can bear.</summary>
public sealed record MeterTransport
{
    public static readonly MeterTransport Unknown = new();

    /// <summary>The model has an Ethernet port of its own (any model can stand behind a gateway).</summary>
    public bool Tcp { get; init; }

    /// <summary>The model has an RS-485 port.</summary>
    public bool Rtu { get; init; }

    /// <summary>The model's setting as delivered; null where it is not known.</summary>
    public SerialFormat? Serial { get; init; }

    /// <summary>Unit id as delivered.</summary>
    public int Unit { get; init; } = 1;

    /// <summary>Most registers that one request may ask for.</summary>
    public int MaxRegisters { get; init; } = 125;

    /// <summary>Least time between an answer and the next request.</summary>
    public TimeSpan MinGap { get; init; }

    /// <summary>Time that the model needs after a connection was made.</summary>
    public TimeSpan AfterConnect { get; init; }
}
