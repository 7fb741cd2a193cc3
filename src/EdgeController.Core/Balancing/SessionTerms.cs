using EdgeController.Core.Balancing.Policies;
using EdgeController.Core.State;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>What is wished for the session on an EVSE, as the sharing needs it.</summary>
internal static class SessionTerms
{
    public static void View(SiteSnapshot snapshot, int evse, ref EvseView view)
    {
        var state = snapshot.Evses[evse];
        var station = snapshot.Index.StationOf(evse);
        var wishes = state.Session?.Wishes ?? SessionWishes.None;
        view.Circuit = station.Circuit;
        view.Mode = wishes.Mode ?? station.Mode;
        view.Floor = Math.Min(Math.Max(view.Minimum, station.Guaranteed.Value), view.Maximum);
        var watts = view.Maximum * Math.Max(1, view.Loaded.Count()) * snapshot.Site.NominalVoltage.Value;
        view.Claim = new Claim(view.Route, view.Minimum, view.Maximum)
        {
            Priority = wishes.Priority ?? station.Priority,
            Arrived = state.Session?.StartedAt ?? default,
            Departure = wishes.Departure,
            Needs = wishes.Target is { } target && watts > 0 ? TimeSpan.FromHours(Math.Clamp((target - state.Taken).Value / watts, 0, 1000)) : null,
            Group = station.Group,
        };
    }
}
