using EdgeController.Core.Events;
using EdgeController.Core.Topology;

namespace EdgeController.Core.Control;

/// <summary>
/// What EVSEs have measured since the last decision. Of several measurements of one EVSE the newest counts where it says at least as much as the one before:
/// a station that measures a hundred times a second costs the loop no more than one that measures once.
/// </summary>
/// <param name="handle">Takes what counts.</param>
internal sealed class LatestMeasurements(Action<SiteEvent> handle)
{
    private readonly Dictionary<EvseId, EvseMetered> _latest = [];

    /// <summary>Keeps a measurement; hands over the one that it does not replace.</summary>
    public void Take(EvseMetered metered)
    {
        if (_latest.TryGetValue(metered.Evse, out var before) && !SaysAsMuch(metered, before))
        {
            handle(before);
        }

        _latest[metered.Evse] = metered;
    }

    /// <summary>Hands over all that is kept: before a decision, and before anything else that happens, so that order holds.</summary>
    public void Release()
    {
        foreach (var metered in _latest.Values)
        {
            handle(metered);
        }

        _latest.Clear();
    }

    private static bool SaysAsMuch(EvseMetered newer, EvseMetered older) =>
        (newer.Current is not null || older.Current is null) && (newer.Power is not null || older.Power is null) && (newer.Energy is not null || older.Energy is null);
}
