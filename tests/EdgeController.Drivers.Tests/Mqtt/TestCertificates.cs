using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EdgeController.Tests.Mqtt;

/// <summary>An authority, a server's and a client's certificate, made for one test as PEM files in a folder.</summary>
internal sealed class TestCertificates
{
    private TestCertificates(string folder) => Folder = folder;

    public string Folder { get; }

    public string Ca => Path.Combine(Folder, "ca.pem");

    public string Certificate(string name) => Path.Combine(Folder, $"{name}.pem");

    public string Key(string name) => Path.Combine(Folder, $"{name}.key");

    /// <param name="folder">Where the files go.</param>
    /// <param name="serverName">The name in the server's certificate beside 127.0.0.1; null leaves the address out.</param>
    public static TestCertificates Write(string folder, string? serverName = "localhost")
    {
        var made = new TestCertificates(folder);
        var now = TimeProvider.System.GetUtcNow();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        using var authority = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        File.WriteAllText(made.Ca, authority.ExportCertificatePem());
        made.Issue("server", authority, now, names =>
        {
            names.AddDnsName(serverName ?? "elsewhere.example");
            if (serverName is not null)
            {
                names.AddIpAddress(IPAddress.Loopback);
            }
        });
        made.Issue("client", authority, now, names => names.AddDnsName("client.example"));
        return made;
    }

    private void Issue(string name, X509Certificate2 authority, DateTimeOffset now, Action<SubjectAlternativeNameBuilder> add)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        add(names);
        request.CertificateExtensions.Add(names.Build());
        var serial = new byte[8];
        RandomNumberGenerator.Fill(serial);
        using var certificate = request.Create(authority, now.AddDays(-1), now.AddDays(1), serial);
        File.WriteAllText(Certificate(name), certificate.ExportCertificatePem());
        File.WriteAllText(Key(name), key.ExportPkcs8PrivateKeyPem());
    }
}
