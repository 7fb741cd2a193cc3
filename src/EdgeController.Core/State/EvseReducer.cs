using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>Folds what happens at an EVSE: status, transactions, measurements, setpoints and their answers.</summary>
internal static class EvseReducer
{
    /// <summary>Station and vehicle together need up to this long to follow a new limit (OCPP answer to current, IEC 61851-1: 5 s for the vehicle).</summary>
    private static readonly TimeSpan FollowsWithin = TimeSpan.FromSeconds(10);

    public static SiteSnapshot Apply(SiteSnapshot snapshot, EvseStatusReported reported) => With(snapshot, reported.Evse, (evse, index) =>
    {
        var state = evse with { Status = reported.Status };
        if (!state.MayHaveVehicle)
        {
            return Emptied(snapshot, state, index, reported.At);
        }

        return state.Session is null && reported.Status is not (EvseStatus.Unavailable or EvseStatus.Faulted)
            ? state with { Session = new ChargingSession(reported.At, null, null, null, null), Demand = Fresh(snapshot, index) }
            : state;
    });

    public static SiteSnapshot Apply(SiteSnapshot snapshot, TransactionStarted started) => With(snapshot, started.Evse, (evse, index) => evse with
    {
        Status = evse.MayHaveVehicle && evse.Status != EvseStatus.Unknown ? evse.Status : EvseStatus.Preparing,
        Session = (evse.Session ?? new ChargingSession(started.At, null, null, null, null)) with { Transaction = started.Transaction, IdTag = started.IdTag },
        Demand = evse.Session is null ? Fresh(snapshot, index) : evse.Demand,
        Wiring = evse.Wiring.Begin(WiringReducer.MeterNear(snapshot, index, started.At), started.At),
    });

    /// <summary>The late end of an earlier transaction (queued while the station was offline) says nothing about the one that runs.</summary>
    public static SiteSnapshot Apply(SiteSnapshot snapshot, TransactionStopped stopped) => With(snapshot, stopped.Evse, (evse, index) =>
        evse.Session?.Transaction is { } running && running != stopped.Transaction ? evse : evse with
        {
            Session = evse.Session is null ? null : evse.Session with { Transaction = null },
            Leases = AfterTransaction(snapshot, evse, index),
            Sample = new EvseSample(PerPhase.All(Amperes.Zero), stopped.At),
            Wiring = evse.Wiring.End(stopped.At),
            PhaseMode = PhaseMode.Initial,
            Wake = WakeWatch.Initial,
            NotFollowingSince = null,
            Overdrawn = Amperes.Zero,
            PausedSince = null,
            Turn = default,
        });

    public static SiteSnapshot Apply(SiteSnapshot snapshot, EvseMetered metered) => With(snapshot, metered.Evse, (evse, index) =>
    {
        var session = evse.Session;
        var gained = session is null ? WattHours.Zero : ReceivedEnergy.Since(evse, metered, snapshot.Site.NominalVoltage);
        var received = evse.Received.Add(gained, metered.At);
        if (session is not null && metered.Energy is { } energy)
        {
            session = session with { EnergyAtStart = session.EnergyAtStart ?? energy, Energy = energy };
        }

        if (metered.Current is not { } current || !Plausible(current, snapshot.Index.StationOf(index).Max))
        {
            return evse with { Session = session, Received = received, Metered = evse.Metered + gained };
        }

        var sample = new EvseSample(current, metered.At);
        var inForce = evse.Leases.InForce(metered.At);
        var offered = inForce?.Limit ?? snapshot.Beneath(index);
        var since = inForce?.AcceptedAt ?? Beneath(evse.Leases.Last, session?.StartedAt ?? Instant.Start, metered.At);
        var allowed = evse.Leases.Allowed(metered.At, snapshot.Beneath(index));
        var (exceeds, settled) = (Exceeds(sample.Highest, allowed), metered.At - since >= FollowsWithin);
        var station = snapshot.Index.StationOf(index);
        var demand = session is null ? evse.Demand : evse.Demand.Observe(current, station.Rotation.Wired, offered, since, metered.At, Scale(station));
        return evse with
        {
            Session = session,
            Received = received,
            Metered = evse.Metered + gained,
            Sample = sample,
            PhaseMode = evse.PhaseMode is { Told: 1, Refused: false } && demand.Loaded.Count() > 1 ? evse.PhaseMode with { Refused = true } : evse.PhaseMode,
            Wake = evse.Wake.Observe(sample.Highest, session?.Transaction is not null && offered >= station.Min, metered.At),
            Leases = evse.Leases.Confirm(sample.Highest, metered.At),
            Wiring = WiringReducer.Observe(snapshot, evse, index, current, metered.At),
            Demand = demand,
            Shown = session is null ? evse.Shown : evse.Shown.Observe(sample.Highest, demand.Takes is not null && demand.Takes != evse.Demand.Takes),
            NotFollowingSince = !exceeds ? null : evse.NotFollowingSince ?? (settled ? metered.At : null),
            Overdrawn = settled ? Amperes.Max(Amperes.Zero, sample.Highest - allowed) : evse.Overdrawn,
        };
    });

    public static SiteSnapshot Apply(SiteSnapshot snapshot, VehicleNeedsTold told) => With(snapshot, told.Evse, (evse, index) =>
    {
        var station = snapshot.Index.StationOf(index);
        var most = station.Dc is null ? told.MaxCurrent : told.MaxPower is { } power ? station.Dc.Input(power, snapshot.Site.NominalVoltage) : null;
        return most is { Value: > 0 } ? evse with { VehicleMaximum = most } : evse;
    });

    public static SiteSnapshot Apply(SiteSnapshot snapshot, PhasesWished wished) => With(snapshot, wished.Evse, (evse, _) =>
        evse.PhaseMode.Wished == wished.Phases ? evse : evse with { PhaseMode = evse.PhaseMode with { Wished = wished.Phases, WishedSince = wished.At } });

    public static SiteSnapshot Apply(SiteSnapshot snapshot, SetpointIssued issued) => With(snapshot, issued.Evse, (evse, index) =>
    {
        var uncertainty = snapshot.Stations[snapshot.Site.Evses[index].Station].ClockUncertainty;
        var lease = new OpenLease(issued.Revision, issued.Limit, issued.At, issued.At + issued.Lease + uncertainty, null);
        var told = evse with
        {
            Leases = evse.Leases.Issue(lease, snapshot.Beneath(index), issued.At),
            PausedSince = issued.Limit > Amperes.Zero ? null : issued.Wakes ? evse.PausedSince : evse.PausedSince ?? issued.At,
            Wake = issued.Wakes ? evse.Wake.Pulse(issued.At) : evse.Wake,
            Turn = issued.Wakes ? evse.Turn : evse.Turn.Issue(evse.Leases.Told(snapshot.Beneath(index), issued.At), issued.Limit, evse.Sleeps, evse.Session?.StartedAt ?? issued.At, issued.At),
        };
        return issued.Phases is { } phases && phases != evse.PhaseMode.Told
            ? told with { PhaseMode = evse.PhaseMode.Switch(phases, issued.Revision, issued.At), Demand = Rewired(snapshot, index, phases) }
            : told;
    });

    public static SiteSnapshot Apply(SiteSnapshot snapshot, SetpointAnswered answered) => With(snapshot, answered.Evse, (evse, index) =>
        NotSwitched(snapshot, index, evse, answered) with
    {
        Leases = answered.Outcome switch
        {
            SetpointOutcome.Accepted => evse.Leases.Accept(answered.Revision, answered.At),
            SetpointOutcome.Rejected => evse.Leases.Drop(answered.Revision, refused: true, answered.At),
            SetpointOutcome.NotSent => evse.Leases.Drop(answered.Revision, refused: false, answered.At),
            _ => evse.Leases,
        },
    });

    /// <summary>What is noise and slack at a station of 32 A grows with a large direct-current station.</summary>
    private static double Scale(Station station) => station.Dc is null ? 1 : Math.Max(1, station.Max.Value / 32);

    /// <summary>The vehicle is now connected to other phases; on the single one it is known where it is, and a second one counts when seen.</summary>
    private static VehicleDemand Rewired(SiteSnapshot snapshot, int index, int phases)
    {
        var rotation = snapshot.Index.StationOf(index).Rotation;
        return phases == 1 ? new VehicleDemand { Loaded = rotation.Terminals[0].ToSet(), PhasesLearned = true } : VehicleDemand.Unknown(rotation.Wired);
    }

    /// <summary>A number of phases that the station did not take is as it was before.</summary>
    private static EvseState NotSwitched(SiteSnapshot snapshot, int index, EvseState evse, SetpointAnswered answered) =>
        answered.Outcome is SetpointOutcome.Rejected or SetpointOutcome.NotSent && answered.Revision == evse.PhaseMode.Revision && answered.Revision > 0
            ? evse with { PhaseMode = evse.PhaseMode.NotTaken(answered.Outcome == SetpointOutcome.Rejected), Demand = Rewired(snapshot, index, 4 - evse.PhaseMode.Told) }
            : evse;

    /// <summary>Design 5.3 and faults D18: more than 5 % and 1 A above the limit is not following it.</summary>
    private static bool Exceeds(Amperes measured, Amperes limit) => measured.Value > (limit.Value * 1.05) + 1;

    /// <summary>Since when no lease has held: the end of the last one, or the start of the session.</summary>
    private static Instant Beneath(OpenLease? last, Instant session, Instant now) =>
        last is not null && last.EndsAt <= now && last.EndsAt > session ? last.EndsAt : session;

    /// <summary>Faults D21: no EVSE draws a negative current or far more than its hardware can; a wrong unit must not hide other load.</summary>
    private static bool Plausible(PerPhase<Amperes> current, Amperes hardware)
    {
        foreach (var phase in PerPhase.Each)
        {
            if (!(current[phase].Value >= -1 && current[phase].Value <= (hardware.Value * 1.5) + 1))
            {
                return false;
            }
        }

        return true;
    }

    private static EvseState Emptied(SiteSnapshot snapshot, EvseState evse, int index, Instant at) => evse with
    {
        Session = null,
        Leases = AfterTransaction(snapshot, evse, index),
        Demand = Fresh(snapshot, index),
        VehicleMaximum = null,
        PhaseMode = PhaseMode.Initial,
        Wake = WakeWatch.Initial,
        Sample = new EvseSample(PerPhase.All(Amperes.Zero), at),
        Wiring = evse.Wiring.End(at),
        NotFollowingSince = null,
        Overdrawn = Amperes.Zero,
        PausedSince = null,
        Turn = default,
        Metered = WattHours.Zero,
        GivenBack = WattHours.Zero,
        Shown = default,
    };

    /// <summary>A lease worded as a TxProfile dies with its transaction; one in the station-wide maximum stays until it expires.</summary>
    private static LeaseBook AfterTransaction(SiteSnapshot snapshot, EvseState evse, int index) =>
        snapshot.Stations[snapshot.Site.Evses[index].Station].Plan == ProfilePlan.TxDefaultAndTx
            ? evse.Leases with { Open = [], Last = null }
            : evse.Leases;

    private static VehicleDemand Fresh(SiteSnapshot snapshot, int index) => VehicleDemand.Unknown(snapshot.Index.StationOf(index).Rotation.Wired);

    private static SiteSnapshot With(SiteSnapshot snapshot, EvseId id, Func<EvseState, int, EvseState> change)
    {
        var index = snapshot.Index.Find(id);
        if (index < 0)
        {
            return snapshot;
        }

        var before = snapshot.Evses[index];
        var after = change(before, index);
        return ReferenceEquals(before, after) ? snapshot : snapshot with { Evses = snapshot.Evses.SetItem(index, after) };
    }
}
