using System.CommandLine;
using EdgeController.Host.Configuration;
using EdgeController.Host.Configuration.Commands;
using EdgeController.Host.Running;
using EdgeController.Host.Simulation;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Host.Commands;

/// <summary>The commands and options of <c>edge-controller</c>.</summary>
internal static class CommandLine
{
    private static readonly string[] AboutTheProgram = ["--help", "-h", "-?", "--version"];

    /// <summary>Runs the command that the arguments name, <c>demo</c> where they begin with an option; returns the exit code.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        var isDemo = arguments.Count == 0 || (arguments[0].StartsWith('-') && !AboutTheProgram.Contains(arguments[0], StringComparer.Ordinal));
        var root = Create(output, error);
        var parsed = root.Parse(isDemo ? ["demo", .. arguments] : arguments);
        if (parsed.Errors.Count > 0 && parsed.CommandResult.Command == root)
        {
            await error.WriteLineAsync($"'{arguments[0]}' is no command; there are {string.Join(", ", root.Subcommands.Select(command => command.Name))}");
            return ExitCode.Usage;
        }

        if (parsed.Errors.Count > 0)
        {
            foreach (var problem in parsed.Errors.Select(found => found.Message).Distinct(StringComparer.Ordinal))
            {
                await error.WriteLineAsync(problem);
            }

            return ExitCode.Usage;
        }

        try
        {
            // The commands watch for signals themselves and need longer than the library's two seconds to stop in order.
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = output, Error = error, ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false,
            });
        }
        catch (ConfigurationException e)
        {
            await error.WriteLineAsync(e.Message);
            return ExitCode.Usage;
        }
    }

    private static RootCommand Create(TextWriter output, TextWriter error)
    {
        var root = new RootCommand("Local smart charging and load balancing between charging stations and their back end.");
        root.Subcommands.Add(Run(output, error));
        root.Subcommands.Add(Demo(output, error));
        root.Subcommands.Add(Check(output));
        root.Subcommands.Add(Schema(output));
        root.Subcommands.Add(FieldCommands.Templates(output));
        root.Subcommands.Add(FieldCommands.Meter(output, error));
        root.Subcommands.Add(FieldCommands.Discover(output, error));
        root.Subcommands.Add(Stations(output));
        root.Subcommands.Add(Simulate(output, error));
        root.Subcommands.Add(MqttCommands.Create(output, error));
        root.Subcommands.Add(PlanCommand.Create(output, error));
        root.Subcommands.Add(DutiesCommand.Create(output, error));
        return root;
    }

    private static Command Run(TextWriter output, TextWriter error)
    {
        var site = SiteArgument();
        var state = new Option<string?>("--state") { Description = "Folder for what must survive a restart; default: the service's own state directory, else the user's." };
        var shared = new SharedOptions();
        var duties = new Option<string?>("--duties") { Description = "Another duty plan (CSV) than the site file's own." };
        var command = new Command("run", "Run the controller with the site file's own meters, stations and back end.") { site, state, duties };
        shared.AddTo(command);
        command.SetAction((parsed, _) => RunCommand.RunAsync(
            parsed.GetRequiredValue(site), shared.Read(parsed) with { StateFolder = parsed.GetValue(state), Duties = parsed.GetValue(duties) }, output, error));
        return command;
    }

    private static Command Demo(TextWriter output, TextWriter error)
    {
        var site = new Option<string?>("--site") { Description = "Another site file to play instead of the built-in garage." };
        var report = ReportOption();
        var versions = Versions();
        var shared = new SharedOptions();
        var broker = MqttCommands.BrokerOption();
        var command = new Command("demo", "Run the controller over real sockets with everything around it simulated on this machine.") { site, report, versions, broker };
        shared.AddTo(command);
        command.SetAction((parsed, _) => DemoCommand.RunAsync(
            parsed.GetValue(site), parsed.GetValue(report), parsed.GetValue(versions) ?? [OcppVersion.V16], shared.Read(parsed) with { Broker = parsed.GetValue(broker) }, output, error));
        return command;
    }

    private static Command Check(TextWriter output)
    {
        var site = SiteArgument();
        var command = new Command("check", "Print every error of a site file, with line and column, and what the site does when the controller dies.") { site };
        command.SetAction(parsed => CheckCommand.Run(parsed.GetRequiredValue(site), output));
        return command;
    }

    private static Command Schema(TextWriter output)
    {
        var command = new Command("schema", "Print the JSON Schema of the site file, for editors.");
        command.SetAction(_ => SchemaCommand.Run(output));
        return command;
    }

    private static Command Stations(TextWriter output)
    {
        var list = new Command("list", "List the station models whose habits are known, and what has to be done at them.");
        list.SetAction(_ => StationsCommand.Run(output));
        return new Command("stations", "Station models.") { list };
    }

    private static Command Simulate(TextWriter output, TextWriter error)
    {
        var site = SiteArgument();
        var hours = CheckedOption.Create<double>("--hours", "Length of the run.", CheckedOption.Hours, "write a number above 0, at most 744", 24);
        var seed = CheckedOption.Create<ulong>("--seed", "Arrivals, vehicles, loads and delays follow from it.", CheckedOption.WholeNumber, "write a whole number, 0 or above", 1);
        var start = CheckedOption.Create<DateTime?>("--start", "Local date and time of the beginning, for example 2026-10-24T22:00; without it a Monday's midnight.", CheckedOption.LocalTime, "write a date and time such as 2026-10-24T22:00", null);
        var report = ReportOption();
        var trace = new Option<string?>("--trace") { Description = "Write one CSV row per second to this file." };
        var guard = CheckedOption.Create("--guard", "off: leave every station at its hardware maximum, to see what the guard is for.", CheckedOption.OnOff, "write on or off", "on");
        var versions = Versions();
        var adversary = CheckedOption.Create<AdversaryOptions?>(
            "--adversary", "back-end: it lies, sets random profiles, resets and disappears for hours; stations: each has a habit of real ones; all: both.", AdversaryText.Read, "write back-end, stations or all", null);
        var faults = CheckedOption.Several<PlannedFault>("--fault", $"NAME[@hh:mm][:target], repeatable; names: {Faults}.", PlannedFault.Parse, $"write NAME[@hh:mm][:target] with one of {Faults}");
        var command = new Command("simulate", "Play a site in simulated time on one thread; the same seed gives the same bytes.") { site, hours, seed, start, report, faults, adversary, guard, versions, trace };
        command.SetAction(parsed => SimulateCommand.Run(
            parsed.GetRequiredValue(site),
            new SimulateArguments(
                parsed.GetValue(seed), TimeSpan.FromHours(parsed.GetValue(hours)), parsed.GetValue(report), parsed.GetValue(faults) ?? [], parsed.GetValue(guard) == "off", parsed.GetValue(trace))
            {
                Versions = parsed.GetValue(versions) ?? [OcppVersion.V16],
                Start = parsed.GetValue(start),
                Adversary = parsed.GetValue(adversary),
            },
            output,
            error));
        return command;
    }

    private static Option<string[]> Versions() => CheckedOption.Create(
        "--versions", "OCPP versions of the simulated stations: 1.6, 2.0.1, 2.1, or mixed for all in turn.", VersionList, "write 1.6, 2.0.1, 2.1 or mixed", [OcppVersion.V16]);

    private static (bool Good, string[] Value) VersionList(string text) => text switch
    {
        "mixed" => (true, [OcppVersion.V16, OcppVersion.V201, OcppVersion.V21]),
        _ => (text is OcppVersion.V16 or OcppVersion.V201 or OcppVersion.V21, [text]),
    };

    private static string Faults => string.Join(", ", PlannedFault.Words);

    private static Argument<string> SiteArgument() => new("site") { Description = "The site file (site.yaml)." };

    private static Option<string?> ReportOption() => new("--report") { Description = "Write the run's report as JSON to this file." };

    /// <summary>What <c>run</c> and <c>demo</c> have in common.</summary>
    private sealed class SharedOptions
    {
        private readonly Option<ListenAddress> _http = Listen("--http", "127.0.0.1:8080", "Where the page and the API listen; port 0 takes a free one.");
        private readonly Option<ListenAddress> _ocpp = Listen("--ocpp", "127.0.0.1:8180", "Where stations connect; port 0 takes a free one.");
        private readonly Option<TimeSpan?> _for = CheckedOption.Create<TimeSpan?>("--for", "Stop after this time, for example 60s.", CheckedOption.Span, "write a time such as 60s, 10m or 2h, at most 24 days", null);
        private readonly Option<bool> _verbose = new("--verbose") { Description = "Log more." };

        public void AddTo(Command command)
        {
            command.Options.Add(_http);
            command.Options.Add(_ocpp);
            command.Options.Add(_for);
            command.Options.Add(_verbose);
        }

        public RunOptions Read(ParseResult parsed) => new(parsed.GetRequiredValue(_http), parsed.GetRequiredValue(_ocpp), parsed.GetValue(_for), parsed.GetValue(_verbose));

        private static Option<ListenAddress> Listen(string name, string standard, string description) => CheckedOption.Create(
            name,
            description,
            text => ListenAddress.Parse(text) is { } address ? (true, address) : (false, null!),
            "write address:port, for example 127.0.0.1:8080",
            ListenAddress.Parse(standard)!);
    }
}
