using System.CommandLine;
using EdgeController.Host.Configuration.Commands;

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
}
