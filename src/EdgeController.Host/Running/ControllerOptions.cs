using EdgeController.Core.Balancing;
using EdgeController.Host.Ocpp;
using EdgeController.Ocpp.Quirks;

namespace EdgeController.Host.Running;

/// <summary>What a controller in operation is started with.</summary>
public sealed record ControllerOptions
{
    public required ListenAddress Http { get; init; }

    public required ListenAddress Ocpp { get; init; }

    public GuardOptions Guard { get; init; } = GuardOptions.Default;

    /// <summary>Times and bounds of all OCPP connections.</summary>
    public NetworkOptions Network { get; init; } = new();

    /// <summary>What is known of station models from their quirk files.</summary>
    public KnownStations Stations { get; init; } = KnownStations.None;

    /// <summary>Folder for what must survive a restart; null where nothing does.</summary>
    public string? StateFolder { get; init; }

    /// <summary>Folder of the site file, beside which prices lie.</summary>
    public string SiteFolder { get; init; } = string.Empty;

    /// <summary>How patient feeds of prices and forecasts are; null for as usual.</summary>
    internal Planning.FeedTimes? Feeds { get; init; }

    /// <summary>Makes the planner; null for the usual one.</summary>
    public Func<Core.Planning.IChargingPlanner>? Planner { get; init; }

    /// <summary>Prices and forecasts that are known from the start, beside those of the site's own sources.</summary>
    public System.Collections.Immutable.ImmutableArray<Core.Planning.TimeSeries> Series { get; init; } = [];

    /// <summary>Folder of the journal; null where there is none.</summary>
    public string? JournalFolder { get; init; }

    /// <summary>For tests: false answers for the back end before the journal has kept the message, to show what the waiting is for.</summary>
    public bool JournalWaitsForDisk { get; init; } = true;

    /// <summary>Disk that the journal keeps for the time when there is none left, in bytes.</summary>
    public long JournalReserve { get; init; } = 64L << 20;

    /// <summary>Why there is no folder, as a sentence, where there should be one.</summary>
    public string? StateProblem { get; init; }

    /// <summary>How it stands to the site's broker.</summary>
    public MqttApi.MqttGatewayOptions Mqtt { get; init; } = new();

    /// <summary>Ends the process, with the reason, where the control loop stands still; null where the controller is only a part of its process.</summary>
    public Action<string>? EndProcess { get; init; }

    /// <summary>True where everything around the controller is simulated; shown on the page.</summary>
    public bool Simulated { get; init; }
}
