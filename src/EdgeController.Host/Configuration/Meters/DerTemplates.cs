using System.Collections.Immutable;
using EdgeController.Core.Units;
using EdgeController.Drivers.Meters;
using EdgeController.Drivers.SunSpec;
using EdgeController.Host.Configuration.Keys;
using EdgeController.Host.Configuration.Yaml;

namespace EdgeController.Host.Configuration.Meters;

/// <summary>Loads the templates of SunSpec devices.</summary>
public static class DerTemplates
{
    /// <summary>All templates of the folder by id.</summary>
    /// <exception cref="ConfigurationException">The folder is missing or a template has errors.</exception>
    public static IReadOnlyDictionary<string, SunSpecTemplate> Load(string directory)
    {
        if (!Directory.Exists(directory))
        {
            throw new ConfigurationException($"The folder of device templates '{directory}' does not exist.");
        }

        var templates = new SortedDictionary<string, SunSpecTemplate>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(directory, "*.yaml").Order(StringComparer.Ordinal))
        {
            var found = new DiagnosticList(path);
            var template = Read(File.ReadAllText(path), found);
            if (template is not null && template.Id != Path.GetFileNameWithoutExtension(path))
            {
                found.Error(TextPosition.Start, Codes.TemplateFileName, $"the template's id is '{template.Id}' but the file is called '{Path.GetFileName(path)}'", "Make both the same.");
                template = null;
            }

            templates.Add(template?.Id ?? path, template ?? throw new ConfigurationException(found.Sorted()));
        }

        return templates;
    }

    /// <summary>The template, or null where it has errors; every finding goes into <paramref name="diagnostics"/>.</summary>
    public static SunSpecTemplate? Read(string text, DiagnosticList diagnostics)
    {
        if (YamlReader.Read(text, diagnostics) is not { } root)
        {
            return null;
        }

        var file = new ShapeReader(DerTemplateKeys.Table, diagnostics).Read(root);
        if (diagnostics.HasErrors)
        {
            return null;
        }

        var template = new SunSpecTemplate
        {
            Id = file.Text("id")!,
            Products = [.. file.Find("products")!.Children.Select(product => $"{product.Text("vendor")} {product.Text("model")}")],
            Kind = Enum.Parse<SunSpecKind>(file.Text("kind")!, ignoreCase: true),
            Chain = [.. file.Find("models")!.Children.Select(model => (model.Integer("model")!.Value, model.Integer("length")!.Value))],
            MeasuredBy = file.Integer("measured_by")!.Value,
            SteeredBy = file.Integer("steered_by"),
            Golden = [.. file.Find("golden")!.Children.Select(image => Golden(image, diagnostics))],
            Sources = TemplateExtras.Texts(file.Find("source")),
            Verified = Enum.Parse<Verification>(file.Text("verified") ?? "paper", ignoreCase: true),
        };
        Check(file, template, diagnostics);
        return diagnostics.HasErrors ? null : template;
    }

    private static SunSpecGolden Golden(Entry image, DiagnosticList diagnostics) => new(
        image.Text("name")!,
        Runs(image.Find("registers")!, diagnostics),
        image.Find("expect")!.Children.ToImmutableSortedDictionary(value => value.Name, value => (string)value.Value!, StringComparer.Ordinal),
        [.. (image.Find("orders")?.Children ?? []).Select(order => new SunSpecOrder(
            Watts(order, "power"), Watts(order, "feed_in"), Watts(order, "falls_to"), order.Duration("reverts")!.Value, Runs(order.Find("writes")!, diagnostics)))]);

    private static Watts? Watts(Entry order, string key) => order.Number(key) is { } watts ? new Watts(watts) : null;

    private static ImmutableArray<SunSpecRun> Runs(Entry list, DiagnosticList diagnostics) =>
        [.. list.Children.Select(run => new SunSpecRun(run.Integer("model")!.Value, run.Integer("at")!.Value, TemplateExtras.Words(run.Find("hex")!, diagnostics)))];

    /// <summary>Every register that is named must be in the chain, and the chain must have what it is read from.</summary>
    private static void Check(Entry file, SunSpecTemplate template, DiagnosticList diagnostics)
    {
        foreach (var (key, model) in new[] { ("measured_by", (int?)template.MeasuredBy), ("steered_by", template.SteeredBy) })
        {
            if (model is { } number && template.Chain.All(one => one.Model != number))
            {
                diagnostics.Error(file.Find(key)!.Position, Codes.TemplateValues, $"{key}: model {number} is not in 'models'", "Add it there, or write another one.");
            }
        }

        foreach (var (image, entry) in template.Golden.Zip(file.Find("golden")!.Children))
        {
            foreach (var run in image.Registers.Concat(image.Orders.SelectMany(order => order.Writes)))
            {
                if (!template.Chain.Any(one => one.Model == run.Model && run.At + run.Words.Length <= one.Length + 2))
                {
                    diagnostics.Error(entry.Position, Codes.TemplateOutsideBlocks, $"golden '{image.Name}': registers {run.At} to {run.At + run.Words.Length - 1} of model {run.Model} are not in the chain", "Correct 'model', 'at' or the model's length.");
                }
            }
        }
    }
}
