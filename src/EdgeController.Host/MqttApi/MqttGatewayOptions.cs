namespace EdgeController.Host.MqttApi;

/// <summary>How the controller stands to its broker; what is false is so only in a negative control.</summary>
public sealed record MqttGatewayOptions
{
    /// <summary>The password that the site file names; null where it names none.</summary>
    public string? Password { get; init; }

    /// <summary>Why there is no connection to be made, as a sentence; null where there is.</summary>
    public string? Problem { get; init; }

    /// <summary>Retained commands, limits and meter values are ignored.</summary>
    public bool IgnoresRetained { get; init; } = true;

    /// <summary>What arrives faster than it is taken is taken by its newest.</summary>
    public bool Coalesces { get; init; } = true;

    /// <summary>Payloads beyond the bound are not taken.</summary>
    public bool CapsPayloads { get; init; } = true;

    /// <summary>First and longest pause before a broker is called again; null for 1 s and 60 s.</summary>
    public TimeSpan? LongestBackOff { get; init; }
}
