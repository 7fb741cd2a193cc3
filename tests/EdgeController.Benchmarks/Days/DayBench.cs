using EdgeController.Benchmarks.Harness;

namespace EdgeController.Benchmarks.Days;

/// <summary>One simulated day of the example garage, as the command line plays it.</summary>
internal static class DayBench
{
    public static async Task RunAsync(Figures figures)
    {
        var site = Path.Combine(AppContext.BaseDirectory, "site-examples", "garage", "site.yaml");
        await using var child = Child.Start("edge-controller.dll", "simulate", site);
        child.Drain();
        var cpu = 0.0;
        while (!child.HasEnded)
        {
            try
            {
                cpu = child.CpuSeconds;
            }
            catch (Exception e) when (e is IOException or IndexOutOfRangeException)
            {
                // It has just ended.
                break;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        figures.Add("day", "processor time of a simulated day, 24 stations", cpu, "s", 10);
    }
}
