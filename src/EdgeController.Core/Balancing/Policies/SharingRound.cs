using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing.Policies;

/// <summary>
/// One sharing of the rows among claims: nobody gets less than its minimum, no row is exceeded by what lies above the minimums. With one
/// policy it is that policy's rule. With groups, the weighted max-min share says what each group gets in all; a group with an order hands its
/// part out in that order, and what is left over then rises together. Reused from tick to tick; allocates nothing then; not thread-safe.
/// </summary>
public sealed class SharingRound
{
    /// <summary><see cref="Binding"/> of a claim that its own maximum stopped.</summary>
    public const int OwnMaximum = FairShare.OwnMaximum;

    private readonly FairShare _fair = new();
    private ShareRoutes _routes = new(0);
    private double[] _capacity = [];
    private double[] _left = [];
    private Claim[] _claims = [];
    private double[] _share = [];
    private int[] _binding = [];
    private double[] _rank = [];
    private int[] _order = [];
    private int _ordered;
    private Instant _now;

    /// <summary>Claims of this round.</summary>
    public int Count { get; private set; }

    /// <summary>Starts a new round with these capacities (amperes or watts; infinity for none).</summary>
    public void Reset(ShareRoutes routes, ReadOnlySpan<double> capacities, Instant now)
    {
        if (_capacity.Length != capacities.Length)
        {
            (_capacity, _left) = (new double[capacities.Length], new double[capacities.Length]);
        }

        capacities.CopyTo(_capacity);
        (_routes, _now, Count) = (routes, now, 0);
    }

    /// <summary>Adds a claim and returns its number.</summary>
    public int Add(in Claim claim)
    {
        if (Count == _claims.Length)
        {
            var size = Math.Max(16, Count * 2);
            Array.Resize(ref _claims, size);
            Array.Resize(ref _share, size);
            Array.Resize(ref _binding, size);
            Array.Resize(ref _rank, size);
            Array.Resize(ref _order, size);
        }

        _claims[Count] = claim;
        return Count++;
    }

    /// <summary>What the claim gets, in amperes per phase.</summary>
    public double Share(int claim) => _share[claim];

    /// <summary>The row that stopped it, or <see cref="OwnMaximum"/>.</summary>
    public int Binding(int claim) => _binding[claim];

    /// <summary>Shares by the site's policy, <c>policies[0]</c>, and those of its groups.</summary>
    public void Solve(ReadOnlySpan<ISharingPolicy> policies)
    {
        if (policies.Length == 1 && !policies[0].RisesTogether)
        {
            Sort(policies);
            Serve(0, Count);
            return;
        }

        Rise(fromShare: false);
        var served = false;
        foreach (var policy in policies)
        {
            served |= !policy.RisesTogether;
        }

        if (!served)
        {
            return;
        }

        Sort(policies);
        for (int first = 0, end; first < Count; first = end)
        {
            var group = _claims[_order[first]].Group;
            for (end = first + 1; end < Count && _claims[_order[end]].Group == group; end++)
            {
            }

            if (!policies[group].RisesTogether)
            {
                Serve(first, end);
            }
        }

        Rise(fromShare: true);
    }

    private void Rise(bool fromShare)
    {
        _fair.Reset(_routes, _capacity);
        for (var i = 0; i < Count; i++)
        {
            ref readonly var claim = ref _claims[i];
            _fair.Add(claim.Route, claim.Priority.Weight, fromShare ? _share[i] : claim.Minimum, claim.Maximum);
        }

        _fair.Solve();
        for (var i = 0; i < Count; i++)
        {
            (_share[i], _binding[i]) = (_fair.Share(i), _fair.Binding(i));
        }
    }

    /// <summary>Hands out, to the claims in these places of the order, what all others leave.</summary>
    private void Serve(int first, int end)
    {
        _capacity.CopyTo(_left, 0);
        for (var place = 0; place < Count; place++)
        {
            var i = _order[place];
            if (place >= first && place < end)
            {
                _share[i] = _claims[i].Minimum;
            }

            Take(i, _share[i]);
        }

        for (var place = first; place < end; place++)
        {
            var i = _order[place];
            var wanted = Math.Max(0, _claims[i].Maximum - _claims[i].Minimum);
            var room = Room(i, out var tightest);
            var more = Math.Max(0, Math.Min(wanted, room));
            _share[i] += more;
            _binding[i] = room < wanted ? tightest : OwnMaximum;
            Take(i, more);
        }
    }

    private void Take(int claim, double amps)
    {
        var rows = _routes.RowsOf(_claims[claim].Route);
        var factors = _routes.FactorsOf(_claims[claim].Route);
        for (var u = 0; u < rows.Length; u++)
        {
            _left[rows[u]] -= factors[u] * amps;
        }
    }

    private double Room(int claim, out int tightest)
    {
        var (least, at) = (double.PositiveInfinity, OwnMaximum);
        var rows = _routes.RowsOf(_claims[claim].Route);
        var factors = _routes.FactorsOf(_claims[claim].Route);
        for (var u = 0; u < rows.Length; u++)
        {
            var room = _left[rows[u]] / factors[u];
            if (room < least)
            {
                (least, at) = (room, rows[u]);
            }
        }

        tightest = at;
        return least;
    }

    /// <summary>By group, then by its policy's rank, then by arrival.</summary>
    private void Sort(ReadOnlySpan<ISharingPolicy> policies)
    {
        for (var i = 0; i < Count; i++)
        {
            _rank[i] = policies[_claims[i].Group].Rank(_claims[i], _now);
        }

        if (_ordered != Count)
        {
            for (var i = 0; i < Count; i++)
            {
                _order[i] = i;
            }

            _ordered = Count;
        }

        SteadyOrder.Sort(_order, Count, new ByRank(_claims, _rank));
    }

    private readonly struct ByRank(Claim[] claims, double[] rank) : IComparer<int>
    {
        public int Compare(int x, int y)
        {
            ref readonly var a = ref claims[x];
            ref readonly var b = ref claims[y];
            return a.Group != b.Group ? a.Group - b.Group
                : rank[x] < rank[y] ? -1
                : rank[x] > rank[y] ? 1
                : a.Arrived != b.Arrived ? (a.Arrived < b.Arrived ? -1 : 1)
                : x - y;
        }
    }
}
