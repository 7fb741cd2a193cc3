using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Stations;

/// <summary>The keys of a quirk file.</summary>
public static class StationKeys
{
    public static KeyTable Table { get; } = new(
    [
        new("quirks", KeyKind.Integer, "Version of the format.") { Required = true, Min = 1, Max = 1, Example = "1" },
        new("id", KeyKind.Reference, "The file's name.") { Required = true },
        new("stations", KeyKind.List, "Which stations it is about, as they call themselves at their boot; * stands for any text.") { Required = true },
        new("stations.*.vendor", KeyKind.Text, "Maker.") { Required = true },
        new("stations.*.model", KeyKind.Text, "Model.") { Default = "*" },
        new("stations.*.firmware", KeyKind.Text, "Version of its software.") { Default = "*" },
        new("profiles", KeyKind.Section, "How it takes charging profiles."),
        new("profiles.plans", KeyKind.Texts, "What works, the best first: tx (TxDefaultProfile and TxProfile), default (both as TxDefaultProfile), maximum (both as station maximum).") { Example = "[maximum, tx]" },
        new("profiles.highest_stack", KeyKind.Integer, "Highest stack level that it really takes.") { Min = 0, Max = 100, Example = "0" },
        new("profiles.unit", KeyKind.Choice, "The only unit that it obeys.") { Choices = ["A", "W"] },
        new("profiles.whole_amps", KeyKind.Flag, "It takes no fractions of an ampere.") { Default = "false" },
        new("profiles.steps", KeyKind.Texts, "The only limits that it takes, amperes, ascending.") { Example = "[6, 8, 10, 13, 16]" },
        new("profiles.relative", KeyKind.Choice, "It takes Relative profiles only, counted from their receipt or from the start of charging.") { Choices = ["receipt", "charging"] },
        new("profiles.no_phases", KeyKind.Flag, "It refuses a number of phases.") { Default = "false" },
        new("profiles.refuses_zero", KeyKind.Flag, "It refuses a limit of 0: it is paused with 1 A, which no station offers.") { Default = "false" },
        new("profiles.clear_first", KeyKind.Flag, "It replaces no profile: the old one is cleared first.") { Default = "false" },
        new("profiles.clear_after_zero", KeyKind.Flag, "After a limit of 0 it charges without one unless the profile was cleared.") { Default = "false" },
        new("profiles.start_before", KeyKind.Duration, "How long before now a schedule begins.") { Default = "60s", Min = 0, Max = 3600, Example = "60s" },
        new("profiles.random_delay", KeyKind.Duration, "How long it may wait by chance before it follows a new limit.") { Default = "0s", Min = 0, Max = 3600, Example = "600s" },
        new("metering", KeyKind.Section, "How it takes changes of its metering."),
        new("metering.leave", KeyKind.Flag, "Its metering stays as it is.") { Default = "false" },
        new("metering.unwanted", KeyKind.Texts, "Measurands that it must not be asked for.") { Example = "[Current.Offered]" },
        new("advice", KeyKind.Text, "What has to be done at the station itself, for whoever installs it."),
        new("source", KeyKind.Texts, "Where the facts come from.") { Required = true },
    ]);
}
