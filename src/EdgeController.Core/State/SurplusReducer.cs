using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>Folds the reading of a root circuit's meter into the surplus that vehicles in a solar mode share; kept only while there are any.</summary>
internal static class SurplusReducer
{
    public static SiteSnapshot Apply(SiteSnapshot snapshot, MeterReading reading)
    {
        var meter = snapshot.Index.Find(reading.Meter);
        var index = meter < 0 ? -1 : snapshot.Index.CircuitOfMeter[meter];
        if (index < 0 || snapshot.Site.Circuits[index].Parent is not null || snapshot.Meters[meter].LastGoodAt != reading.At)
        {
            return snapshot;
        }

        var state = snapshot.Circuits[index];
        var others = 0.0;
        var wanted = false;
        foreach (var evse in snapshot.Index.EvsesUnder[index])
        {
            if (snapshot.Evses[evse] is { Session: { } session } && snapshot.Index.StationOf(evse).ModeOf(session) is ChargingMode.Solar or ChargingMode.SolarMinimum)
            {
                wanted = true;
            }
            else if (snapshot.Evses[evse].Sample is { } sample && reading.At - sample.At < EvseSample.TooOld)
            {
                others += (sample.Current.L1 + sample.Current.L2 + sample.Current.L3).Value;
            }
        }

        if (!wanted)
        {
            return state.Surplus is null ? snapshot : snapshot with { Circuits = snapshot.Circuits.SetItem(index, state with { Surplus = null }) };
        }

        var surplus = new Watts(-state.UncontrolledPower.Estimate - (others * snapshot.Site.NominalVoltage.Value) + Batteries(snapshot, index, reading.At));
        var next = state.Surplus?.Observe(surplus, reading.At) ?? SolarSurplus.Begin(surplus, reading.At);
        return snapshot with { Circuits = snapshot.Circuits.SetItem(index, state with { Surplus = next }) };
    }

    /// <summary>What steered batteries take, negative where they give: a battery comes after vehicles, and what it gives is no sun.</summary>
    private static double Batteries(SiteSnapshot snapshot, int root, Instant now)
    {
        var sum = 0.0;
        foreach (var r in snapshot.Index.ResourcesUnder[root])
        {
            var (resource, state) = (snapshot.Site.Resources[r], snapshot.Resources[r]);
            if (resource.Kind == ResourceKind.Vehicle)
            {
                sum += Math.Min(0, state.MeasuredAt is { } at && now - at < EvseSample.TooOld ? state.Power?.Value ?? 0 : 0);
            }
            else if (resource is { Kind: ResourceKind.Battery, Control: not null, Mode: not ResourceMode.Off, Meter: { } meter }
                && MeterQuality.Judge(snapshot.Site.Meters[meter], snapshot.Meters[meter], snapshot.Site.Staleness, now) == ControlMode.Normal)
            {
                sum += (state.BatteryPower ?? state.Power)?.Value ?? 0;
            }
        }

        return sum;
    }

    private static ChargingMode ModeOf(this Station station, ChargingSession session) => session.Wishes.Mode ?? station.Mode;
}
