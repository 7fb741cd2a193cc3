using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Links;

namespace EdgeController.Ocpp.Mapping;

/// <summary>What is known about a station, whatever OCPP version it speaks, and the one place from which the site hears of it.</summary>
internal sealed class StationView(Station station, Site site, LinkStep step)
{
    private static readonly TimeSpan OldSample = TimeSpan.FromSeconds(60);
    private readonly Dictionary<int, string> _transactions = [];
    private readonly Dictionary<int, string> _stopped = [];
    private readonly Dictionary<int, int> _phasesUsed = [];

    /// <summary>What is told of vehicles that can give back.</summary>
    public V2x.VehicleReader Vehicles { get; } = new(station, site.NominalVoltage, step);

    /// <summary>Phase to neutral.</summary>
    public Volts NominalVoltage => site.NominalVoltage;

    public StationClock Clock { get; } = new();

    /// <summary>Whether what comes now may have waited in the station.</summary>
    public StationBacklog Backlog { get; } = new();

    /// <summary>The instant of the step that runs.</summary>
    public Instant Now => step.Now;

    /// <summary>EVSEs whose transaction goes on with another vehicle: what the last one was leased is still in the station.</summary>
    public Queue<int> Inherited { get; } = new();

    /// <summary>Sees what each EVSE measures and which state it tells, beside the site.</summary>
    public Action<SiteEvent>? Seen { get; set; }

    /// <summary>The numbers of the station's EVSEs (1.6: connectors).</summary>
    public IEnumerable<int> Numbers => station.Evses.Select(index => site.Evses[index].Id.Number);

    public EvseId? Evse(int number)
    {
        foreach (var index in station.Evses)
        {
            if (site.Evses[index].Id.Number == number)
            {
                return site.Evses[index].Id;
            }
        }

        return null;
    }

    /// <summary>The transaction that runs on the EVSE, as far as it is known.</summary>
    public string? Transaction(int evse) => _transactions.GetValueOrDefault(evse);

    /// <summary>How many phases the EVSE's vehicle uses; null where the station does not say.</summary>
    public int? PhasesUsed(int evse) => _phasesUsed.TryGetValue(evse, out var phases) ? phases : null;

    public void UsesPhases(int evse, int phases) => _phasesUsed[evse] = phases;

    /// <summary>The clock may have been lost with the power; the answer to the boot may set it.</summary>
    public void Booting()
    {
        if (Clock.Forget())
        {
            ReportClock();
        }
    }

    public void Booted(string? vendor, string? model, string? firmware) => Tell(new StationBooted(step.Now, station.Id, vendor, model, firmware));

    public void Observe(DateTimeOffset? timestamp)
    {
        if (!Backlog.IsRepeat && timestamp is { } time && !(Backlog.MayBeOld && Clock.IsLate(time, step.Now)) && Clock.Observe(time, step.Now))
        {
            ReportClock();
        }
    }

    /// <summary>Values that a station kept while it was offline are history, not what flows now.</summary>
    public bool IsOld(DateTimeOffset? timestamp) => timestamp is { } time && Clock.At(step.Now) is { } stationNow && stationNow - time > OldSample;

    /// <summary>Status of an EVSE; 0 is the whole station, of which only trouble counts.</summary>
    public void Status(int number, EvseStatus status, string? error)
    {
        if (number == 0 && status is not (EvseStatus.Unavailable or EvseStatus.Faulted))
        {
            return;
        }

        foreach (var index in station.Evses)
        {
            var evse = site.Evses[index].Id;
            if (number != 0 && number != evse.Number)
            {
                continue;
            }

            Tell(new EvseStatusReported(step.Now, evse, status, error));
            if (status == EvseStatus.Available && Transaction(evse.Number) is { } ended)
            {
                // An available connector has no transaction, whether or not its end will still be told.
                Ended(evse, ended, null);
            }
        }
    }

    /// <summary>A transaction runs; one that is over is not taken up again unless it is known to be <paramref name="resumed"/>.</summary>
    public void Started(EvseId evse, string transaction, string? idTag, bool resumed = false)
    {
        if (Transaction(evse.Number) != transaction && (resumed || _stopped.GetValueOrDefault(evse.Number) != transaction))
        {
            if (_stopped.GetValueOrDefault(evse.Number) == transaction)
            {
                Inherited.Enqueue(evse.Number);
            }

            _transactions[evse.Number] = transaction;
            Tell(new TransactionStarted(step.Now, evse, transaction, idTag));
        }
    }

    /// <summary>The transaction ended, on whichever EVSE it ran.</summary>
    public void Ended(string transaction, string? reason)
    {
        foreach (var (number, running) in _transactions.ToArray())
        {
            if (running == transaction && Evse(number) is { } evse)
            {
                Ended(evse, transaction, reason);
            }
        }
    }

    /// <summary>What the vehicle told that it takes at most: amperes per phase, or watts of direct current.</summary>
    public void Needs(EvseId evse, double? amps, double? watts)
    {
        if (amps is not null || watts is not null)
        {
            step.Report(new VehicleNeedsTold(step.Now, evse, amps is { } current ? new(current) : null, watts is { } power ? new(power) : null));
        }
    }

    public void Metered(EvseId evse, ReadOnlySpan<Reading> readings)
    {
        if (MeterValueMapper.Map(step.Now, evse, station, site.NominalVoltage, readings, PhasesUsed(evse.Number)) is { } metered)
        {
            Tell(metered);
        }

        Vehicles.Sampled(evse, readings);
    }

    /// <summary>What a transaction's last values say: the energy. Its currents have ended with it.</summary>
    public void MeteredLast(EvseId evse, ReadOnlySpan<Reading> readings)
    {
        if (MeterValueMapper.Map(step.Now, evse, station, site.NominalVoltage, readings) is { Energy: not null } metered)
        {
            step.Report(metered with { Current = null, Power = null });
        }
    }

    /// <summary>Passes on what somebody wishes for a session.</summary>
    public void Wished(SessionWished wish) => step.Report(wish);

    /// <summary>How long it is until the station's clock shows that time; null while its clock is not trusted.</summary>
    public TimeSpan? Until(DateTimeOffset time) => Clock.At(step.Now) is { } stationNow ? time - stationNow : null;

    private void Ended(EvseId evse, string transaction, string? reason)
    {
        _transactions.Remove(evse.Number);
        _phasesUsed.Remove(evse.Number);
        Vehicles.Ended(evse);
        _stopped[evse.Number] = transaction;
        Tell(new TransactionStopped(step.Now, evse, transaction, reason));
    }

    private void Tell(SiteEvent what)
    {
        step.Report(what);
        Seen?.Invoke(what);
    }

    private void ReportClock() => step.Report(new StationClockJudged(step.Now, station.Id, Clock.Trusted, Clock.Uncertainty));
}
