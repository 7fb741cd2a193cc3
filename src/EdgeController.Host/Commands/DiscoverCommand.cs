using System.Net;
using System.Net.Sockets;
using EdgeController.Core.Topology;
using EdgeController.Drivers.Meters;
using EdgeController.Drivers.Modbus;
using EdgeController.Drivers.Modbus.LibModbus;
using EdgeController.Host.Configuration;
using EdgeController.Host.Configuration.Meters;

namespace EdgeController.Host.Commands;

/// <summary>What <c>discover</c> may search.</summary>
internal sealed record DiscoverArguments(AddressRange? Tcp, string? Rtu, SerialFormat Format, (int First, int Last) Units, TimeSpan Longest);

/// <summary>
/// <c>discover</c>: finds Modbus devices, in the given addresses and at the given port only, and names the templates whose probe they pass.
/// It only reads. At most sixteen connections are open at a time.
/// </summary>
internal static class DiscoverCommand
{
    private const int Connections = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    public static async Task<int> RunAsync(DiscoverArguments arguments, TextWriter output, TextWriter error, CancellationToken stop)
    {
        if (arguments.Tcp is null && arguments.Rtu is null)
        {
            await error.WriteLineAsync("nothing to search: give --tcp with addresses, for example --tcp 192.168.10.0/24, or --rtu with a serial port");
            return ExitCode.Usage;
        }

        if (NativeLibrary.Problem() is { } missing)
        {
            await error.WriteLineAsync(missing);
            return ExitCode.Usage;
        }

        // What proves more comes first.
        MeterTemplate[] templates = [.. MeterTemplates.Load(ConfigurationFolder.FindMeters()).Values.OrderByDescending(template => template.HasPhases)];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(arguments.Longest);
        var found = 0;
        try
        {
            found += arguments.Tcp is { } range ? await SearchAsync(range, arguments.Units, templates, output, limit.Token) : 0;
            found += arguments.Rtu is { } device ? await SearchAsync(device, arguments, templates, output, limit.Token) : 0;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            await output.WriteLineAsync(FormattableString.Invariant($"stopped after {arguments.Longest.TotalSeconds:0} s: not all was searched; take fewer addresses or units, or a longer --for"));
        }

        await output.WriteLineAsync(found == 0 ? "no Modbus device answered" : $"{found} {(found == 1 ? "device answers" : "devices answer")}");
        return ExitCode.Ok;
    }

    private static async Task<int> SearchAsync(AddressRange range, (int First, int Last) units, MeterTemplate[] templates, TextWriter output, CancellationToken stop)
    {
        await output.WriteLineAsync($"searching {range.Count} {(range.Count == 1 ? "address" : "addresses")} at port {range.Port}, units {units.First} to {units.Last}");
        var found = 0;
        var told = new SemaphoreSlim(1);
        await Parallel.ForEachAsync(range.Addresses, new ParallelOptions { MaxDegreeOfParallelism = Connections, CancellationToken = stop }, async (address, token) =>
        {
            if (!await ListensAsync(address, range.Port, token))
            {
                return;
            }

            await using var client = new ModbusTcpClient(new ModbusTcpOptions { Host = address.ToString(), Port = range.Port, ResponseTimeout = Patience }, TimeProvider.System);
            var lines = await LookAsync(client, $"{address}:{range.Port}", units, templates, token);
            await told.WaitAsync(token);
            lines.ForEach(output.WriteLine);
            found += lines.Count(line => !line.EndsWith(NoUnit, StringComparison.Ordinal));
            told.Release();
        });
        return found;
    }

    private static async Task<int> SearchAsync(string device, DiscoverArguments arguments, MeterTemplate[] templates, TextWriter output, CancellationToken stop)
    {
        await output.WriteLineAsync($"searching {device} at {arguments.Format}, units {arguments.Units.First} to {arguments.Units.Last}");
        await using var client = new ModbusRtuClient(new ModbusRtuOptions { Device = device, Format = arguments.Format, ResponseTimeout = Patience }, TimeProvider.System);
        var open = await client.ReadAsync(arguments.Units.First, 3, 0, 1, new ushort[1], stop);
        if (open.Failure == ModbusFailure.Unreachable)
        {
            await output.WriteLineAsync(open.Sentence);
            return 0;
        }

        var lines = await LookAsync(client, device, arguments.Units, templates, stop);
        lines.ForEach(output.WriteLine);
        return lines.Count(line => !line.EndsWith(NoUnit, StringComparison.Ordinal));
    }

    private const string NoUnit = "none of the units answers";

    private static async Task<List<string>> LookAsync(IModbusTransport transport, string place, (int First, int Last) units, MeterTemplate[] templates, CancellationToken stop)
    {
        var lines = new List<string>();
        for (var unit = units.First; unit <= units.Last; unit++)
        {
            if (await UnitProbe.LookAsync(transport, unit, templates, stop) is { } found)
            {
                lines.Add($"{place} unit {unit}: {Describe(found)}");
            }
        }

        if (lines.Count == 0)
        {
            lines.Add($"{place}: the port is open, but {NoUnit}");
        }

        return lines;
    }

    private static string Describe(FoundUnit found)
    {
        var sunSpec = found.SunSpecAt is { } at ? $"SunSpec at register {at}" : null;
        var fits = found.Fits.IsEmpty ? null : $"fits {string.Join(" or ", found.Fits)}";
        return (fits, sunSpec) switch
        {
            (null, null) => "answers; no template fits",
            (null, _) => sunSpec!,
            (_, null) => fits,
            _ => $"{fits}; {sunSpec}",
        };
    }

    private static async Task<bool> ListensAsync(IPAddress address, int port, CancellationToken stop)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Patience);
        try
        {
            await socket.ConnectAsync(address, port, limit.Token);
            return true;
        }
        catch (Exception nobody) when (nobody is SocketException || (nobody is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return false;
        }
    }
}
