using System.Collections.Immutable;
using EdgeController.Core.Planning;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Host.Planning;

/// <summary>
/// What the site's own load and PV will be: by their history, drawn towards what they are now for the next hours; by what they are now where there is no
/// history; by a series of the site's inputs where one is told (shared out in proportion to what is expected).
/// </summary>
internal sealed class SiteForecast
{
    /// <summary>In this time what is unusual now is half forgotten.</summary>
    private const double HalfLifeHours = 2;

    /// <summary>A told forecast that says nothing of how far it strays is taken to stray so far, as a part of it.</summary>
    private const double LoadStrays = 0.2;
    private const double SunStrays = 0.3;

    private readonly SiteIndex _index;
    private readonly TimeSeriesInputs _inputs;
    private readonly TimeZoneInfo _zone;
    private readonly LoadHistory[] _loads;
    private readonly LoadHistory[] _suns;

    public SiteForecast(SiteIndex index, TimeSeriesInputs inputs, TimeZoneInfo zone)
    {
        (_index, _inputs, _zone) = (index, inputs, zone);
        _loads = [.. Enumerable.Range(0, index.Site.Circuits.Length * 3).Select(_ => new LoadHistory(everyDayIsAlike: false))];
        _suns = [.. index.Site.Resources.Select(_ => new LoadHistory(everyDayIsAlike: true))];
    }

    /// <summary>Takes in what is measured now; about once a minute.</summary>
    public void Observe(SiteSnapshot snapshot, DateTimeOffset wall)
    {
        var local = TimeZoneInfo.ConvertTime(wall, _zone).DateTime;
        foreach (var circuit in _index.Site.Circuits)
        {
            if (circuit.Meter is not null && snapshot.Circuits[circuit.Index].Uncontrolled.L1.IsKnown)
            {
                var own = OwnLoad.Of(snapshot, circuit.Index);
                for (var phase = 0; phase < 3; phase++)
                {
                    _loads[(circuit.Index * 3) + phase].Observe(local, own[(Phase)phase].Value);
                }
            }
        }

        foreach (var resource in _index.Site.Resources)
        {
            if (resource.Kind == ResourceKind.Pv && snapshot.Resources[resource.Index].Power is { } power)
            {
                _suns[resource.Index].Observe(local, Math.Max(0, -power.Value));
            }
        }
    }

    /// <summary>What is known of each load and each array, for the next life.</summary>
    public ImmutableArray<LoadMemory> Remember() => [.. Named().Select(one => new LoadMemory(one.Id, one.History.Remember())).Where(one => !one.Quarters.IsEmpty)];

    /// <summary>Takes what an earlier life knew of circuits and arrays that are still there.</summary>
    public void Restore(ImmutableArray<LoadMemory> loads)
    {
        var known = Named().ToDictionary(one => one.Id, one => one.History, StringComparer.Ordinal);
        foreach (var load in loads.Where(load => load is not null))
        {
            known.GetValueOrDefault(load.Id)?.Restore(load.Quarters);
        }
    }

    /// <summary>The circuit's own load per slot, and its margin as a part of it.</summary>
    public (ImmutableArray<PerPhase<Watts>> Load, double Margin) Load(SiteSnapshot snapshot, int circuit, DateTimeOffset start, ImmutableArray<TimeSpan> slots)
    {
        var load = ImmutableArray.CreateBuilder<PerPhase<Watts>>(slots.Length);
        var (sum, band) = (0.0, 0.0);
        var from = start;
        foreach (var slot in slots)
        {
            var (value, stray) = Usual(snapshot, circuit, start, from + (slot / 2));
            if (Told(SeriesKind.LoadForecast, from + (slot / 2), start) is { } told)
            {
                (value, stray) = Share(snapshot, circuit, value, told, start, from + (slot / 2));
            }

            load.Add(value);
            (sum, band) = (sum + (value.L1 + value.L2 + value.L3).Value, band + stray);
            from += slot;
        }

        return (load.ToImmutable(), Math.Clamp(sum > 0 ? band / sum : 0, 0.05, 0.5));
    }

    /// <summary>What the array will give per slot, and how far that strays.</summary>
    public (ImmutableArray<Watts> Power, double Margin) Sun(SiteSnapshot snapshot, EnergyResource pv, DateTimeOffset start, ImmutableArray<TimeSpan> slots)
    {
        var now = Math.Max(0, -(snapshot.Resources[pv.Index].Power?.Value ?? 0));
        var total = _index.Site.Resources.Where(other => other.Kind == ResourceKind.Pv).Sum(other => other.Max.Value);
        var power = ImmutableArray.CreateBuilder<Watts>(slots.Length);
        var (sum, band) = (0.0, 0.0);
        var from = start;
        foreach (var slot in slots)
        {
            var middle = from + (slot / 2);
            var told = Told(SeriesKind.PvForecast, middle, start);
            var share = pv.Max.Value / Math.Max(1, total);
            var watts = Math.Clamp(told is { } point ? point.Value * share : Blend(_suns[pv.Index], now, start, middle).Watts, 0, pv.Max.Value);
            power.Add(new Watts(watts));
            (sum, band) = (sum + watts, band + Math.Clamp(told is { Low: { } low } ? watts - (low * share) : watts * SunStrays, 0, watts));
            from += slot;
        }

        return (power.ToImmutable(), sum > 0 ? Math.Clamp(band / sum, 0.05, 0.9) : SunStrays);
    }

    /// <summary>By its history, drawn towards what it is now; and how far that strays, over all phases.</summary>
    private (PerPhase<Watts> Load, double Stray) Usual(SiteSnapshot snapshot, int circuit, DateTimeOffset start, DateTimeOffset at)
    {
        var (now, load, strays) = (OwnLoad.Of(snapshot, circuit), default(PerPhase<Watts>), 0.0);
        foreach (var phase in PerPhase.Each)
        {
            var (watts, stray) = Blend(_loads[(circuit * 3) + (int)phase], now[phase].Value, start, at);
            load = load.With(phase, new Watts(watts));
            strays += stray;
        }

        return (load, strays);
    }

    /// <summary>
    /// A told forecast is of the whole site: each circuit has its part in proportion to what is expected of it otherwise, no more than its breaker carries. Where nothing is expected
    /// anywhere the first root has all of it.
    /// </summary>
    private (PerPhase<Watts> Load, double Stray) Share(SiteSnapshot snapshot, int circuit, PerPhase<Watts> usual, SeriesPoint told, DateTimeOffset start, DateTimeOffset at)
    {
        var all = _index.Site.Circuits.Sum(one => Usual(snapshot, one.Index, start, at).Load is var load ? Math.Max(0, load.L1.Value) + Math.Max(0, load.L2.Value) + Math.Max(0, load.L3.Value) : 0);
        var most = _index.Site.Circuits[circuit].LimitAmps;
        var watts = Math.Max(0, told.Value);
        var load = default(PerPhase<Watts>);
        foreach (var phase in PerPhase.Each)
        {
            var part = all > 1 ? watts * Math.Max(0, usual[phase].Value) / all : circuit == 0 ? watts / 3 : 0;
            load = load.With(phase, new Watts(Math.Min(part, most[phase].Value * _index.Site.NominalVoltage.Value)));
        }

        var sum = (load.L1 + load.L2 + load.L3).Value;
        return (load, sum * (told.High is { } high && watts > 0 ? (high - watts) / watts : LoadStrays));
    }

    private (double Watts, double Stray) Blend(LoadHistory history, double now, DateTimeOffset start, DateTimeOffset at)
    {
        if (history.Expect(TimeZoneInfo.ConvertTime(at, _zone).DateTime) is not { } later)
        {
            return (now, 0);
        }

        var usual = history.Expect(TimeZoneInfo.ConvertTime(start, _zone).DateTime)?.Mean ?? now;
        var left = Math.Pow(0.5, (at - start).TotalHours / HalfLifeHours);
        return (later.Mean + ((now - usual) * left), later.Band);
    }

    private SeriesPoint? Told(SeriesKind kind, DateTimeOffset at, DateTimeOffset now) => _inputs.Find(kind, now)?.PointAt(at);

    private IEnumerable<(string Id, LoadHistory History)> Named()
    {
        foreach (var circuit in _index.Site.Circuits)
        {
            for (var phase = 0; phase < 3; phase++)
            {
                yield return ($"{circuit.Id} {(Phase)phase}", _loads[(circuit.Index * 3) + phase]);
            }
        }

        foreach (var pv in _index.Site.Resources.Where(resource => resource.Kind == ResourceKind.Pv))
        {
            yield return ($"pv {pv.Id}", _suns[pv.Index]);
        }
    }
}
