using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Meters;

/// <summary>The keys of a template file for a SunSpec device.</summary>
public static class DerTemplateKeys
{
    public static KeyTable Table { get; } = new(
    [
        new("template", KeyKind.Integer, "Version of the template format.") { Required = true, Min = 1, Max = 1, Example = "1" },
        new("id", KeyKind.Reference, "The template's name.") { Required = true },
        new("kind", KeyKind.Choice, "What it is in the site: the site file writes sunspec-meter, sunspec-inverter or sunspec-storage.") { Required = true, Choices = ["meter", "inverter", "storage"] },
        new("products", KeyKind.List, "Products that have this chain of models.") { Required = true },
        new("products.*.vendor", KeyKind.Text, "Maker.") { Required = true },
        new("products.*.model", KeyKind.Text, "Model.") { Required = true },
        new("models", KeyKind.List, "The chain: SunSpec models in their order.") { Required = true },
        new("models.*.model", KeyKind.Integer, "Number of the model.") { Required = true, Min = 1, Max = 65534, Example = "103" },
        new("models.*.length", KeyKind.Integer, "Length that the device tells, without ID and length.") { Required = true, Min = 1, Max = 2000, Example = "50" },
        new("measured_by", KeyKind.Integer, "The model that power, current and voltage are read from.") { Required = true, Min = 1, Max = 65534, Example = "103" },
        new("steered_by", KeyKind.Integer, "The model that orders are written into.") { Min = 1, Max = 65534, Example = "123" },
        new("golden", KeyKind.List, "Registers written by hand, and what they stand for.") { Required = true },
        new("golden.*.name", KeyKind.Text, "What the image shows.") { Required = true },
        new("golden.*.registers", KeyKind.List, "The image; all other registers are \"not implemented\".") { Required = true },
        .. Run("golden.*.registers.*"),
        new("golden.*.expect", KeyKind.Section, "The values: 'voltage', 'current' and 'power' as three numbers (feed-in negative); 'missing' where the image must be refused.") { Required = true },
        .. new[] { "voltage", "current", "power", "total", "rating", "charge_at_most", "discharge_at_most", "capacity", "soc", "battery", "missing" }
            .Select(name => new KeySpec($"golden.*.expect.{name}", KeyKind.Text, $"Expected {name}.")),
        new("golden.*.orders", KeyKind.List, "Orders, and what must be written for them."),
        new("golden.*.orders.*.power", KeyKind.Number, "Power at the terminals to hold in W; charging is positive.") { Min = -1_000_000, Max = 1_000_000, Example = "-5000" },
        new("golden.*.orders.*.feed_in", KeyKind.Number, "Highest feed-in in W.") { Min = 0, Max = 1_000_000, Example = "4000" },
        new("golden.*.orders.*.falls_to", KeyKind.Number, "Feed-in in W that it falls to when its time is over.") { Min = 0, Max = 1_000_000, Example = "2000" },
        new("golden.*.orders.*.reverts", KeyKind.Duration, "The reversion timer.") { Required = true, Min = 1, Max = 600, Example = "60s" },
        new("golden.*.orders.*.writes", KeyKind.List, "What is written, in this order: the switch last.") { Required = true },
        .. Run("golden.*.orders.*.writes.*"),
        new("source", KeyKind.Texts, "Where the facts come from."),
        new("verified", KeyKind.Choice, "How far the chain is proven: paper, bench, field.") { Default = "paper", Choices = ["paper", "bench", "field"] },
    ]);

    private static KeySpec[] Run(string path) =>
    [
        new($"{path}.model", KeyKind.Integer, "Number of the model.") { Required = true, Min = 1, Max = 65534, Example = "103" },
        new($"{path}.at", KeyKind.Integer, "Offset of the first register from the model's ID register.") { Required = true, Min = 2, Max = 2000, Example = "2" },
        new($"{path}.hex", KeyKind.Texts, "The registers' contents, four hexadecimal digits each.") { Required = true, Example = "012B 0001" },
    ];
}
