using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>Folds one event into the next snapshot. Events about things that the site does not have change nothing.</summary>
public static class SiteReducer
{
    public static SiteSnapshot Apply(SiteSnapshot snapshot, SiteEvent what)
    {
        var next = what switch
        {
            MeterReading reading => SurplusReducer.Apply(MeterReducer.Apply(snapshot, reading), reading),
            MeterReadFailed failed => MeterReducer.Apply(snapshot, failed),
            StationConnected connected => OutageReducer.Came(
                WithEvses(
                    WithStation(snapshot, connected.Station, station => station with
                    {
                        Online = true, OcppVersion = connected.OcppVersion, ClockTrusted = false, Connections = station.Connections.With(connected.At),
                    }),
                    connected.Station,
                    evse => evse with { Status = EvseStatus.Unknown }),
                connected.Station,
                connected.At),
            StationDisconnected gone => OutageReducer.Gone(
                WithStation(snapshot, gone.Station, station => station with { Online = false, ClockTrusted = false }), gone.Station, gone.At),
            StationBooted booted => WithEvses(
                WithStation(snapshot, booted.Station, station => station with
                {
                    Vendor = booted.Vendor,
                    Model = booted.Model,
                    Firmware = booted.Firmware,
                    HoldsFallback = false,
                    RefusesProfiles = false,
                }),
                booted.Station,
                evse => evse with { Leases = evse.Leases.Doubt() }),
            FallbackInstalled installed => WithStation(snapshot, installed.Station, station => station with
            {
                HoldsFallback = true,
                RefusesProfiles = false,
                Plan = installed.Plan,
                Writes = station.Writes.Spend(ProfileWrite.Fallback, installed.At),
            }),
            StationMemoryWritten written => WithStation(snapshot, written.Station, station => station with { Writes = station.Writes.Spend(ProfileWrite.Fallback, written.At) }),
            FallbackRefused refused => WithStation(snapshot, refused.Station, station => station with { HoldsFallback = false, RefusesProfiles = true }),
            FallbackDoubted doubted => WithEvses(
                WithStation(snapshot, doubted.Station, station => station with { HoldsFallback = false, RefusesProfiles = false }),
                doubted.Station,
                evse => evse with { Leases = evse.Leases.Doubt() }),
            CsmsLimitChanged changed => WithEvse(snapshot, changed.Evse, evse => evse with { CsmsLimit = changed.Limit }),
            CsmsTotalChanged changed => WithStation(snapshot, changed.Station, station => station with { CsmsTotal = changed.Limit }),
            CsmsGroupChanged changed => LimitReducer.Apply(snapshot, changed),
            StationClockJudged judged => WithStation(snapshot, judged.Station, station => station with { ClockTrusted = judged.Trusted, ClockUncertainty = judged.Uncertainty }),
            EvseStatusReported status => VehicleReducer.End(WishReducer.End(snapshot, EvseReducer.Apply(snapshot, status), status.Evse, status.At), status.Evse),
            TransactionStarted started => WishReducer.Begin(snapshot, EvseReducer.Apply(snapshot, started), started),
            TransactionStopped stopped => VehicleReducer.End(WishReducer.End(snapshot, EvseReducer.Apply(snapshot, stopped), stopped.Evse, stopped.At), stopped.Evse),
            EvseMetered metered => VehicleReducer.Apply(snapshot, metered),
            VehicleNeedsTold told => EvseReducer.Apply(snapshot, told),
            PhasesWished wished => EvseReducer.Apply(snapshot, wished),
            SetpointIssued issued => WithStation(EvseReducer.Apply(snapshot, issued), issued.Evse.Station, station => station with { Writes = station.Writes.Spend(issued.Write, issued.At) }),
            SetpointAnswered answered => VehicleReducer.Apply(EvseReducer.Apply(snapshot, answered), answered),
            SessionWished wished => WishReducer.Apply(snapshot, wished),
            PlanReady ready => PlanReducer.Apply(snapshot, ready),
            ShutdownStarted => snapshot with { ShuttingDown = true },
            LimitSet set => LimitReducer.Apply(snapshot, set),
            LimitCleared cleared => LimitReducer.Apply(snapshot, cleared),
            DimmingSignalled signal => DimmingReducer.Apply(snapshot, signal),
            ResourceReported reported => ResourceReducer.Apply(snapshot, reported),
            ResourceOrdered ordered => ResourceReducer.Apply(snapshot, ordered),
            ResourceWished wished => ResourceReducer.Apply(snapshot, wished),
            ClockTold told => LimitReducer.Apply(snapshot, told),
            _ => throw new ArgumentOutOfRangeException(nameof(what), what.GetType().Name, "no rule for this event"),
        };
        return next with { Revision = snapshot.Revision + 1, At = what.At > snapshot.At ? what.At : snapshot.At };
    }

    private static SiteSnapshot WithStation(SiteSnapshot snapshot, StationId id, Func<StationState, StationState> change)
    {
        var index = snapshot.Index.Find(id);
        return index < 0 ? snapshot : snapshot with { Stations = snapshot.Stations.SetItem(index, change(snapshot.Stations[index])) };
    }

    private static SiteSnapshot WithEvse(SiteSnapshot snapshot, EvseId id, Func<EvseState, EvseState> change)
    {
        var index = snapshot.Index.Find(id);
        return index < 0 ? snapshot : snapshot with { Evses = snapshot.Evses.SetItem(index, change(snapshot.Evses[index])) };
    }

    private static SiteSnapshot WithEvses(SiteSnapshot snapshot, StationId id, Func<EvseState, EvseState> change)
    {
        var index = snapshot.Index.Find(id);
        if (index < 0)
        {
            return snapshot;
        }

        var evses = snapshot.Evses;
        foreach (var evse in snapshot.Site.Stations[index].Evses)
        {
            evses = evses.SetItem(evse, change(evses[evse]));
        }

        return snapshot with { Evses = evses };
    }
}
