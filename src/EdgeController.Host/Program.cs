using EdgeController.Host.Commands;

var arguments = args.Length == 0 || args[0].StartsWith('-') && args[0] is not ("--help" or "-h" or "-?" or "--version") ? ["demo", .. args] : args;
var parsed = CommandLine.Create(Console.Out, Console.Error).Parse(arguments);
if (parsed.Errors.Count > 0)
{
    foreach (var problem in parsed.Errors)
    {
        await Console.Error.WriteLineAsync(problem.Message);
    }

    return ExitCode.Usage;
}

return await parsed.InvokeAsync();
