using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeController.Host.Ocpp;
using EdgeController.Host.Tests.Rigs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Tests.Network;

/// <summary>A back end whose certificate cannot be trusted (C8): no connection, no fallback to less, and the station is served without it.</summary>
public sealed class UntrustedBackEndTests
{
    [Theory]
    [InlineData("expired")]
    [InlineData("of an unknown authority")]
    [InlineData("for another host")]
    public async Task C8_a_back_end_whose_certificate_is_wrong_is_not_talked_to_and_is_tried_again(string defect)
    {
        using var certificate = Make(defect);
        var talked = new ConcurrentQueue<string>();
        await using var server = await ServeAsync(certificate, talked);
        var address = new Uri($"wss://127.0.0.1:{new Uri(server.Urls.First()).Port}/back/end");
        var link = new NetworkOptions { Link = new() { BackOffMinimum = TimeSpan.FromSeconds(0.5), BackOffRandomRange = TimeSpan.Zero, ConnectingGrace = TimeSpan.FromSeconds(0.2) } };
        await using var rig = await NetworkRig.StartAsync(link, address);
        var from = TimeProvider.System.GetTimestamp();

        var station = await rig.ConnectAsync(1);
        await Until.TrueAsync("the alarm", () => rig.Logged("no connection to the CSMS of N001"));
        await station.SendAsync("[2,\"b\",\"StatusNotification\",{\"connectorId\":1,\"errorCode\":\"NoError\",\"status\":\"Available\"}]");
        await Until.TrueAsync("the station to be served", () => station.Received.Any(text => text.StartsWith("[3,\"b\"", StringComparison.Ordinal)));
        ProcessFaults.Safe("C8", from);
        await Until.TrueAsync("another try", () => rig.Log.AtLeast(LogLevel.Information).Count(line => line.Contains("no connection to the CSMS of N001", StringComparison.Ordinal)) >= 2);
        Assert.Empty(talked);

        // Off: whoever does not look at the certificate is let in, and says its credentials.
        using var careless = new ClientWebSocket();
        careless.Options.RemoteCertificateValidationCallback = (_, _, _, errors) => errors != SslPolicyErrors.None;
        careless.Options.AddSubProtocol("ocpp1.6");
        await careless.ConnectAsync(new Uri(address + "/N001"), TestContext.Current.CancellationToken);
        Assert.Equal(WebSocketState.Open, careless.State);
        Assert.Single(talked);
        ProcessFaults.Control("C8", "who does not look at the certificate is connected");
        careless.Abort();
    }

    private static async Task<WebApplication> ServeAsync(X509Certificate2 certificate, ConcurrentQueue<string> talked)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var server = builder.Build();
        server.UseWebSockets();
        server.Run(async context =>
        {
            talked.Enqueue(context.Request.Path.Value!);
            using var socket = await context.WebSockets.AcceptWebSocketAsync("ocpp1.6");
            await new Peer(socket).Ended;
        });
        await server.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    private static X509Certificate2 Make(string defect)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=csms", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        if (defect == "for another host")
        {
            names.AddDnsName("csms.example.com");
        }
        else
        {
            names.AddIpAddress(IPAddress.Loopback);
        }

        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        var ends = defect == "expired" ? now.AddDays(-1) : now.AddDays(30);
        using var made = request.CreateSelfSigned(now.AddDays(-60), ends);
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
