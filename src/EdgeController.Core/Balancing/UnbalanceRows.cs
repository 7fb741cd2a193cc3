using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>
/// How far single- and two-phase vehicles may load each phase: the permitted difference above the least that the other two phases certainly
/// carry of such load (VDE-AR-N 4100: 4.6 kVA or 20 A in Germany; 16 A in Austria). Phases rise by turns: what is measured on the others
/// raises the next row; when a vehicle there leaves or is lowered, the row falls and the others are lowered.
/// </summary>
internal sealed class UnbalanceRows(SiteIndex index, RowLayout layout, GuardOptions options)
{
    private readonly double[] _certain = new double[index.Site.Circuits.Length * 3];
    private readonly double[] _ofEvse = new double[index.Site.Evses.Length * 3];
    private readonly int[] _circuits = [.. index.Site.Circuits.Where(circuit => circuit.Unbalance is not null).Select(circuit => circuit.Index)];

    public void Fill(SiteSnapshot snapshot, double[] capacity, Instant now)
    {
        foreach (var circuit in _circuits)
        {
            Array.Clear(_certain, circuit * 3, 3);
            foreach (var evse in index.EvsesUnder[circuit])
            {
                var station = index.StationOf(evse);
                var told = Accounts.Told(snapshot.Evses[evse], snapshot.Beneath(evse), now).Value;
                foreach (var phase in PerPhase.Each)
                {
                    var certain = Lopsided.Certain(snapshot.Evses[evse], snapshot.Stations[station.Index].Online, phase, told, now);
                    _ofEvse[(evse * 3) + (int)phase] = certain;
                    _certain[(circuit * 3) + (int)phase] += certain;
                }
            }

            for (var phase = 0; phase < 3; phase++)
            {
                capacity[layout.Unbalance(circuit) + phase] = options.Without.HasFlag(Protections.Unbalance) ? double.PositiveInfinity : Room(circuit, phase);
            }
        }
    }

    /// <summary>After decreases: what is lowered no longer carries the other phases, so that both sets of rows lose what hung on it.</summary>
    public void Lower(EvseView[] views, double[] confirmed, double[] told)
    {
        foreach (var circuit in _circuits)
        {
            var (l1, l2, l3) = (Room(circuit, 0), Room(circuit, 1), Room(circuit, 2));
            foreach (var evse in index.EvsesUnder[circuit])
            {
                for (var phase = 0; phase < 3; phase++)
                {
                    var gone = _ofEvse[(evse * 3) + phase] - views[evse].Next;
                    _certain[(circuit * 3) + phase] -= gone > 0 ? gone : 0;
                }
            }

            Take(circuit, 0, l1, confirmed, told);
            Take(circuit, 1, l2, confirmed, told);
            Take(circuit, 2, l3, confirmed, told);
        }
    }

    private void Take(int circuit, int phase, double before, double[] confirmed, double[] told)
    {
        var lost = before - Room(circuit, phase);
        confirmed[layout.Unbalance(circuit) + phase] -= lost;
        told[layout.Unbalance(circuit) + phase] -= lost;
    }

    private double Room(int circuit, int phase)
    {
        var at = circuit * 3;
        return index.Site.Circuits[circuit].Unbalance!.Value.Value + Math.Min(_certain[at + ((phase + 1) % 3)], _certain[at + ((phase + 2) % 3)]);
    }
}
