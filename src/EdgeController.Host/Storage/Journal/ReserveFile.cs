namespace EdgeController.Host.Storage.Journal;

/// <summary>Disk that is kept allocated while there is enough of it, and given up when there is none left: the journal goes on with it.</summary>
/// <param name="folder">Where it lies.</param>
/// <param name="name">Its file's name.</param>
/// <param name="most">Its bytes on a disk that has plenty.</param>
/// <param name="share">It takes at most this part of what is free: one in so many.</param>
internal sealed class ReserveFile(string folder, string name, long most, int share)
{
    /// <summary>Less is not worth a file.</summary>
    private const long Least = 1 << 18;

    private string Place => Path.Combine(folder, name);

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

            var bytes = Math.Min(most, new DriveInfo(folder).AvailableFreeSpace / share);
            if (bytes < Math.Min(most, Least))
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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // The last one is a file that may not be so long. Half a reserve is none; the next look may have more luck.
            TryDelete();
        }
    }

    /// <summary>Gives the reserve to the disk; false where there is none to give.</summary>
    public bool TryGiveUp()
    {
        if (!File.Exists(Place) || !TryDelete())
        {
            return false;
        }

        IsGivenUp = true;
        return true;
    }

    private bool TryDelete()
    {
        try
        {
            File.Delete(Place);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
