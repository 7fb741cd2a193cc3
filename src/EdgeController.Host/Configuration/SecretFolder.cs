namespace EdgeController.Host.Configuration;

/// <summary>
/// Finds a secret by its name: as a credential that systemd gave the service (<c>LoadCredential=</c>, folder CREDENTIALS_DIRECTORY), else as the file
/// <c>secrets/NAME</c> beside the site file.
/// </summary>
internal static class SecretFolder
{
    private const int Longest = 4096;

    /// <summary>The secret without the line end, or a sentence that says why there is none.</summary>
    public static (string? Value, string? Problem) Read(string name, string siteFile)
    {
        var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(siteFile))!, "secrets", name);
        var given = Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY");
        var path = !string.IsNullOrEmpty(given) && File.Exists(Path.Combine(given, name)) ? Path.Combine(given, name) : beside;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > Longest })
            {
                return (null, $"the secret '{name}' in {path} has more than {Longest} bytes");
            }

            var text = File.ReadAllText(path).TrimEnd('\r', '\n');
            return text.Length == 0 ? (null, $"the secret '{name}' in {path} is empty") : (text, null);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return (null, $"there is no secret '{name}': put it into {beside}, or give it as a systemd credential");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, $"the secret '{name}' cannot be read from {path}: {e.Message}");
        }
    }
}
