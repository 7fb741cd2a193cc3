using System.Security.Cryptography;
using System.Text;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Runs;

/// <summary>The same seed gives the same bytes.</summary>
public sealed class ReproducibleTests
{
    [Fact]
    public async Task The_same_seed_gives_the_same_trace_report_and_frames_and_another_seed_does_not()
    {
        var runs = await Campaign.RunAsync([4UL, 4UL, 5UL], Simulate);
        Assert.True(runs[0].Frames > 10_000, $"only {runs[0].Frames} frames");
        Assert.Equal(runs[0], runs[1]);
        Assert.NotEqual(runs[0].Trace, runs[2].Trace);
        Assert.NotEqual(runs[0].Report, runs[2].Report);
        Assert.NotEqual(runs[0].FrameHash, runs[2].FrameHash);
    }

    private static Prints Simulate(ulong seed)
    {
        using var trace = new StringWriter();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var frames = 0;
        using var run = new SimulatedRun(Examples.Garage, Examples.Templates, new SimulationOptions
        {
            Seed = seed,
            Length = TimeSpan.FromHours(2),
            Scenario = new Scenario { StartTimeOfDay = TimeSpan.FromHours(8) },
            Faults = [new PlannedFault(FaultName.MeterNan, TimeSpan.FromHours(1), "grid")],
            Trace = trace,
            OnFrame = frame =>
            {
                frames++;
                hash.AppendData(Encoding.UTF8.GetBytes($"{frame.At} {frame.Station} {frame.FromStation} "));
                hash.AppendData(frame.Frame.Span);
            },
        });
        var report = run.Run().ToJson();
        return new Prints(frames, Convert.ToHexString(hash.GetHashAndReset()), Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(trace.ToString()))), report);
    }

    private sealed record Prints(int Frames, string FrameHash, string Trace, string Report);
}
