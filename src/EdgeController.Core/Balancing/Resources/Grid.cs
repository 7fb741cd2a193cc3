using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing.Resources;

/// <summary>
/// What the metered circuits above a resource still carry, in watts at its terminals, by what their meters show now. The estimate of the
/// uncontrolled load is of no use here: it falls only after its window, and a battery is part of it.
/// </summary>
internal sealed class Grid(SiteIndex index, CapacityRows rows, RowLayout layout)
{
    private readonly double[] _unmet = new double[rows.Capacity.Length];
    private readonly double[] _more = new double[rows.Capacity.Length];
    private readonly double[] _less = new double[rows.Capacity.Length];
    private readonly double _volts = index.Site.NominalVoltage.Value;

    /// <summary>What vehicles would take beyond what they draw, on each row: where a battery's charging is in their way, it gives way.</summary>
    public void Gather(EvseView[] views, RowUse use)
    {
        Array.Clear(_unmet);
        Array.Clear(_more);
        Array.Clear(_less);
        for (var evse = 0; evse < views.Length; evse++)
        {
            ref readonly var view = ref views[evse];
            if (!view.Shares || view.State?.Sample is not { } sample)
            {
                continue;
            }

            var drawn = Math.Max(sample.Current.L1.Value, Math.Max(sample.Current.L2.Value, sample.Current.L3.Value));

            // Where the reserve holds a vehicle, a battery that charges less gives it nothing: its charging is in the reserve whatever it does.
            var held = view.Binding >= 0 && view.Withheld is null && !rows.ByReserve[view.Binding];
            var wants = Math.Max(held ? view.Appetite : 0, view.Share) - drawn;
            if (wants > 1)
            {
                use.Take(view, _unmet, -wants);
            }
        }
    }

    /// <summary>
    /// Another battery was told so much more, or less, on this tick than it does: what it will draw is gone for the next one, and what it will
    /// feed in fills the way out. What it will no longer draw is free only when it is measured.
    /// </summary>
    public void Give(EnergyResource resource, double watts)
    {
        var side = watts > 0 ? _more : _less;
        foreach (var c in index.Site.Circuits[resource.Circuit].PathToRoot)
        {
            var row = c * CapacityRows.PerCircuit;
            foreach (var phase in PerPhase.Each)
            {
                side[row + (int)phase] += resource.Wired.Has(phase) ? watts / _volts / resource.Wired.Count() : 0;
            }

            side[row + CapacityRows.Power] += watts;
            side[row + CapacityRows.Apparent] += watts;
        }
    }

    /// <summary>The power at the circuit once the batteries before this one do what they were told on this tick.</summary>
    public double Flow(SiteSnapshot snapshot, int circuit)
    {
        var row = (circuit * CapacityRows.PerCircuit) + CapacityRows.Power;
        return (snapshot.Circuits[circuit].DrawnPower?.Value ?? 0) + _more[row] + _less[row];
    }

    /// <summary>How much more may be drawn through all circuits from there up, and the row that says so; negative where one is over.</summary>
    public (double Watts, int Row) Import(SiteSnapshot snapshot, EnergyResource resource)
    {
        var (least, tightest) = (double.PositiveInfinity, -1);
        foreach (var c in index.Site.Circuits[resource.Circuit].PathToRoot)
        {
            var state = snapshot.Circuits[c];
            if (index.Site.Circuits[c].Meter is null || state.Drawn is not { } drawn)
            {
                continue;
            }

            var row = c * CapacityRows.PerCircuit;
            foreach (var phase in PerPhase.Each)
            {
                if (resource.Wired.Has(phase))
                {
                    Lower(row + (int)phase, (rows.Usable[row + (int)phase] - drawn[phase].Value - _unmet[row + (int)phase] - _more[row + (int)phase]) * _volts * resource.Wired.Count());
                }
            }

            Lower(row + CapacityRows.Power, rows.Usable[row + CapacityRows.Power] - (state.DrawnPower?.Value ?? 0) - _unmet[row + CapacityRows.Power] - _more[row + CapacityRows.Power]);
            if (state.DrawnApparent is { } apparent)
            {
                Lower(row + CapacityRows.Apparent, rows.Usable[row + CapacityRows.Apparent] - apparent.Value - _unmet[row + CapacityRows.Apparent] - _more[row + CapacityRows.Apparent]);
            }
        }

        return (least, tightest);

        void Lower(int row, double watts)
        {
            if (watts < least)
            {
                (least, tightest) = (watts, row);
            }
        }
    }

    /// <summary>How much more may flow out through the circuit, by its breaker and its export limit, in watts at resources on all of these phases.</summary>
    /// <param name="snapshot">The site.</param>
    /// <param name="circuit">The circuit; it must have a meter.</param>
    /// <param name="wired">The phases that are fed into.</param>
    /// <param name="below">What is kept from the export limit.</param>
    public (double Watts, bool ByExportLimit) Export(SiteSnapshot snapshot, Circuit circuit, Phases wired, double below)
    {
        var state = snapshot.Circuits[circuit.Index];
        var (least, byLimit) = (double.PositiveInfinity, false);
        var row = circuit.Index * CapacityRows.PerCircuit;
        if (state.Drawn is not { } drawn)
        {
            return (least, byLimit);
        }

        foreach (var phase in PerPhase.Each)
        {
            if (wired.Has(phase))
            {
                least = Math.Min(least, (index.Site.Margin.Usable(circuit.LimitAmps[phase]).Value + drawn[phase].Value + _less[row + (int)phase]) * _volts * wired.Count());
            }
        }

        if (circuit.ExportLimit is { } limit && state.DrawnPower is { } power && limit.Value - below + power.Value + _less[row + CapacityRows.Power] is var room && room < least)
        {
            (least, byLimit) = (room, true);
        }

        return (least, byLimit);
    }

    /// <summary>Why no more may flow out through the circuit.</summary>
    public static Reason Outwards(Circuit circuit, bool byExportLimit) => byExportLimit
        ? new Reason(ReasonCode.ExportLimit, circuit.Id.Value, null, circuit.ExportLimit!.Value.Value / 1000)
        : new Reason(ReasonCode.FeedInRating, circuit.Id.Value);

    /// <summary>The row's circuit.</summary>
    public string CircuitOf(int row) => index.Site.Circuits[layout.CircuitOf(row)].Id.Value;
}
