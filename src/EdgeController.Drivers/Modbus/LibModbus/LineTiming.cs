namespace EdgeController.Drivers.Modbus.LibModbus;

/// <summary>The pauses that a line keeps.</summary>
internal sealed record LineTiming
{
    /// <summary>After the first failure to open; doubled after each further one.</summary>
    public required TimeSpan FirstBackOff { get; init; }

    public required TimeSpan LongestBackOff { get; init; }

    /// <summary>After an answer.</summary>
    public TimeSpan Gap { get; init; }

    /// <summary>After a request that got no usable answer: what is still under way must be over before the next.</summary>
    public TimeSpan AfterFailure { get; init; }

    /// <summary>After the line was opened.</summary>
    public TimeSpan AfterOpen { get; init; }
}
