using EdgeController.Core.Balancing;

namespace EdgeController.Benchmarks.Allocation;

/// <summary>
/// A charging tree for measuring: site, feeders of ten groups, groups of ten EVSEs; three phases, three tenths of the vehicles on one phase;
/// groups at 55 %, feeders at 38 %, the site at 35 % of the ratings below them. Demands and the site's limit change before every solve.
/// </summary>
internal sealed class RandomTree
{
    private readonly Random _random = new(1);
    private readonly int[][] _rows;
    private readonly ShareRoutes _routes;
    private readonly int[] _route;
    private readonly double[] _nominal;

    public RandomTree(int evses)
    {
        var groups = (evses + 9) / 10;
        var feeders = (groups + 9) / 10;
        _rows = new int[evses][];
        _route = new int[evses];
        _routes = new ShareRoutes((1 + feeders + groups) * 3);
        var known = new Dictionary<(int Group, int Phase), int>();
        _nominal = new double[(1 + feeders + groups) * 3];
        Maximum = new double[evses];
        for (var e = 0; e < evses; e++)
        {
            var group = e / 10;
            var circuits = new[] { 0, 1 + (group / 10), 1 + feeders + group };
            var phases = _random.NextDouble() < 0.3 ? [_random.Next(3)] : new[] { 0, 1, 2 };
            Maximum[e] = 32;
            _rows[e] = [.. circuits.SelectMany(_ => phases, (circuit, phase) => (circuit * 3) + phase)];
            var kind = (group, phases.Length == 1 ? phases[0] : 3);
            if (!known.TryGetValue(kind, out _route[e]))
            {
                known[kind] = _route[e] = _routes.Add(_rows[e], [.. _rows[e].Select(_ => 1.0)]);
            }

            foreach (var row in _rows[e])
            {
                _nominal[row] += 32 * (row < 3 ? 0.35 : row < (1 + feeders) * 3 ? 0.38 : 0.55);
            }
        }

        Capacity = [.. _nominal];
    }

    public double[] Capacity { get; }

    public double[] Maximum { get; }

    public const double Minimum = 6;

    public int[][] Rows => _rows;

    /// <summary>The site's limit and eight demands change, as from one second to the next.</summary>
    public void Change()
    {
        for (var phase = 0; phase < 3; phase++)
        {
            Capacity[phase] = _nominal[phase] * (0.9 + (0.2 * _random.NextDouble()));
        }

        for (var i = 0; i < 8; i++)
        {
            Maximum[_random.Next(Maximum.Length)] = 6 + (26 * _random.NextDouble());
        }
    }

    public void Solve(FairShare share)
    {
        share.Reset(_routes, Capacity);
        for (var e = 0; e < Maximum.Length; e++)
        {
            share.Add(_route[e], 1, Minimum, Maximum[e]);
        }

        share.Solve();
    }
}
