using System.Text;
using EdgeController.Drivers.Meters;
using EdgeController.Host.Configuration.Yaml;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>Reads a site file from the disk; a file that cannot be opened is a finding like any other.</summary>
public static class SiteFileText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads and checks the file at <paramref name="path"/>.</summary>
    public static SiteFileResult ReadFile(string path, IReadOnlyDictionary<string, MeterTemplate> templates)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > 4L * YamlReader.MaxLength })
            {
                return Unreadable(path, Codes.TooLarge, $"the file has more than {4 * YamlReader.MaxLength} bytes");
            }

            return SiteFileReader.Read(Strict.GetString(File.ReadAllBytes(path)), path, templates, name => SecretFolder.Read(name, path).Problem);
        }
        catch (DecoderFallbackException)
        {
            return Unreadable(path, Codes.Unreadable, "the file is not UTF-8 text");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Unreadable(path, Codes.Unreadable, $"the file cannot be read: {failure.Message.TrimEnd('.')}");
        }
    }

    private static SiteFileResult Unreadable(string path, string code, string message) =>
        new(null, [new Diagnostic(path, TextPosition.Start, Severity.Error, code, message)]);
}
