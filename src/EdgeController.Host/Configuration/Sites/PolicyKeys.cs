using System.Collections.Immutable;
using EdgeController.Core.Topology;
using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>The keys that say who gets what.</summary>
internal static class PolicyKeys
{
    private static readonly ImmutableArray<(string Word, Sharing Sharing)> SharingWords =
    [
        ("fair", Sharing.Fair), ("priority", Sharing.Priority), ("first-come", Sharing.FirstCome),
        ("earliest-departure", Sharing.EarliestDeparture), ("least-laxity", Sharing.LeastLaxity),
    ];

    private static readonly ImmutableArray<(string Word, ChargingMode Mode)> ModeWords =
    [
        ("fast", ChargingMode.Fast), ("solar", ChargingMode.Solar), ("solar+minimum", ChargingMode.SolarMinimum),
        ("plan", ChargingMode.Plan), ("paused", ChargingMode.Paused),
    ];

    internal static KeySpec[] All =>
    [
        new("policy", KeyKind.Section, "Who gets what when not everybody can have everything."),
        SharingKey("policy.sharing", "Rule for what is there beyond everybody's minimum."),
        new("policy.groups", KeyKind.Named, "Groups of stations: what the fair share gives them together they share by a rule of their own."),
        new("policy.groups.*.stations", KeyKind.Texts, "Stations of the group: identities, ranges, or patterns with *.") { Required = true, Example = "[\"N2-{11..12}\"]" },
        SharingKey("policy.groups.*.sharing", "Rule within the group."),
        .. Terms("policy.groups.*"),
        new("policy.groups.*.depart", KeyKind.TimeOfDay, "Mode plan: when the group's vehicles leave where nobody says otherwise: the next such time of the site's clock.") { Example = "\"05:40\"" },
        new("policy.groups.*.energy", KeyKind.Number, "Mode plan: kWh that each of them needs where nobody says otherwise.") { Min = 0.1, Max = 1000, UnitInKey = true, Example = "25" },
        new("policy.tokens", KeyKind.Named, "What holds for who charges, by idTag or idToken."),
        new("policy.tokens.*.priority", KeyKind.Priority, "Priority of the sessions of this token: low (2), normal (5), high (8), or 1 to 10.") { Example = "high" },
        ModeKey("policy.tokens.*.mode"),
        new("policy.tokens.*.vehicle", KeyKind.Text, "What the duty plan calls the vehicle that this token charges.") { Example = "bus-12" },
        new("policy.tokens.*.depart", KeyKind.TimeOfDay, "When it leaves by the site's clock where nobody says otherwise.") { Example = "\"07:15\"" },
        new("policy.tokens.*.depart_days", KeyKind.Weekdays, "Days on which it leaves then: one, a range, or a list of both.") { Default = "mo-su", Example = "mo-fr" },
        new("policy.tokens.*.energy", KeyKind.Number, "kWh that it needs where nobody says otherwise.") { Min = 0.1, Max = 1000, UnitInKey = true, Example = "18" },
        new("policy.tokens.*.battery", KeyKind.Number, "kWh that its battery holds: it needs no more, and that much where nothing else is known.") { Min = 1, Max = 1000, UnitInKey = true, Example = "77" },
        NotBuilt("policy.objective", "What the planner strives for."),
        NotBuilt("policy.fairness", "How the planner treats vehicles among each other."),
    ];

    /// <summary>The terms of a station, in its list element, its defaults or its group.</summary>
    internal static KeySpec[] Terms(string at) =>
    [
        new($"{at}.priority", KeyKind.Priority, "Weight in the fair share and place in an order: low (2), normal (5), high (8), or 1 to 10.") { Default = "normal", Example = "high" },
        new($"{at}.guaranteed", KeyKind.Amps, "What each EVSE keeps while the site can carry it: 0A for none, or at least min.") { Default = "0A", Min = 0, Max = 1000, Example = "6A" },
        ModeKey($"{at}.mode"),
    ];

    internal static Sharing? SharingOf(string? word) => SharingWords.FirstOrDefault(one => one.Word == word) is { Word: not null } found ? found.Sharing : null;

    internal static ChargingMode? ModeOf(string? word) => ModeWords.FirstOrDefault(one => one.Word == word) is { Word: not null } found ? found.Mode : null;

    internal static string Word(Sharing sharing) => SharingWords.First(one => one.Sharing == sharing).Word;

    internal static string Word(ChargingMode mode) => ModeWords.First(one => one.Mode == mode).Word;

    private static KeySpec SharingKey(string path, string help) =>
        new(path, KeyKind.Choice, help) { Default = "fair", Choices = [.. SharingWords.Select(one => one.Word)], Example = "fair" };

    private static KeySpec ModeKey(string path) =>
        new(path, KeyKind.Choice, "What sessions are charged with where nobody wishes otherwise.") { Default = "fast", Choices = [.. ModeWords.Select(one => one.Word)], Example = "fast" };

    private static KeySpec NotBuilt(string path, string help) => new(path, KeyKind.Text, help) { Built = false };
}
