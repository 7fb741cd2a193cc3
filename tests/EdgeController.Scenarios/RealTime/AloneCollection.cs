namespace EdgeController.Scenarios.RealTime;

/// <summary>Runs in real time go on when no simulation keeps the processor busy, and all side by side: they mostly wait.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection : ICollectionFixture<RealTimeRuns>
{
    public const string Name = "real time";
}
