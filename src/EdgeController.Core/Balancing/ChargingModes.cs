using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>
/// What the mode of each session does to it before the sharing: it can lower its maximum or withhold everything, never raise. The surplus of
/// a root circuit goes to its solar vehicles: minimums first (those that charge, then by priority, then by arrival), the rest in equal parts.
/// </summary>
internal sealed class ChargingModes(SiteIndex index)
{
    private static readonly Reason Paused = new(ReasonCode.Paused);
    private static readonly Reason AwaitingSun = new(ReasonCode.AwaitingSun);
    /// <summary>Going back to three phases needs this much more of the surplus.</summary>
    private const double MarginForThree = 1.1;

    private readonly int[] _order = [.. Enumerable.Range(0, index.Site.Evses.Length)];
    private readonly double[] _watts = new double[index.Site.Evses.Length];
    private readonly double _volts = index.Site.NominalVoltage.Value;

    public void Apply(SiteSnapshot snapshot, EvseView[] views, CapacityRows capacity, Instant now)
    {
        var solar = false;
        for (var evse = 0; evse < views.Length; evse++)
        {
            ref var view = ref views[evse];
            switch (view.Mode)
            {
                case ChargingMode.Paused:
                    view.Withheld = Paused;
                    break;
                case ChargingMode.Plan when snapshot.Evses[evse].Session is { } session:
                    PlanStep.Apply(ref view, session, snapshot.Evses[evse], now);
                    break;
                case ChargingMode.Solar or ChargingMode.SolarMinimum:
                    solar |= view.Shares;
                    break;
                default:
                    break;
            }
        }

        if (!solar)
        {
            return;
        }

        SteadyOrder.Sort(_order, _order.Length, new FirstInTheSun(views));
        foreach (var circuit in index.Site.Circuits)
        {
            if (circuit.Parent is null)
            {
                var sees = capacity.Mode[circuit.Index] == ControlMode.Normal;
                GiveOut(circuit.Index, sees ? snapshot.Circuits[circuit.Index].Surplus : null, views);
            }
        }
    }

    internal static void Cap(ref EvseView view, double amps, ReasonCode code)
    {
        if (amps < view.Maximum)
        {
            view.Maximum = amps;
            view.Capped = new Reason(code, null, null, Math.Round(amps, 1));
        }

        view.Floor = Math.Min(view.Floor, view.Maximum);
    }

    private void GiveOut(int root, SolarSurplus? surplus, EvseView[] views)
    {
        var minimums = 0.0;
        foreach (ref readonly var view in views.AsSpan())
        {
            minimums += view is { Shares: true, Mode: ChargingMode.SolarMinimum } && IsUnder(root, view) ? view.Minimum * WattsPerAmp(view) : 0;
        }

        var (now, start, stay) = surplus is null ? (0.0, double.NegativeInfinity, double.NegativeInfinity) : (surplus.Now.Value, surplus.ToStart.Value, surplus.ToStay.Value);
        foreach (var evse in _order)
        {
            ref var view = ref views[evse];
            if (view is not { Shares: true, Mode: ChargingMode.Solar } || !IsUnder(root, view))
            {
                continue;
            }

            var needed = minimums + (view.Minimum * WattsPerAmp(view));
            var carried = view.Told > 0 ? stay : start;
            view.ShortOnThree = minimums + (view.Minimum * 3 * _volts * (view.Phases == 1 ? MarginForThree : 1)) > carried;
            view.ShortOnOne = minimums + (view.Minimum * _volts) > carried;
            if (needed <= carried)
            {
                minimums = needed;
            }
            else
            {
                view.Withheld = AwaitingSun;
            }
        }

        Divide(root, Math.Max(0, now - minimums), views);
    }

    /// <summary>Equal parts of what is left beyond the minimums; what one cannot take goes to the others.</summary>
    private void Divide(int root, double left, EvseView[] views)
    {
        var open = 0;
        for (var evse = 0; evse < views.Length; evse++)
        {
            ref readonly var view = ref views[evse];
            _watts[evse] = IsInTheSun(view) && IsUnder(root, view) ? Math.Max(0, view.Maximum - view.Minimum) * WattsPerAmp(view) : -1;
            open += _watts[evse] >= 0 ? 1 : 0;
        }

        // Whoever can take no more than an equal part gets all it can; then the part of the others is larger.
        var part = left / Math.Max(1, open);
        for (var settled = true; settled;)
        {
            settled = false;
            for (var evse = 0; evse < views.Length; evse++)
            {
                if (_watts[evse] >= 0 && _watts[evse] <= part)
                {
                    left -= _watts[evse];
                    open--;
                    _watts[evse] = -1;
                    settled = true;
                }
            }

            part = left / Math.Max(1, open);
        }

        for (var evse = 0; evse < views.Length; evse++)
        {
            if (_watts[evse] >= 0)
            {
                ref var view = ref views[evse];
                Cap(ref view, view.Minimum + (part / WattsPerAmp(view)), ReasonCode.SolarSurplus);
            }
        }
    }

    private static bool IsInTheSun(in EvseView view) => view is { Asks: true, Mode: ChargingMode.Solar or ChargingMode.SolarMinimum };

    private bool IsUnder(int root, in EvseView view) => index.Site.Circuits[view.Circuit].PathToRoot[^1] == root;

    private double WattsPerAmp(in EvseView view) => Math.Max(1, view.Loaded.Count()) * _volts;

    /// <summary>Those that charge, then by priority, then by arrival.</summary>
    private readonly struct FirstInTheSun(EvseView[] views) : IComparer<int>
    {
        public int Compare(int x, int y)
        {
            ref readonly var a = ref views[x];
            ref readonly var b = ref views[y];
            return a.Told > 0 != b.Told > 0 ? (a.Told > 0 ? -1 : 1)
                : a.Claim.Priority != b.Claim.Priority ? b.Claim.Priority.CompareTo(a.Claim.Priority)
                : a.Claim.Arrived != b.Claim.Arrived ? (a.Claim.Arrived < b.Claim.Arrived ? -1 : 1)
                : x - y;
        }
    }
}
