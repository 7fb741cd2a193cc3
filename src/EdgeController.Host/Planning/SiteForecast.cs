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

    /// <summary>The circuit's own load per slot, and its margin as a part of it.</summary>
    public (ImmutableArray<PerPhase<Watts>> Load, double Margin) Load(SiteSnapshot snapshot, int circuit, DateTimeOffset start, ImmutableArray<TimeSpan> slots)
    {
        var now = OwnLoad.Of(snapshot, circuit);
        var load = ImmutableArray.CreateBuilder<PerPhase<Watts>>(slots.Length);
        var (sum, band) = (0.0, 0.0);
        var from = start;
        foreach (var slot in slots)
        {
            var middle = from + (slot / 2);
            var value = default(PerPhase<Watts>);
            foreach (var phase in PerPhase.Each)
            {
                var (watts, stray) = Blend(_loads[(circuit * 3) + (int)phase], now[phase].Value, start, middle);
                value = value.With(phase, new Watts(watts));
                (sum, band) = (sum + Math.Abs(watts), band + stray);
            }

            load.Add(value);
            from += slot;
        }

        return (Told(circuit, SeriesKind.LoadForecast, load.ToImmutable(), start, slots), Math.Clamp(sum > 0 ? band / sum : 0, 0.05, 0.5));
    }

    /// <summary>What the array will give per slot, and how far that strays.</summary>
    public (ImmutableArray<Watts> Power, double Margin) Sun(SiteSnapshot snapshot, EnergyResource pv, DateTimeOffset start, ImmutableArray<TimeSpan> slots)
    {
        var now = Math.Max(0, -(snapshot.Resources[pv.Index].Power?.Value ?? 0));
        var total = _index.Site.Resources.Where(other => other.Kind == ResourceKind.Pv).Sum(other => other.Max.Value);
        var power = ImmutableArray.CreateBuilder<Watts>(slots.Length);
        var from = start;
        foreach (var slot in slots)
        {
            var middle = from + (slot / 2);
            var told = Series(SeriesKind.PvForecast, middle, start) * pv.Max.Value / Math.Max(1, total);
            power.Add(new Watts(Math.Clamp(told ?? Blend(_suns[pv.Index], now, start, middle).Watts, 0, pv.Max.Value)));
            from += slot;
        }

        return (power.ToImmutable(), 0.3);
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

    /// <summary>A told forecast is of the whole site: the roots' own load takes what the others leave of it.</summary>
    private ImmutableArray<PerPhase<Watts>> Told(int circuit, SeriesKind kind, ImmutableArray<PerPhase<Watts>> load, DateTimeOffset start, ImmutableArray<TimeSpan> slots)
    {
        if (_index.Site.Circuits[circuit].Parent is not null || _inputs.Find(kind, start) is null)
        {
            return load;
        }

        var told = load.ToBuilder();
        var from = start;
        for (var t = 0; t < slots.Length; t++)
        {
            if (Series(kind, from + (slots[t] / 2), start) is { } watts)
            {
                told[t] = PerPhase.All(new Watts(watts / 3));
            }

            from += slots[t];
        }

        return told.ToImmutable();
    }

    private double? Series(SeriesKind kind, DateTimeOffset at, DateTimeOffset now) => _inputs.Find(kind, now)?.At(at);
}
