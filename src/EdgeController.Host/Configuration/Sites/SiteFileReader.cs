using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Drivers.Meters;
using EdgeController.Host.Configuration.Keys;
using EdgeController.Host.Configuration.Yaml;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>Reads the site file, the contract of a site: every error with its place and advice, all at once.</summary>
public static class SiteFileReader
{
    /// <summary>Reads and checks <paramref name="text"/>; <paramref name="fileName"/> is how diagnostics call it. <paramref name="secretProblem"/> says what is wrong with the secret of a name, null where nothing is.</summary>
    public static SiteFileResult Read(string text, string fileName, IReadOnlyDictionary<string, MeterTemplate> templates, Func<string, string?>? secretProblem = null)
    {
        var diagnostics = new DiagnosticList(fileName);
        if (YamlReader.Read(text, diagnostics) is not { } root)
        {
            return new SiteFileResult(null, diagnostics.Sorted());
        }

        var file = new ShapeReader(SiteKeys.Table, diagnostics).Read(root);
        var draft = Build(file, templates, secretProblem, diagnostics);
        BusRule.Check(draft, diagnostics);
        MeterRangeRule.Check(draft, templates, diagnostics);
        SumRule.Check(draft, diagnostics);
        HardwareRule.Check(draft, diagnostics);
        TimedLimitRule.Check(draft, diagnostics);
        GuaranteeRule.Check(draft, diagnostics);
        V2xSection.Check(draft, diagnostics);
        IdentityRule.Check(draft.Site, file.Find("csms"), diagnostics);
        return new SiteFileResult(diagnostics.HasErrors ? null : draft.Site, diagnostics.Sorted());
    }

    private static SiteDraft Build(Entry file, IReadOnlyDictionary<string, MeterTemplate> templates, Func<string, string?>? secretProblem, DiagnosticList diagnostics)
    {
        var general = file.Find("site");
        var margin = general?.Find("safety")?.Find("margin");
        var staleness = SiteSection.ReadStaleness(general?.Find("safety")?.Find("meter_stale"), diagnostics);
        var meters = MeterSection.Read(file.Find("meters"), templates, staleness, diagnostics);
        var (circuits, circuitEntries) = CircuitSection.Read(file.Find("circuits"), file.Find("meters"), meters, ResourceSection.MetersNamed(file.Find("der")), CountryRules.Unbalance(general?.Text("country")), diagnostics);
        var resources = new ResourceSection(new Volts(general?.Number("nominal_voltage") ?? 230), circuits, file.Find("circuits"), meters, file.Find("meters"), diagnostics).Read(file.Find("der"));
        var backEnds = BackEndSection.Read(file.Find("csms"), diagnostics);
        var nominal = new Volts(general?.Number("nominal_voltage") ?? 230);
        var stations = new StationSection(circuits, file.Find("circuits"), backEnds, nominal, diagnostics);
        stations.Read(file.Find("stations"));
        var policy = new PolicySection(stations.Stations, stations.Sources, diagnostics).Read(file.Find("policy"));
        var site = new Site
        {
            Name = general?.Text("name") ?? "",
            TimeZone = SiteSection.ReadTimeZone(general?.Find("timezone"), diagnostics),
            NominalVoltage = nominal,
            Margin = new SafetyMargin(margin?.Number("percent") ?? 3, margin?.Amps("amps") ?? new Amperes(1)),
            Staleness = staleness,
            Circuits = stations.Totals.Circuits,
            Meters = meters,
            Stations = [.. stations.Stations],
            Evses = [.. stations.Evses],
            Dimming = GridOperatorSection.Read(file.Find("grid_operator"), circuits, stations.Stations, diagnostics),
            Resources = V2xRating.Join(resources, stations.Stations, stations.Evses),
            BackEnds = [.. backEnds.Choices.Where(choice => choice.Url is not null).Select(choice => new CsmsBackEnd(choice.Name, choice.Url!) { Offline = choice.Offline, Profiles = choice.Profiles, Identity = choice.Identity })],
            Tokens = BackEndSection.ReadTokens(file.Find("tokens"), stations.Stations, diagnostics),
            Policy = policy,
            Tariff = TariffSection.Read(file.Find("tariff"), diagnostics),
            Planning = PlanningSection.Read(file.Find("planning"), diagnostics),
            Mqtt = MqttSection.Read(file.Find("mqtt"), general?.Text("name"), circuits, diagnostics),
        };
        MqttRule.Check(file, site, secretProblem, diagnostics);
        return new SiteDraft(site, [.. circuitEntries, .. stations.Totals.Entries], [.. stations.Sources]) { Dimming = file.Find("grid_operator")?.Find("de14a") };
    }
}
