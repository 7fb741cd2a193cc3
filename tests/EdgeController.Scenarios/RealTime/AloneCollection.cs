namespace EdgeController.Scenarios.RealTime;

/// <summary>Tests in real time run when no simulation keeps the processor busy.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "real time";
}
