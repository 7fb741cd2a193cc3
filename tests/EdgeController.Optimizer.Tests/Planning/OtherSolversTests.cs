using System.Globalization;
using System.Text.RegularExpressions;
using EdgeController.Core.Planning;
using EdgeController.Optimizer.Clp;
using EdgeController.Optimizer.Linear;
using EdgeController.Optimizer.Managed;
using EdgeController.Optimizer.Modelling;
using EdgeController.Optimizer.Planning;
using EdgeController.Optimizer.Tests.Support;

namespace EdgeController.Optimizer.Tests.Planning;

/// <summary>The same programs, exported, in the hands of the command <c>clp</c> and of HiGHS. 50 problems with EDGE_LONG=1, else 6.</summary>
public sealed partial class OtherSolversTests
{
    private static readonly int Problems = LongRun.Is ? 50 : 6;
    private static readonly SolveLimits Enough = new(200_000, null);

    [Fact]
    public async Task The_command_clp_finds_the_same_optimum()
    {
        Assert.SkipUnless(Programs.Has("clp"), "The command clp is not installed (package coinor-clp).");
        await Compare(async files =>
        {
            var found = new List<double>();
            foreach (var file in files)
            {
                var said = await Programs.RunAsync("clp", file, "-dualsimplex");
                found.Add(double.Parse(ClpObjective().Match(said).Groups["it"].Value, CultureInfo.InvariantCulture));
            }

            return found;
        });
    }

    [Fact]
    public async Task HiGHS_finds_the_same_optimum()
    {
        Assert.SkipUnless(Programs.HasScipy(), "HiGHS is not installed (package python3-scipy).");
        var script = Path.Combine(AppContext.BaseDirectory, "Support", "highs.py");
        await Compare(async files => (await Programs.RunAsync(Programs.Python, [script, .. files])).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => double.Parse(line, CultureInfo.InvariantCulture)).ToList());
    }

    [Fact]
    public void The_managed_solver_finds_the_same_optimum()
    {
        for (var seed = 0; seed < Problems * 10; seed++)
        {
            using var clp = new ClpSolver();
            using var managed = new ManagedSolver();
            var model = PlanModel.Of(RandomProblems.Good(seed, 8, 32), new EntityNumbers()).Linear;
            var ours = Certificate.Of(model, managed.Solve(model, null, Enough));
            var theirs = Certificate.Of(model, clp.Solve(model, null, Enough));
            Assert.True(ours is { Holds: true }, $"seed {seed}: {ours}");
            Assert.True(theirs is { Holds: true }, $"seed {seed}: {theirs}");
            Near(theirs.Primal, ours.Primal, seed);
        }
    }

    private static async Task Compare(Func<string[], Task<List<double>>> solve)
    {
        var folder = Directory.CreateTempSubdirectory("edge-mps-").FullName;
        try
        {
            var (files, ours) = (new string[Problems], new double[Problems]);
            for (var seed = 0; seed < Problems; seed++)
            {
                using var solver = new ClpSolver();
                var model = PlanModel.Of(RandomProblems.Good(seed + 1000, 20, 96), new EntityNumbers()).Linear;
                var proof = Certificate.Of(model, solver.Solve(model, null, Enough));
                Assert.True(proof is { Holds: true }, $"seed {seed}: {proof}");
                (files[seed], ours[seed]) = (Path.Combine(folder, $"{seed}.mps"), proof.Primal);
                await using var writer = new StreamWriter(files[seed]);
                MpsWriter.Write(model, writer);
            }

            var theirs = await solve(files);
            Assert.Equal(Problems, theirs.Count);
            for (var seed = 0; seed < Problems; seed++)
            {
                Near(theirs[seed], ours[seed], seed);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Near(double theirs, double ours, int seed) =>
        Assert.True(Math.Abs(theirs - ours) <= 1e-6 * Math.Max(1, Math.Abs(theirs)), FormattableString.Invariant($"seed {seed}: {ours}, they say {theirs}"));

    [GeneratedRegex(@"Optimal objective (?<it>\S+)", RegexOptions.ExplicitCapture)]
    private static partial Regex ClpObjective();
}
