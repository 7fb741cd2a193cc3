namespace EdgeController.Host.Simulation;

/// <summary>What a run's adversary does: a hostile back end, stations with random habits, or both.</summary>
public sealed record AdversaryOptions
{
    /// <summary>The back end lies, calls at random and disappears.</summary>
    public bool BackEnd { get; init; } = true;

    /// <summary>Stations have random habits, lose their power and their network.</summary>
    public bool Stations { get; init; } = true;

    /// <summary>Mean time between two calls of the back end to one station.</summary>
    public TimeSpan CallsEvery { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>At the end the back end is back and honest for so long, so that all that was kept can come.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMinutes(45);

    /// <summary>The shortest run: before the settling there has to be something to settle.</summary>
    public static TimeSpan Shortest { get; } = TimeSpan.FromHours(1);
}
