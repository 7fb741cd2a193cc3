namespace EdgeController.Host.Storage;

/// <summary>A folder below the system's temporary one that lives as long as this object.</summary>
internal sealed class PassingFolder : IDisposable
{
    /// <summary>Null where none can be made.</summary>
    public string? Path { get; } = Make();

    public void Dispose()
    {
        try
        {
            if (Path is not null)
            {
                Directory.Delete(Path, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The system empties its temporary folder.
        }
    }

    private static string? Make()
    {
        try
        {
            return Directory.CreateTempSubdirectory("edge-controller-").FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
