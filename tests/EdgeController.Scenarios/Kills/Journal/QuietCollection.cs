namespace EdgeController.Scenarios.Kills.Journal;

/// <summary>Real processes go on when no simulation keeps the processor busy. Apart from the runs in real time, which its fixture would start beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class QuietCollection
{
    public const string Name = "killed processes";
}
