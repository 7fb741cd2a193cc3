using System.Runtime.InteropServices;

namespace EdgeController.Host.Storage;

/// <summary>Forces a folder's entries to the disk, so that a file that was made or renamed in it is there after a power cut.</summary>
internal static partial class DirectorySync
{
    /// <summary>Does what the system can do; on systems other than Linux nothing.</summary>
    public static void Flush(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // O_RDONLY alone: the number of O_DIRECTORY differs between processors, and a folder can be opened without it.
        var descriptor = Open(folder, 0);
        if (descriptor >= 0)
        {
            _ = Sync(descriptor);
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
