using EdgeController.Core.Control;
using EdgeController.Drivers.Mqtt;
using EdgeController.Drivers.Mqtt.LibMosquitto;
using EdgeController.Tests.Mqtt;

namespace EdgeController.Drivers.Tests.Mqtt;

/// <summary>TLS to a real broker, with certificates made for the test.</summary>
public sealed class MosquittoTlsTests
{
    private static readonly SiteClock Clock = new(TimeProvider.System);

    [Fact]
    public async Task A_broker_is_reached_by_its_authority_and_a_client_certificate()
    {
        await using var broker = MosquittoBroker.Prepare("allow_anonymous true", "require_certificate true");
        var made = Secure(broker);
        await broker.RestartAsync();
        await using (var without = new MosquittoClient(Options(broker, new MqttTls(made.Ca, null, null)), () => Clock.Now))
        {
            await Until.TrueAsync(() => Task.FromResult(without.Link.Problem is not null));
            Assert.Equal(MqttLinkState.Down, without.Link.State);
        }

        await using var client = new MosquittoClient(Options(broker, new MqttTls(made.Ca, made.Certificate("client"), made.Key("client"))), () => Clock.Now);
        await MosquittoClientTests.UpAsync(client);
    }

    [Fact]
    public async Task A_certificate_for_another_name_or_of_an_unknown_authority_is_refused()
    {
        await using var broker = MosquittoBroker.Prepare("allow_anonymous true");
        var made = Secure(broker, serverName: null);
        var other = TestCertificates.Write(Directory.CreateDirectory(Path.Combine(broker.Folder, "other")).FullName);
        await broker.RestartAsync();
        foreach (var ca in new[] { made.Ca, other.Ca, null })
        {
            await using var client = new MosquittoClient(Options(broker, new MqttTls(ca, null, null)), () => Clock.Now);
            await Until.TrueAsync(() => Task.FromResult(client.Link.Problem is not null));
            Assert.Contains("no TLS connection", client.Link.Problem, StringComparison.Ordinal);
            Assert.Equal(0, client.Counts.Connections);
        }
    }

    private static TestCertificates Secure(MosquittoBroker broker, string? serverName = "localhost")
    {
        var made = TestCertificates.Write(broker.Folder, serverName);
        broker.Configure($"cafile {made.Ca}");
        broker.Configure($"certfile {made.Certificate("server")}");
        broker.Configure($"keyfile {made.Key("server")}");
        return made;
    }

    private static MqttOptions Options(MosquittoBroker broker, MqttTls tls) => MosquittoClientTests.Options(broker) with { Tls = tls, ConnectTimeout = TimeSpan.FromSeconds(5) };
}
