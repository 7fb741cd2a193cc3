using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>
/// What the back ends' charging profiles take off: they lower an EVSE's maximum, below its minimum to nothing, and never raise anything. A
/// limit of a whole station is divided among its EVSEs, and none rises into it before the others have made room.
/// </summary>
internal sealed class CsmsLimits(SiteIndex index)
{
    private const double Tolerance = 0.05;

    private readonly int[] _backEndOf = [.. index.Site.Stations.Select(station => index.Site.BackEnds.ToList().FindIndex(backEnd => backEnd.Name == station.Csms && backEnd.Identity is not null))];
    private readonly List<int> _order = [];
    private readonly List<double> _wants = [];

    public void Apply(SiteSnapshot snapshot, EvseView[] views)
    {
        for (var evse = 0; evse < views.Length; evse++)
        {
            if (snapshot.Evses[evse].CsmsLimit is { } limit)
            {
                ref var view = ref views[evse];
                var amps = Amps(limit, index.StationOf(evse), view.Loaded.Count());

                // What one phase may carry is spread over three until the station charges on one.
                Cap(ref view, limit.Phases == 1 && view.Phases == 3 ? EvseView.RoundDown(amps / 3) : amps, limit);
            }
        }

        foreach (var station in index.Site.Stations)
        {
            if (_backEndOf[station.Index] is >= 0 and var backEnd && snapshot.GroupLimits[backEnd] is { IsUnknown: true } unknown)
            {
                foreach (var evse in station.Evses)
                {
                    Cap(ref views[evse], station.Fallback.Value, unknown);
                }
            }

            if (snapshot.Stations[station.Index].CsmsTotal is { } total)
            {
                Divide(station, total, views);
            }
        }
    }

    /// <summary>Amperes per phase, rounded down; a power counts on the phases that are loaded.</summary>
    private double Amps(CsmsLimit limit, Station station, int phases)
    {
        var nominal = index.Site.NominalVoltage;
        var byPower = limit.Power is not { } power ? double.PositiveInfinity
            : station.Dc is { } dc ? dc.ExactInput(power, nominal).Value
            : power.Value / (nominal.Value * Math.Max(1, phases));
        var amps = Math.Min(limit.Amps?.Value ?? double.PositiveInfinity, byPower);
        return double.IsPositiveInfinity(amps) ? amps : Math.Max(0, EvseView.RoundDown(amps));
    }

    private static void Cap(ref EvseView view, double amps, CsmsLimit limit)
    {
        if (amps < view.Minimum)
        {
            view.Withheld ??= Word(ReasonCode.CsmsPause, amps, limit);
        }
        else if (amps < view.Maximum)
        {
            view.Maximum = amps;
            view.Capped = Word(ReasonCode.CsmsLimit, amps, limit);
        }

        view.OverCsms |= view.Told > (amps < view.Minimum ? 0 : amps) + Tolerance;
        view.Floor = Math.Min(view.Floor, view.Maximum);
    }

    private static Reason Word(ReasonCode code, double amps, CsmsLimit limit) =>
        new(limit.IsUnknown ? ReasonCode.CsmsUnknown : code, null, null, Math.Round(amps, 1)) { Source = limit.Source };

    /// <summary>Minimums first (who charges, then who came first), the rest in equal parts; what one cannot take goes to the others.</summary>
    private void Divide(Station station, CsmsLimit total, EvseView[] views)
    {
        var all = Amps(total, station, station.Rotation.Terminals.Length);
        var (left, room) = (all, all);
        _order.Clear();
        foreach (var evse in station.Evses)
        {
            ref readonly var view = ref views[evse];
            room -= view.Account;
            if (view.Asks)
            {
                _order.Add(evse);
            }
            else
            {
                left -= view.Account;
            }
        }

        _order.Sort((a, b) => Compare(views[a], views[b], a - b));
        var admitted = _order.Count;
        for (var i = 0; i < _order.Count; i++)
        {
            var minimum = views[_order[i]].Minimum;
            if (left < minimum)
            {
                admitted = i;
                break;
            }

            left -= minimum;
        }

        var level = Level(views, admitted, left);
        for (var i = 0; i < _order.Count; i++)
        {
            ref var view = ref views[_order[i]];
            if (i >= admitted)
            {
                Cap(ref view, 0, total);
                continue;
            }

            var part = view.Minimum + Math.Min(Beyond(view), level);
            var rise = Math.Clamp(room, 0, Math.Max(0, part - view.Told));
            room -= rise;
            Cap(ref view, EvseView.RoundDown(Math.Min(part, view.Told + rise)), total);
        }
    }

    /// <summary>How much each takes beyond its minimum that can take that much.</summary>
    private double Level(EvseView[] views, int admitted, double left)
    {
        _wants.Clear();
        for (var i = 0; i < admitted; i++)
        {
            _wants.Add(Beyond(views[_order[i]]));
        }

        _wants.Sort();
        for (var i = 0; i < admitted; i++)
        {
            var part = left / (admitted - i);
            if (_wants[i] >= part)
            {
                return part;
            }

            left -= _wants[i];
        }

        return double.PositiveInfinity;
    }

    private static double Beyond(in EvseView view) => Math.Max(0, view.Maximum - view.Minimum);

    private static int Compare(in EvseView a, in EvseView b, int otherwise) =>
        a.Told > 0 != b.Told > 0 ? (a.Told > 0 ? -1 : 1)
        : a.Claim.Arrived != b.Claim.Arrived ? (a.Claim.Arrived < b.Claim.Arrived ? -1 : 1)
        : otherwise;
}
