using EdgeController.Core.Balancing;
using EdgeController.Core.Balancing.Policies;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Balancing.Policies;

/// <summary>One random sharing among up to 30 claims on the rows of a random tree.</summary>
internal sealed class SharingInstance(FairShareProblem problem, Claim[] claims, ShareRoutes routes)
{
    public Claim[] Claims { get; } = claims;

    public static SharingInstance Random(int seed, int groups) => Of(FairShareProblem.Random(seed), seed, groups);

    public static SharingInstance Of(FairShareProblem problem, int seed, int groups)
    {
        var random = new Random(seed);
        var routes = new ShareRoutes(problem.Capacity.Length);
        var claims = problem.Uses.Select((uses, i) => new Claim(routes.Add([.. uses.Select(use => use.Row)], [.. uses.Select(use => use.Factor)]), problem.Minimum[i], problem.Maximum[i])
        {
            Priority = new Priority(random.Next(1, 11)),
            Arrived = Instant.FromSeconds(random.Next(0, 900)),
            Departure = random.Next(4) == 0 ? null : Instant.FromSeconds(random.Next(0, 40_000)),
            Needs = random.Next(4) == 0 ? null : TimeSpan.FromMinutes(random.Next(0, 400)),
            Group = random.Next(groups + 1),
        }).ToArray();
        return new SharingInstance(problem, claims, routes);
    }

    public SharingInstance Ungrouped() => new(problem, [.. Claims.Select(claim => claim with { Group = 0 })], routes);

    public double[] Solve(SharingRound round, ISharingPolicy[] policies, Instant now)
    {
        Play(round, policies, now);
        return [.. Claims.Select((_, i) => round.Share(i))];
    }

    public void Play(SharingRound round, ISharingPolicy[] policies, Instant now)
    {
        round.Reset(routes, problem.Capacity, now);
        foreach (var claim in Claims)
        {
            round.Add(claim);
        }

        round.Solve(policies);
    }

    /// <summary>By row: what is left when everybody has the minimum.</summary>
    public double[] LeftAtMinimum()
    {
        var left = (double[])problem.Capacity.Clone();
        for (var i = 0; i < Claims.Length; i++)
        {
            Take(i, left, Claims[i].Minimum);
        }

        return left;
    }

    public double Room(int claim, double[] left) => problem.Uses[claim].Min(use => left[use.Row] / use.Factor);

    public void Take(int claim, double[] left, double amps)
    {
        foreach (var (row, factor) in problem.Uses[claim])
        {
            left[row] -= factor * amps;
        }
    }
}
