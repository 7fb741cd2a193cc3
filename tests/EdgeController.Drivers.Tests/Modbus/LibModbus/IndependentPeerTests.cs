using System.ComponentModel;
using System.Diagnostics;
using EdgeController.Drivers.Modbus;

namespace EdgeController.Drivers.Tests.Modbus.LibModbus;

/// <summary>The client against npm's <c>modbus-serial</c>, a server that shares no code with libmodbus.</summary>
public class IndependentPeerTests
{
    [Fact]
    public async Task The_client_reads_a_server_that_nobody_here_wrote()
    {
        var folder = Folder();
        await InstallAsync(folder);
        using var node = Start(folder, "node", "server.mjs");
        try
        {
            var line = await node.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            Assert.True(int.TryParse(line, out var port), $"node said '{line}'");
            await using var client = ModbusTcpClientTests.Client(port);

            Assert.Equal([19000, 19001, 19002], await ModbusTcpClientTests.WordsAsync(client, 1, 3, 19000, 3));
            Assert.Equal([1051, 1052], await ModbusTcpClientTests.WordsAsync(client, 2, 4, 51, 2));
            Assert.Equal(125, (await ModbusTcpClientTests.WordsAsync(client, 1, 3, 0, 125)).Distinct().Count());
            var busy = await ModbusTcpClientTests.ReadAsync(client, 9, 3, 0, new ushort[1]);
            Assert.Equal((ModbusFailure.Exception, 6), (busy.Failure, busy.ExceptionCode));
            Assert.Equal([7], await ModbusTcpClientTests.WordsAsync(client, 1, 3, 7, 1));
            Assert.Equal([1, 0, 0, 1, 0, 0, 1, 0, 0, 1], await ModbusTcpClientTests.WordsAsync(client, 1, 1, 0, 10));
            Assert.Equal([0, 1, 0, 1], await ModbusTcpClientTests.WordsAsync(client, 1, 2, 0, 4));

            var stop = TestContext.Current.CancellationToken;
            Assert.True((await client.WriteAndReadBackAsync(1, 500, new ushort[] { 0xABCD, 0, 0xFFFF }, stop)).IsOk);
            Assert.True((await client.WriteAndReadBackAsync(1, 501, new ushort[] { 42 }, stop)).IsOk);
            Assert.Equal([0xABCD, 42, 0xFFFF, 503], await ModbusTcpClientTests.WordsAsync(client, 1, 3, 500, 4));
            Assert.Equal(6, (await client.WriteAsync(9, 500, new ushort[] { 1 }, stop)).ExceptionCode);
        }
        finally
        {
            node.Kill(entireProcessTree: true);
            await node.WaitForExitAsync(CancellationToken.None);
        }
    }

    internal static async Task InstallAsync(string folder)
    {
        if (Directory.Exists(Path.Combine(folder, "node_modules", "modbus-serial")))
        {
            return;
        }

        using var npm = Start(folder, "npm", "ci --no-audit --no-fund");
        var output = npm.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await npm.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.SkipWhen(npm.ExitCode != 0, $"npm could not install modbus-serial: {await output}");
    }

    internal static Process Start(string folder, string program, string arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{program} is not installed: the test against modbus-serial needs node and npm.");
            throw;
        }
    }

    internal static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var peer = Path.Combine(folder.FullName, "tests", "EdgeController.Interop", "modbus");
            if (Directory.Exists(peer))
            {
                return peer;
            }
        }

        throw new DirectoryNotFoundException("tests/EdgeController.Interop/modbus is not above the test program");
    }
}
