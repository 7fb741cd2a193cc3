namespace EdgeController.Host.Storage.Journal;

/// <summary>Where and how the journal is kept.</summary>
/// <param name="Folder">The folder of its files, held by this process alone.</param>
internal sealed record JournalOptions(string Folder)
{
    /// <summary>Bytes of disk that are kept allocated for the time when the disk is full; at most an eighth of what is free.</summary>
    public long ReserveBytes { get; init; } = 64L << 20;

    /// <summary>For tests: false ends each write before it lies on the disk, to show what the waiting is for.</summary>
    public bool WaitsForDisk { get; init; } = true;

    /// <summary>For tests: a database of so many pages is full, as if the disk were.</summary>
    public long? MostPages { get; init; }

    /// <summary>How often a journal that cannot be written is tried again without being asked.</summary>
    public TimeSpan Retry { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often reserve and files put aside are looked at.</summary>
    public TimeSpan Rounds => 6 * Retry;

    /// <summary>The database.</summary>
    public string File => Path.Combine(Folder, "journal.db");
}
