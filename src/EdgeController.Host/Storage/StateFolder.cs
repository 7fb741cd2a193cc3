using System.Security.Cryptography;
using System.Text;

namespace EdgeController.Host.Storage;

/// <summary>The folder for what must survive a restart, held by one controller at a time.</summary>
internal sealed class StateFolder : IDisposable
{
    /// <summary>EAGAIN, what a lock says on Linux; on Windows it is the other.</summary>
    private const int LockHeld = 11;
    private const int SharingViolation = 32;

    private readonly FileStream? _lock;

    private StateFolder(string? path, FileStream? held, string? problem, bool inUse = false) => (Path, _lock, Problem, InUse) = (path, held, problem, inUse);

    /// <summary>The folder; null where none can be had.</summary>
    public string? Path { get; }

    /// <summary>Why it cannot be had, as a sentence.</summary>
    public string? Problem { get; }

    /// <summary>Another controller has it: two of them must not steer one site.</summary>
    public bool InUse { get; }

    /// <summary>Makes the folder and takes hold of it.</summary>
    public static StateFolder Open(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new StateFolder(null, null, $"the state folder {path} cannot be made ({e.Message}); name another with --state");
        }

        try
        {
            return new StateFolder(path, new FileStream(System.IO.Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None), null);
        }
        catch (IOException e) when ((e.HResult & 0xFFFF) is LockHeld or SharingViolation)
        {
            return new StateFolder(null, null, $"the state folder {path} is in use by another controller; end that one, or name another folder with --state", inUse: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new StateFolder(null, null, $"the state folder {path} cannot be written ({e.Message}); name another with --state");
        }
    }

    /// <summary>The service manager's folder (<c>STATE_DIRECTORY</c>), else one for this site file below the user's (XDG base directory specification).</summary>
    public static string Standard(string siteFile)
    {
        if (Environment.GetEnvironmentVariable("STATE_DIRECTORY") is { Length: > 0 } given)
        {
            return given.Split(':')[0];
        }

        var home = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } xdg
            ? xdg
            : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(System.IO.Path.GetFullPath(siteFile))))[..12];
        return System.IO.Path.Combine(home, "edge-controller", name);
    }

    public void Dispose() => _lock?.Dispose();
}
