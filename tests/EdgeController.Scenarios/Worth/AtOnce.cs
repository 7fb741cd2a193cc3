using EdgeController.Core.Topology;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Worth;

/// <summary>
/// Nobody controls: each vehicle takes all it can from when it comes, whatever the breakers stand, and batteries take in what the sun gives beyond the load. On paper, minute by minute;
/// the roof gives all it has.
/// </summary>
internal static class AtOnce
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(1);

    public static WorthOutcome Simulate(WorthSite worth, WorthTruth truth)
    {
        var (site, sessions, bill) = (worth.Site, worth.Scenario.Sessions!, new WorthBill(worth));
        var batteries = site.Resources.Where(one => one.Kind == ResourceKind.Battery).ToArray();
        var stored = batteries.Select(one => WorthSite.BatteryKwh(one) / 2).ToArray();
        var charged = new double[sessions.Count];
        for (var at = TimeSpan.Zero; at < worth.Scenario.Duration; at += Step)
        {
            var sun = site.Resources.Sum(one => truth.Sun(one.Index, at, at + Step).Value);
            var flow = site.Circuits.Sum(circuit => 3 * truth.Load(circuit.Index, at, at + Step).Value) - sun;
            for (var s = 0; s < sessions.Count; s++)
            {
                flow += sessions[s].Arrival <= at && sessions[s].Departure > at ? Charge(site, sessions[s], at, ref charged[s]) : 0;
            }

            for (var b = 0; b < batteries.Length; b++)
            {
                var (kwh, most) = (WorthSite.BatteryKwh(batteries[b]), batteries[b].Max.Value);
                var watts = Math.Clamp(Math.Clamp(-flow, -most, most), -stored[b] * 1000 / Step.TotalHours, (kwh - stored[b]) * 1000 / Step.TotalHours);
                stored[b] += watts * Step.TotalHours / 1000;
                flow += watts;
            }

            bill.Add(at, Step, flow, sun);
        }

        var more = stored.Sum() - batteries.Sum(one => WorthSite.BatteryKwh(one) / 2);
        var missed = sessions.Select((session, s) => Math.Max(0, session.Vehicle.RequestedWattHours - charged[s])).Sum() / 1000;
        return bill.Outcome(WorthComparison.AtOnce, sessions.Sum(session => session.Vehicle.RequestedWattHours) / 1000, missed, more);
    }

    private static double Charge(Site site, PlannedSession session, TimeSpan at, ref double charged)
    {
        var (station, traits) = (site.Stations[site.Evses[session.Evse].Station], session.Vehicle);
        if (traits.SleepsFor == TimeSpan.MaxValue || at < session.Arrival + traits.SleepsFor)
        {
            return 0;
        }

        var amps = Math.Max(0, Math.Min(station.Max.Value, traits.CapAmps(charged)) - traits.UnderDrawAmps);
        var watts = amps * site.NominalVoltage.Value * Math.Min(traits.Phases, station.Rotation.Terminals.Length);
        charged += watts * traits.Efficiency * Step.TotalHours;
        return watts;
    }
}
