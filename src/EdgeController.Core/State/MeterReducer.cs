using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>Folds meter samples: freshness of the meter, and the uncontrolled load of the circuit that it measures.</summary>
internal static class MeterReducer
{
    public static SiteSnapshot Apply(SiteSnapshot snapshot, MeterReadFailed failed)
    {
        var index = snapshot.Index.Find(failed.Meter);
        return index < 0 ? snapshot : snapshot with
        {
            Meters = snapshot.Meters.SetItem(index, snapshot.Meters[index] with
            {
                LastError = failed.Reason,
                HeardAt = failed.At,
                DeadSince = failed.IsDead ? snapshot.Meters[index].DeadSince ?? failed.At : null,
            }),
        };
    }

    public static SiteSnapshot Apply(SiteSnapshot snapshot, MeterReading reading)
    {
        var index = snapshot.Index.Find(reading.Meter);
        if (index < 0 || !IsFinite(reading))
        {
            return snapshot;
        }

        var site = snapshot.Site;
        var before = snapshot.Meters[index] with { HeardAt = reading.At, DeadSince = null };
        if (before.LastGoodAt is { } last && reading.At <= last)
        {
            return snapshot;
        }

        var circuit = snapshot.Index.CircuitOfMeter[index];
        var verdict = default(MeterVerdict);
        var plausibility = before.Plausibility;
        var repeats = false;
        if (circuit >= 0 && !snapshot.BelievesMeters)
        {
            repeats = site.Meters[index].Refresh > TimeSpan.Zero && plausibility.Repeats(reading);
            (plausibility, verdict) = plausibility.Observe(reading, MeterEvidence.Gather(snapshot, circuit, index, reading.At));
        }
        else if (circuit < 0 && !snapshot.BelievesMeters)
        {
            (plausibility, verdict) = plausibility.ObserveAlone(reading, site.Meters[index].Refresh);
        }

        if (verdict.Doubt != MeterDoubt.None || repeats)
        {
            // What is not believed, and what a slow meter acquired before, is no sample: the meter grows stale; a doubted one must prove itself again.
            var aged = before with { Plausibility = plausibility };
            aged = verdict.Doubt == MeterDoubt.None ? aged : aged with { LastError = verdict.Doubt.Sentence() };
            aged = verdict.Proven ? aged with { Doubt = verdict.Doubt, GoodInARow = 0 } : aged;
            var doubted = verdict is { Doubt: MeterDoubt.BelowStations, Proven: true } ? WiringReducer.Corroborate(snapshot, circuit) : snapshot;
            return doubted with { Meters = snapshot.Meters.SetItem(index, aged) };
        }

        var gap = before.Doubt != MeterDoubt.None
            || (before.LastGoodAt is { } previous && reading.At - previous >= MeterQuality.Blind(site.Meters[index], site.Staleness));
        var meter = before with
        {
            LastGoodAt = reading.At,
            LastError = null,
            GoodInARow = Math.Min((gap ? 0 : before.GoodInARow) + MeterQuality.Weight(site.Meters[index]), MeterQuality.GoodSamplesToRecover),
            Plausibility = plausibility,
            Doubt = MeterDoubt.None,
            Voltage = reading.Voltage,
            Lowest = before.Lowest.Observe(reading.Voltage, reading.At),
        };
        var neighbour = circuit < 0 ? -1 : CircuitMeters.GoodNeighbour(snapshot, circuit, index, reading.At);
        if (snapshot.Index.ResourceOfMeter[index] is >= 0 and var resource)
        {
            snapshot = ResourceReducer.Measured(snapshot, resource, reading);
        }

        return snapshot with
        {
            Meters = snapshot.Meters.SetItem(index, meter),
            Circuits = circuit < 0 ? snapshot.Circuits : snapshot.Circuits.SetItem(circuit, Observe(snapshot, circuit, CircuitMeters.Joined(snapshot, neighbour, reading), restart: gap && neighbour < 0)),
        };
    }

    private static CircuitState Observe(SiteSnapshot snapshot, int circuit, MeterReading reading, bool restart)
    {
        var site = snapshot.Site;
        var state = restart ? new CircuitState() : snapshot.Circuits[circuit];
        var limits = site.Circuits[circuit];
        var volts = site.NominalVoltage.Value;
        Span<double> measured = stackalloc double[4];
        Span<double> possible = stackalloc double[4];
        Span<double> certain = stackalloc double[4];
        foreach (var evse in snapshot.Index.EvsesUnder[circuit])
        {
            Sum(snapshot, evse, reading, measured, possible, certain);
        }

        var seconds = reading.At.SinceStart.TotalSeconds;
        var uncontrolled = state.Uncontrolled;
        foreach (var phase in PerPhase.Each)
        {
            var usable = site.Margin.Usable(limits.LimitAmps[phase]).Value;
            uncontrolled = uncontrolled.With(phase, state.Uncontrolled[phase].Observe(reading.Current[phase].Value, measured[(int)phase], possible[(int)phase], usable, seconds, certain[(int)phase]));
        }

        if (snapshot.Index.ResourcesUnder[circuit].Length > 0)
        {
            state = ObserveGross(snapshot, state, limits, reading, measured, possible, certain);
        }

        var power = reading.Power ?? new Watts((reading.Current.L1 + reading.Current.L2 + reading.Current.L3).Value * volts);
        var usablePower = limits.LimitPower is { } contracted ? site.Margin.Usable(contracted).Value : double.MaxValue;
        state = snapshot.Index.LimitsApparent ? ObserveApparent(snapshot, state, limits, reading, measured[3] * volts, possible[3] * volts, certain[3] * volts) : state;
        return state with
        {
            Drawn = reading.Current,
            DrawnPower = power,
            Uncontrolled = uncontrolled,
            UncontrolledPower = state.UncontrolledPower.Observe(
                power.Value, measured[3] * volts, possible[3] * volts, usablePower, seconds, certain[3] * volts),
        };
    }

    private static CircuitState ObserveGross(
        SiteSnapshot snapshot, CircuitState state, Circuit circuit, MeterReading reading, ReadOnlySpan<double> measured, ReadOnlySpan<double> possible, ReadOnlySpan<double> certain)
    {
        var generated = Generation.Measured(snapshot, circuit.Index, reading.At);
        var gross = state.UncontrolledGross;
        foreach (var phase in PerPhase.Each)
        {
            var usable = snapshot.Site.Margin.Usable((circuit.Bus ?? circuit.LimitAmps)[phase]).Value;
            gross = gross.With(phase, gross[phase].Observe(
                reading.Current[phase].Value + generated[phase], measured[(int)phase], possible[(int)phase], usable, reading.At.SinceStart.TotalSeconds, certain[(int)phase]));
        }

        return state with { UncontrolledGross = gross };
    }

    /// <summary>S = sum over the phases of V x |I|: what flows back loads the conductors as well.</summary>
    private static CircuitState ObserveApparent(SiteSnapshot snapshot, CircuitState state, Circuit circuit, MeterReading reading, double measured, double possible, double certain)
    {
        var apparent = 0.0;
        foreach (var phase in PerPhase.Each)
        {
            var volts = reading.Voltage is { } voltage ? voltage[phase].Value : snapshot.Site.NominalVoltage.Value;
            apparent += volts * Math.Abs(reading.Current[phase].Value);
        }

        var usable = circuit.LimitApparent is { } limit ? snapshot.Site.Margin.Usable(limit).Value : double.MaxValue;
        return state with
        {
            DrawnApparent = new VoltAmperes(apparent),
            UncontrolledApparent = state.UncontrolledApparent.Observe(apparent, measured, possible, usable, reading.At.SinceStart.TotalSeconds, certain),
        };
    }

    /// <summary>Adds what the EVSE draws and may draw: by phase in real amperes, and over all phases in nominal ones for the power.</summary>
    private static void Sum(SiteSnapshot snapshot, int evse, MeterReading reading, Span<double> measured, Span<double> possible, Span<double> certain)
    {
        var now = reading.At;
        var state = snapshot.Evses[evse];
        var fresh = state.Sample is { } sample && now - sample.At < EvseSample.TooOld;
        var stretch = Supply.Measured(snapshot.Site, snapshot.Index.StationOf(evse), reading.Voltage);
        var cap = state.MayHaveVehicle ? snapshot.Cap(evse, now).Value : 0;
        var drawn = fresh ? state.Sample!.Current : default;
        var online = snapshot.Stations[snapshot.Site.Evses[evse].Station].Online || snapshot.TrustsTheGone;
        for (var phase = Phase.L1; phase <= Phase.L3; phase++)
        {
            var amps = drawn[phase].Value;
            var most = state.Demand.Loaded.Has(phase) ? Math.Max(amps, cap) : amps;
            measured[(int)phase] += amps * stretch;
            possible[(int)phase] += most * stretch;
            measured[3] += amps;
            possible[3] += most;
            if (online)
            {
                certain[(int)phase] += amps * stretch;
                certain[3] += amps;
            }
        }
    }

    private static bool IsFinite(MeterReading reading) =>
        double.IsFinite(reading.Current.L1.Value) && double.IsFinite(reading.Current.L2.Value) && double.IsFinite(reading.Current.L3.Value)
        && (reading.Power is null || double.IsFinite(reading.Power.Value.Value));
}
