using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using EdgeController.Host.Commands;
using EdgeController.Host.Running;
using EdgeController.Host.Tests.Configuration.Sites;
using EdgeController.Host.Tests.Rigs;

namespace EdgeController.Host.Tests.Commands;

public sealed class CommandLineTests
{
    private static readonly string Garage = SiteFiles.GaragePath;

    [Theory]
    [InlineData("--http", "--http nonsense: write address:port, for example 127.0.0.1:8080", "demo", "--http", "nonsense")]
    [InlineData("--http", "--http 127.0.0.1:70000: write address:port, for example 127.0.0.1:8080", "demo", "--http", "127.0.0.1:70000")]
    [InlineData("--ocpp", "--ocpp x:1: write address:port, for example 127.0.0.1:8080", "--ocpp", "x:1")]
    [InlineData("--for", "--for soon: write a time such as 60s, 10m or 2h, at most 24 days", "demo", "--for", "soon")]
    [InlineData("--for", "--for 0s: write a time such as 60s, 10m or 2h, at most 24 days", "--for", "0s")]
    [InlineData("--for", "--for 90000h: write a time such as 60s, 10m or 2h, at most 24 days", "--for", "90000h")]
    [InlineData("no value", "Required argument missing for option: '--http'.", "demo", "--http")]
    [InlineData("no file", "Required argument missing for command: 'check'.", "check")]
    [InlineData("--hours", "--hours many: write a number above 0, at most 744", "simulate", "s.yaml", "--hours", "many")]
    [InlineData("--hours", "--hours 0: write a number above 0, at most 744", "simulate", "s.yaml", "--hours", "0")]
    [InlineData("--seed", "--seed -1: write a whole number, 0 or above", "simulate", "s.yaml", "--seed", "-1")]
    [InlineData("--start", "--start tomorrow: write a date and time such as 2026-10-24T22:00", "simulate", "s.yaml", "--start", "tomorrow")]
    [InlineData("--guard", "--guard maybe: write on or off", "simulate", "s.yaml", "--guard", "maybe")]
    [InlineData("--tcp", "--tcp 10.0.0.0/8: write addresses such as 192.168.10.0/24 or 192.168.10.20-40, at most 1024", "discover", "--tcp", "10.0.0.0/8")]
    [InlineData("--units", "--units 5-300: write two unit ids from 0 to 247, for example 1-10", "discover", "--tcp", "127.0.0.1", "--units", "5-300")]
    [InlineData("nothing", "nothing to search: give --tcp with addresses, for example --tcp 192.168.10.0/24, or --rtu with a serial port", "discover")]
    [InlineData("option", "Unrecognized command or argument '--bogus'.", "--bogus")]
    [InlineData("command", "'frobnicate' is no command; there are run, demo, check, schema, templates, meter, discover, stations, simulate, mqtt, plan, duties", "frobnicate")]
    public async Task A_wrong_command_line_is_one_sentence_and_code_2(string what, string sentence, params string[] arguments)
    {
        Assert.NotEmpty(what);
        Assert.Equal((2, "", sentence + "\n"), await RunAsync(arguments));
    }

    [Theory]
    [InlineData("--fault", "nothing-known")]
    [InlineData("--fault", "meter-unplugged@25:99:grid")]
    [InlineData("--fault", "meter-unplugged@01:00:no-such-meter")]
    [InlineData("--fault", "meter-unplugged@03:00")]
    [InlineData("--report", "no-such-folder/report.json")]
    [InlineData("--trace", "no-such-folder/trace.csv")]
    [InlineData("--start", "2026-03-29T02:30")] // the clock skips it
    public async Task A_run_that_cannot_be_played_as_asked_is_refused_before_it_begins(string option, string value)
    {
        var (code, _, error) = await RunAsync("simulate", Garage, "--hours", "2", option, value);

        Assert.Equal(2, code);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("check")]
    [InlineData("run")]
    [InlineData("simulate")]
    public async Task A_site_file_with_errors_is_code_1(string command)
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, "schema: 1\nsite: {}\n", TestContext.Current.CancellationToken);
            var (code, output, error) = await RunAsync(command, path);
            Assert.Equal(1, code);
            Assert.Contains(path + ":", output + error, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("--http")]
    [InlineData("--ocpp")]
    public async Task A_busy_port_is_one_sentence_and_code_2(string option)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = taken.LocalEndpoint.ToString()!;
        var other = option == "--http" ? "--ocpp" : "--http";

        using var demo = EdgeProcess.Start("demo", option, address, other, "127.0.0.1:0");

        Assert.Equal(2, await demo.ExitCodeAsync(60));
        Assert.Equal($"{address} is in use or not an address of this machine; choose another with {option}, or port 0 for a free one", demo.Error.Trim());
        Assert.Equal("", demo.Output.Trim());
    }

    [Fact]
    public async Task Without_libmodbus_nothing_starts_and_its_package_is_named()
    {
        var any = ListenAddress.Parse("127.0.0.1:0")!;
        var options = new RunOptions(any, any, null, false) { ModbusLibrary = ["libnotmodbus.so.5"] };
        using var error = new StringWriter { NewLine = "\n" };

        Assert.Equal(2, await RunCommand.RunAsync("no-such-file.yaml", options, TextWriter.Null, error));
        Assert.Equal(2, await DemoCommand.RunAsync("no-such-file.yaml", null, [], options, TextWriter.Null, error));

        Assert.All(error.ToString().TrimEnd().Split('\n'), line => Assert.EndsWith("install the package libmodbus5.", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Help_names_every_command_and_every_option()
    {
        var (code, output, _) = await RunAsync("--help");
        Assert.Equal(0, code);
        Assert.All(new[] { "run", "demo", "check", "schema", "templates", "meter", "discover", "simulate" }, command => Assert.Contains($"  {command} ", output, StringComparison.Ordinal));

        (_, output, _) = await RunAsync("simulate", "--help");
        Assert.All(new[] { "--hours", "--seed", "--start", "--report", "--fault", "--guard", "--trace", "meter-unplugged" }, word => Assert.Contains(word, output, StringComparison.Ordinal));
        (_, output, _) = await RunAsync("demo", "--help");
        Assert.All(new[] { "--http", "--ocpp", "--for", "--report", "--site", "127.0.0.1:8080" }, word => Assert.Contains(word, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_option_first_means_the_demo_which_ends_by_itself_and_writes_its_report()
    {
        var report = Path.GetTempFileName();
        try
        {
            var (code, output, error) = await RunAsync("--for", "12s", "--report", report, "--http", "127.0.0.1:0", "--ocpp", "127.0.0.1:0");

            // On a busy machine the vehicles at its stations may draw freely for seconds before the first station is heard: it says so.
            Assert.True((code, error) is (0, "") || (code == 3 && error.StartsWith("overload: ", StringComparison.Ordinal)), $"{code}: {error}");
            Assert.Contains("\npage: http://localhost:", output, StringComparison.Ordinal);
            Assert.Contains("\nstations: ws://localhost:", output, StringComparison.Ordinal);
            Assert.Contains("\nstopping: nothing is raised or renewed any more\n", output, StringComparison.Ordinal);
            using var json = JsonDocument.Parse(await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken));
            Assert.NotEmpty(json.RootElement.GetProperty("circuits").EnumerateArray());
        }
        finally
        {
            File.Delete(report);
        }
    }

    [Fact]
    public async Task Without_the_guard_the_garage_is_overloaded_which_is_code_3()
    {
        var (code, output, error) = await RunAsync("simulate", Garage, "--hours", "10", "--guard", "off");

        Assert.Equal(3, code);
        Assert.Contains("trips", output, StringComparison.Ordinal);
        Assert.StartsWith("overload: ", error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await CommandLine.RunAsync(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
