using System.CommandLine;
using System.CommandLine.Parsing;
using EdgeController.Host.Configuration.Commands;
using EdgeController.Host.Running;
using EdgeController.Host.Simulation;

namespace EdgeController.Host.Commands;

/// <summary>The commands and options of <c>edge-controller</c>.</summary>
internal static class CommandLine
{
    public static RootCommand Create(TextWriter output, TextWriter error)
    {
        var root = new RootCommand("Local smart charging and load balancing between charging stations and their back end.");
        root.Subcommands.Add(Run(output, error));
        root.Subcommands.Add(Demo(output, error));
        root.Subcommands.Add(Check(output));
        root.Subcommands.Add(Schema(output));
        root.Subcommands.Add(Templates(output));
        root.Subcommands.Add(Simulate(output, error));
        return root;
    }

    private static Command Run(TextWriter output, TextWriter error)
    {
        var site = SiteArgument();
        var shared = new SharedOptions();
        var command = new Command("run", "Run the controller with the site file's own meters, stations and back end.") { site };
        shared.AddTo(command);
        command.SetAction((parsed, _) => RunCommand.RunAsync(parsed.GetRequiredValue(site), shared.Read(parsed), output, error));
        return command;
    }

    private static Command Demo(TextWriter output, TextWriter error)
    {
        var site = new Option<string?>("--site") { Description = "Another site file to play instead of the built-in garage." };
        var report = ReportOption();
        var shared = new SharedOptions();
        var command = new Command("demo", "Run the controller over real sockets with everything around it simulated on this machine.") { site, report };
        shared.AddTo(command);
        command.SetAction((parsed, _) => DemoCommand.RunAsync(parsed.GetValue(site), parsed.GetValue(report), shared.Read(parsed), output, error));
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

    private static Command Templates(TextWriter output)
    {
        var command = new Command("templates", "List the meter templates.");
        command.SetAction(_ => TemplatesCommand.Run(output));
        return command;
    }

    private static Command Simulate(TextWriter output, TextWriter error)
    {
        var site = SiteArgument();
        var hours = new Option<double>("--hours") { Description = "Length of the run.", DefaultValueFactory = _ => 24 };
        hours.Validators.Add(result => Complain(result, result.GetValueOrDefault<double>() is > 0 and <= 24 * 31, "--hours takes a number above 0, at most 744"));
        var seed = new Option<ulong>("--seed") { Description = "Arrivals, vehicles, loads and delays follow from it.", DefaultValueFactory = _ => 1 };
        var report = ReportOption();
        var trace = new Option<string?>("--trace") { Description = "Write one CSV row per second to this file." };
        var guard = new Option<string>("--guard") { Description = "off: leave every station at its hardware maximum, to see what the guard is for.", DefaultValueFactory = _ => "on" };
        guard.AcceptOnlyFromAmong("on", "off");
        var faults = new Option<PlannedFault[]>("--fault")
        {
            Description = $"NAME[@hh:mm][:target], repeatable; names: {string.Join(", ", PlannedFault.Words)}.",
            CustomParser = result => [.. result.Tokens.Select(token => ParseFault(result, token.Value)).OfType<PlannedFault>()],
            AllowMultipleArgumentsPerToken = false,
        };
        var command = new Command("simulate", "Play a site in simulated time on one thread; the same seed gives the same bytes.") { site, hours, seed, report, faults, guard, trace };
        command.SetAction(parsed => SimulateCommand.Run(
            parsed.GetRequiredValue(site),
            new SimulateArguments(
                parsed.GetValue(seed), TimeSpan.FromHours(parsed.GetValue(hours)), parsed.GetValue(report), parsed.GetValue(faults) ?? [], parsed.GetValue(guard) == "off", parsed.GetValue(trace)),
            output,
            error));
        return command;
    }

    private static Argument<string> SiteArgument() => new("site") { Description = "The site file (site.yaml)." };

    private static Option<string?> ReportOption() => new("--report") { Description = "Write the run's report as JSON to this file." };

    private static PlannedFault? ParseFault(ArgumentResult result, string text)
    {
        var fault = PlannedFault.Parse(text);
        Complain(result, fault is not null, $"--fault {text}: write NAME[@hh:mm][:target] with one of {string.Join(", ", PlannedFault.Words)}");
        return fault;
    }

    private static void Complain(SymbolResult result, bool good, string sentence)
    {
        if (!good)
        {
            result.AddError(sentence);
        }
    }

    /// <summary>What <c>run</c> and <c>demo</c> have in common.</summary>
    private sealed class SharedOptions
    {
        private readonly Option<ListenAddress> _http = Listen("--http", "127.0.0.1:8080", "Where the page and the API listen; port 0 takes a free one.");
        private readonly Option<ListenAddress> _ocpp = Listen("--ocpp", "127.0.0.1:8180", "Where stations connect; port 0 takes a free one.");
        private readonly Option<TimeSpan?> _for = new("--for")
        {
            Description = "Stop after this time, for example 60s.",
            CustomParser = result =>
            {
                var span = SpanText.Parse(result.Tokens[0].Value);
                Complain(result, span is not null, $"--for {result.Tokens[0].Value}: write a time such as 60s, 10m or 2h");
                return span;
            },
        };

        private readonly Option<bool> _verbose = new("--verbose") { Description = "Log more." };

        public void AddTo(Command command)
        {
            command.Options.Add(_http);
            command.Options.Add(_ocpp);
            command.Options.Add(_for);
            command.Options.Add(_verbose);
        }

        public RunOptions Read(ParseResult parsed) => new(parsed.GetRequiredValue(_http), parsed.GetRequiredValue(_ocpp), parsed.GetValue(_for), parsed.GetValue(_verbose));

        private static Option<ListenAddress> Listen(string name, string standard, string description) => new(name)
        {
            Description = $"{description} Default {standard}.",
            DefaultValueFactory = _ => ListenAddress.Parse(standard)!,
            CustomParser = result =>
            {
                var address = ListenAddress.Parse(result.Tokens[0].Value);
                Complain(result, address is not null, $"{name} {result.Tokens[0].Value}: write address:port, for example 127.0.0.1:8080");
                return address!;
            },
        };
    }
}
