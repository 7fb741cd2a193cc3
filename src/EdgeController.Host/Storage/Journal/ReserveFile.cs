namespace EdgeController.Host.Storage.Journal;

/// <summary>Disk that is kept allocated while there is enough of it, and given up when there is none left: the journal goes on with it.</summary>
internal sealed class ReserveFile(JournalOptions options)
{
    private string Place => Path.Combine(options.Folder, "journal.reserve");

    /// <summary>True from the moment it was given up until there is room for it again.</summary>
    public bool IsGivenUp { get; private set; }

    /// <summary>Takes the reserve where the disk has plenty.</summary>
    public void Take()
    {
        try
        {
            if (File.Exists(Place))
            {
                IsGivenUp = false;
                return;
            }

            var free = new DriveInfo(options.Folder).AvailableFreeSpace;
            var bytes = Math.Min(options.ReserveBytes, free / 8);
            if (bytes < Math.Min(options.ReserveBytes, 1 << 20))
            {
                return;
            }

            if (bytes > 0)
            {
                using var file = new FileStream(Place, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, PreallocationSize = bytes });
                file.SetLength(bytes);
            }

            IsGivenUp = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Without a reserve it is as without one: the next look may have more luck.
        }
    }

    /// <summary>Gives the reserve to the disk; false where there is none to give.</summary>
    public bool TryGiveUp()
    {
        try
        {
            if (!File.Exists(Place))
            {
                return false;
            }

            File.Delete(Place);
            IsGivenUp = true;
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
