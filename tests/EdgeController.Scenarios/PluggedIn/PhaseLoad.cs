using EdgeController.Core.Units;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.PluggedIn;

/// <summary>A load on single phases of the root that the test switches; it lasts as long as this does.</summary>
internal sealed class PhaseLoad : IDisposable
{
    private readonly SimulatedRun _run;
    private int _over;

    public PhaseLoad(SimulatedRun run)
    {
        _run = run;
        run.World.ExtraLoad = () => new PerPhase<double>(0, L2, L3);
    }

    public double L2 { get; set; }

    public double L3 { get; set; }

    /// <summary>Longest time in a row above a limit.</summary>
    public int LongestOver { get; private set; }

    /// <summary>Runs on second by second until that holds; the seconds that it took, or null.</summary>
    public int? Until(int most, Func<bool> holds) => SmallSite.Until(_run, most, () =>
    {
        _over = TrueLoad.WorstRatio(_run.World) > 1 ? _over + 1 : 0;
        LongestOver = Math.Max(LongestOver, _over);
        return holds();
    });

    public void Dispose() => _run.World.ExtraLoad = null;
}
