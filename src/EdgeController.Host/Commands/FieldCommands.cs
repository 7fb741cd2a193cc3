using System.CommandLine;
using System.Globalization;
using EdgeController.Core.Topology;
using EdgeController.Host.Configuration.Commands;
using EdgeController.Host.Running;

namespace EdgeController.Host.Commands;

/// <summary>The commands for what hangs on the field buses.</summary>
internal static class FieldCommands
{
    internal static Command Templates(TextWriter output)
    {
        var list = new Command("list", "List the meter templates and the products that they fit.");
        list.SetAction(_ => TemplatesCommand.List(output));
        var which = new Argument<string>("template") { Description = "Name of a shipped template, or a file that ends in .yaml." };
        var show = new Command("show", "Tell all that a template holds.") { which };
        show.SetAction(parsed => TemplatesCommand.Show(parsed.GetRequiredValue(which), output));
        var tried = new Argument<string?>("template") { Description = "Name of a shipped template, or a file that ends in .yaml; without it all shipped ones.", Arity = ArgumentArity.ZeroOrOne };
        var test = new Command("test", "Try templates on their golden images: values, probe, other orders of words and bytes.") { tried };
        test.SetAction(parsed => TemplatesCommand.Test(parsed.GetValue(tried), output));
        var command = new Command("templates", "Meter templates.") { list, show, test };
        command.SetAction(_ => TemplatesCommand.List(output));
        return command;
    }

    internal static Command Meter(TextWriter output, TextWriter error)
    {
        var site = new Argument<string>("site") { Description = "The site file (site.yaml)." };
        var id = new Argument<string>("meter") { Description = "The meter's name in the site file." };
        var once = new Option<bool>("--once") { Description = "One reading; the exit code says whether it can be used." };
        var time = Duration("Stop after this time, for example 60s; without it on Ctrl+C.", null);
        var read = new Command("read", "Show a meter's registers and values as they are now; nothing is changed.") { site, id, once, time };
        read.SetAction(async (parsed, _) =>
        {
            using var stop = new StopSignal(parsed.GetValue(time), TimeProvider.System);
            return await MeterReadCommand.RunAsync(parsed.GetRequiredValue(site), parsed.GetRequiredValue(id), parsed.GetValue(once), output, error, stop.Token);
        });
        return new Command("meter", "Meters of a site.") { read };
    }

    internal static Command Discover(TextWriter output, TextWriter error)
    {
        var tcp = CheckedOption.Create<AddressRange?>(
            "--tcp", "Addresses to search: 192.168.10.0/24, 192.168.10.20-40 or one; ':1502' after them for another port than 502.",
            text => (AddressRange.Parse(text) is not null, AddressRange.Parse(text)), $"write addresses such as 192.168.10.0/24 or 192.168.10.20-40, at most {AddressRange.MostAddresses}", null);
        var rtu = new Option<string?>("--rtu") { Description = "Serial port to search, for example /dev/ttyUSB0." };
        var units = CheckedOption.Create("--units", "Unit ids to ask, for example 1-10.", Units, "write two unit ids from 0 to 247, for example 1-10", (1, 10));
        var baud = CheckedOption.Create("--baud", "Bits per second on the serial port.", CheckedOption.WholeNumber, "write a whole number, 0 or above", 9600ul);
        var format = CheckedOption.Create("--format", "Data bits, parity and stop bits on the serial port.", text => (SerialFormat.Parse(1, text) is not null, text), "write 8N1, 8E1, 8O1 or 8N2", "8N1");
        var time = Duration("Search no longer than this.", TimeSpan.FromMinutes(5));
        var command = new Command("discover", "Find Modbus devices in the given addresses only, and the templates that fit them; it only reads.") { tcp, rtu, units, baud, format, time };
        command.SetAction(async (parsed, _) =>
        {
            using var stop = new StopSignal(null, TimeProvider.System);
            var serial = SerialFormat.Parse((int)Math.Clamp(parsed.GetValue(baud), 300, 1_000_000), parsed.GetRequiredValue(format))!;
            var arguments = new DiscoverArguments(parsed.GetValue(tcp), parsed.GetValue(rtu), serial, parsed.GetValue(units), parsed.GetValue(time)!.Value);
            return await DiscoverCommand.RunAsync(arguments, output, error, stop.Token);
        });
        return command;
    }

    private static Option<TimeSpan?> Duration(string description, TimeSpan? standard) =>
        CheckedOption.Create("--for", description, CheckedOption.Span, "write a time such as 60s, 10m or 2h, at most 24 days", standard);

    private static (bool Good, (int First, int Last) Value) Units(string text)
    {
        var parts = text.Split('-');
        var good = parts.Length <= 2 & int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first) & int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last);
        return (good && first <= last && last <= 247, (first, last));
    }
}
