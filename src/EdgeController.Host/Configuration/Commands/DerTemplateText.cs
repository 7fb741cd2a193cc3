using EdgeController.Drivers.SunSpec;

namespace EdgeController.Host.Configuration.Commands;

/// <summary>A template of a SunSpec device in words: for <c>templates show</c> and for the table in the documentation.</summary>
public static class DerTemplateText
{
    /// <summary>All that the template holds.</summary>
    public static void Write(SunSpecTemplate template, TextWriter output)
    {
        output.WriteLine($"{template.Id}: {string.Join(", ", template.Products)}");
        output.WriteLine($"  site file     template: {SiteTemplate(template)}");
        output.WriteLine($"  verified      {template.Verified.ToString().ToLowerInvariant()}");
        foreach (var (model, length) in template.Chain)
        {
            output.WriteLine($"  model {model,-7} {length} registers{Role(template, model)}");
        }

        foreach (var point in SunSpecModels.PointsOf(template.MeasuredBy).Where(point => point.Type != SunSpecType.Text))
        {
            output.WriteLine($"  {point.Name,-13} model {template.MeasuredBy}, register {point.Offset}: {point.Type.ToString().ToLowerInvariant()}{(point.Scale is { } scale ? $", scale factor in {scale}" : "")}");
        }

        foreach (var order in template.Golden.SelectMany(golden => golden.Orders))
        {
            output.WriteLine($"  order         {Order(order)}: {string.Join("; ", order.Writes.Select(run => $"model {run.Model} register {run.At}: {string.Join(' ', run.Words.Select(word => $"{word:X4}"))}"))}");
        }

        output.WriteLine($"  golden        {string.Join("; ", template.Golden.Select(golden => golden.Name))}");
        foreach (var source in template.Sources)
        {
            output.WriteLine($"  source        {source}");
        }
    }

    /// <summary>One row of the documentation's table.</summary>
    public static string Row(SunSpecTemplate template) =>
        $"| `{template.Id}` | `{SiteTemplate(template)}` | {string.Join(", ", template.Chain.Select(one => one.Model))} | {template.MeasuredBy} | {template.SteeredBy?.ToString(System.Globalization.CultureInfo.InvariantCulture)} | {AtTheEnd(template)} | {template.Verified.ToString().ToLowerInvariant()} |";

    private static string SiteTemplate(SunSpecTemplate template) => $"sunspec-{template.Kind.ToString().ToLowerInvariant()}";

    private static string AtTheEnd(SunSpecTemplate template) => (template.Kind, template.SteeredBy) switch
    {
        (SunSpecKind.Inverter, 704) => "its part of an export limit",
        (SunSpecKind.Inverter, _) => "feeds in freely: `own_limit`",
        (SunSpecKind.Storage, _) => "runs by itself",
        _ => "",
    };

    private static string Role(SunSpecTemplate template, int model) =>
        model == template.MeasuredBy ? ", measured by it" : model == template.SteeredBy ? ", steered by it" : "";

    private static string Order(SunSpecOrder order) => FormattableString.Invariant(
        $"{(order.Power is { } power ? $"{power.Value:0} W" : $"feed in {order.FeedInAtMost!.Value.Value:0} W at most")}{(order.FallsTo is { } to ? $", then {to.Value:0} W" : "")}, forgotten after {order.Reverts.TotalSeconds:0} s");
}
