using EdgeController.Core.Topology;
using EdgeController.Drivers.Meters;
using EdgeController.Drivers.Modbus;
using EdgeController.Drivers.Modbus.LibModbus;
using EdgeController.Host.Commands;
using EdgeController.Host.Tests.Configuration.Sites;

namespace EdgeController.Host.Tests.Commands;

/// <summary>The commands that look at real sockets and a pseudo-terminal.</summary>
public sealed class FieldCommandsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("192.168.10.0/24", 254, 502)]
    [InlineData("192.168.10.20-40", 21, 502)]
    [InlineData("192.168.10.20-192.168.11.19", 256, 502)]
    [InlineData("10.0.0.1:1502", 1, 1502)]
    [InlineData("10.0.0.4/31", 2, 502)]
    [InlineData("10.0.0.0/16", null, null)]
    [InlineData("10.0.0.9-3", null, null)]
    [InlineData("10.1", null, null)]
    [InlineData("example.org", null, null)]
    [InlineData("10.0.0.1:0", null, null)]
    public void Addresses_are_written_as_a_net_a_span_or_one(string text, int? count, int? port)
    {
        var range = AddressRange.Parse(text);
        Assert.Equal((count, port), (range?.Count, range?.Port));
        Assert.Equal(count ?? 0, range?.Addresses.Count() ?? 0);
    }

    [Fact]
    public async Task Devices_are_found_by_the_values_that_they_serve()
    {
        await using var server = ModbusTcpServer.Start();
        server.Serve(1, Golden("janitza-umg96rm"));
        server.Serve(3, Golden("carlo-gavazzi-em340"));
        server.Serve(4, Golden("fronius-smart-meter-gen24"));
        server.Serve(5, new RegisterImage([new RegisterRun(3, 0, [7])]));
        var output = new StringWriter { NewLine = "\n" };

        Assert.Equal(0, await RunAsync(new(AddressRange.Parse($"127.0.0.1:{server.Port}"), null, new(9600, 8, 'N', 1), (1, 5), TimeSpan.FromMinutes(1)), output));

        var at = $"127.0.0.1:{server.Port} unit";
        Assert.Equal(
            [
                $"searching 1 address at port {server.Port}, units 1 to 5",
                $"{at} 1: fits janitza-umg96rm (L1 230.0 V, 16.0 A)",
                $"{at} 3: fits carlo-gavazzi-em340 (L1 230.0 V, 16.0 A)",
                $"{at} 4: fits fronius-smart-meter-gen24 (L1 230.0 V, 16.0 A); SunSpec at register 40000",
                $"{at} 5: answers; no template fits",
                "4 devices answer",
            ],
            output.ToString().TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_serial_bus_is_searched_and_a_missing_port_named()
    {
        await using var bus = ModbusRtuServer.Start();
        bus.Serve(2, Golden("eastron-sdm630"));
        var output = new StringWriter { NewLine = "\n" };

        await RunAsync(new(null, bus.Device, new(9600, 8, 'N', 1), (2, 2), TimeSpan.FromMinutes(1)), output);
        Assert.Contains($"{bus.Device} unit 2: fits eastron-sdm630 (L1 230.0 V, 16.0 A)", output.ToString(), StringComparison.Ordinal);

        output = new StringWriter { NewLine = "\n" };
        await RunAsync(new(null, "/dev/ttyNotThere", new(9600, 8, 'N', 1), (1, 2), TimeSpan.FromMinutes(1)), output);
        Assert.Contains("there is no serial port /dev/ttyNotThere", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_ends_with_its_time_and_says_so()
    {
        await using var server = ModbusTcpServer.Start();
        server.Fault = ModbusServerFault.Mute;
        var output = new StringWriter { NewLine = "\n" };

        await RunAsync(new(AddressRange.Parse($"127.0.0.1:{server.Port}"), null, new(9600, 8, 'N', 1), (1, 100), TimeSpan.FromSeconds(1)), output);

        Assert.Contains("stopped after 1 s: not all was searched", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_meter_is_shown_register_by_register()
    {
        await using var server = ModbusTcpServer.Start();
        server.Serve(1, Golden("janitza-umg96rm"));
        var (code, lines) = await ReadAsync(server.Port);

        Assert.Equal(0, code);
        Assert.Contains(lines, line => line.StartsWith("  voltage L2        19002  4367 8000                  231.5 V", StringComparison.Ordinal) && line.EndsWith("fresh", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("  power L1          19020  4566 0000                   3680 W", StringComparison.Ordinal));
        Assert.Equal("  the template fits this device", lines[^1]);
    }

    [Fact]
    public async Task What_is_missing_and_what_cannot_be_used_is_said()
    {
        await using var server = ModbusTcpServer.Start();
        server.Serve(1, Golden("janitza-umg96rm", image: 2));
        var (code, lines) = await ReadAsync(server.Port);

        Assert.Equal(2, code);
        Assert.Contains(lines, line => line.StartsWith("  current L3        19016  7FC0 0000                        -", StringComparison.Ordinal) && line.EndsWith("missing", StringComparison.Ordinal));
        Assert.Equal("  not usable: the meter has no current on its L3 (register 19016)", lines[^1]);

        server.AnswerException(1, 2);
        (code, lines) = await ReadAsync(server.Port);
        Assert.Equal(2, code);
        Assert.Contains("exception 2 (illegal data address: the register map does not fit this device)", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_meter_on_a_serial_bus_is_shown_the_same_way()
    {
        await using var bus = ModbusRtuServer.Start();
        bus.Serve(1, Golden("janitza-umg96rm"));
        var (code, lines) = await ReadAsync($"rtu: {bus.Device}, baud: 115200");

        Assert.Equal(0, code);
        Assert.StartsWith($"meter grid (janitza-umg96rm) at {bus.Device} (115200 8N1), unit 1: poll 1", lines[0], StringComparison.Ordinal);
        Assert.Equal("  the template fits this device", lines[^1]);
    }

    private static Task<(int Code, string[] Lines)> ReadAsync(int port) => ReadAsync($"tcp: \"127.0.0.1:{port}\"");

    private static async Task<(int Code, string[] Lines)> ReadAsync(string connection)
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(
                path,
                SiteFiles.Small()
                    .Replace("circuits:", $"meters:\n  grid: {{ template: janitza-umg96rm, connection: {{ {connection} }} }}\ncircuits:", StringComparison.Ordinal)
                    .Replace("    uncontrolled:", "    meter: grid\n    uncontrolled:", StringComparison.Ordinal),
                Stop);
            var output = new StringWriter { NewLine = "\n" };
            var error = new StringWriter();
            var code = await MeterReadCommand.RunAsync(path, "grid", once: true, output, error, Stop);
            Assert.Equal("", error.ToString());
            return (code, output.ToString().TrimEnd().Split('\n'));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Task<int> RunAsync(DiscoverArguments arguments, TextWriter output) => DiscoverCommand.RunAsync(arguments, output, TextWriter.Null, Stop);

    /// <summary>The whole blocks as the device would serve them: unused registers are zero.</summary>
    private static RegisterImage Golden(string id, int image = 0)
    {
        var template = SiteFiles.Templates[id];
        var golden = template.Golden[image].Image;
        var whole = MeterEncoder.Encode(template, new MeterSample());
        foreach (var run in golden.Runs)
        {
            whole = whole.With(run.FunctionCode, run.Start, run.Words) ?? new RegisterImage([.. whole.Runs, run]);
        }

        return whole;
    }
}
