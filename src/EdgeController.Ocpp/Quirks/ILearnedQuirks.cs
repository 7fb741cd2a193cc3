using System.Collections.Concurrent;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;

namespace EdgeController.Ocpp.Quirks;

/// <summary>
/// What stations have shown so far, kept across restarts, so that a known model starts with what worked. Asked by several links at once;
/// must not block on the disk.
/// </summary>
public interface ILearnedQuirks
{
    /// <summary>What the station was when it booted last; null where it was never seen booting.</summary>
    StationModel? ModelOf(StationId station);

    /// <summary>The station has booted as that model.</summary>
    void Met(StationId station, StationModel model);

    /// <summary>What is known of the model; null where nothing is.</summary>
    LearnedQuirks? Find(StationModel model);

    /// <summary>Takes the place of what was known.</summary>
    void Keep(StationModel model, LearnedQuirks learned);
}

/// <summary>How profiles have to be worded for a model, as its stations have shown.</summary>
/// <param name="Plan">Where fallback and lease live.</param>
/// <param name="Proven">The measured current has followed a decrease: a vehicle that does not follow later is not the station's fault.</param>
public sealed record LearnedQuirks(ProfilePlan Plan, bool Proven)
{
    public bool InWatts { get; init; }

    public bool WholeAmps { get; init; }

    public bool StackZeroOnly { get; init; }

    public bool Relative { get; init; }

    public bool RefusesZero { get; init; }

    public bool ClearFirst { get; init; }

    public bool ClearAfterZero { get; init; }

    /// <summary>Whether a fallback without a start was taken or refused; null where it made no difference.</summary>
    public bool? FallbackRelative { get; init; }
}

/// <summary>Knows what was learned since the process started.</summary>
public sealed class LearnedInMemory : ILearnedQuirks
{
    private readonly ConcurrentDictionary<StationId, StationModel> _stations = new();
    private readonly ConcurrentDictionary<StationModel, LearnedQuirks> _models = new();

    public StationModel? ModelOf(StationId station) => _stations.GetValueOrDefault(station);

    public void Met(StationId station, StationModel model) => _stations[station] = model;

    public LearnedQuirks? Find(StationModel model) => _models.GetValueOrDefault(model);

    public void Keep(StationModel model, LearnedQuirks learned) => _models[model] = learned;
}
