using EdgeController.Core.Topology;
using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>What must fit together in the broker's section, and between it and the rest of the file.</summary>
internal static class MqttRule
{
    private static readonly string[] PriceUnits = ["EUR/kWh", "ct/kWh", "EUR/MWh"];
    private static readonly string[] TlsOnly = ["ca", "cert", "key"];

    internal static void Check(Entry file, Site site, Func<string, string?>? secretProblem, DiagnosticList diagnostics)
    {
        if (file.Find("mqtt") is not { } section)
        {
            foreach (var meter in (file.Find("meters")?.Children ?? []).Where(meter => meter.Find("mqtt") is not null))
            {
                diagnostics.Error(meter.Find("mqtt")!.KeyPosition, Codes.NeedsBroker, $"{meter.Path}: the meter's values come over MQTT, and the file names no broker", "Write 'mqtt:' with 'broker: mqtt://HOST:1883' at the file's top level.");
            }

            return;
        }

        CheckLogin(section, secretProblem, diagnostics);
        CheckTls(section, site.Mqtt!, diagnostics);
        foreach (var input in section.Find("inputs")?.Children ?? [])
        {
            CheckUnit(input, diagnostics);
        }
    }

    private static void CheckLogin(Entry section, Func<string, string?>? secretProblem, DiagnosticList diagnostics)
    {
        var (user, password) = (section.Find("user"), section.Find("password"));
        if (user is not null && password is null)
        {
            diagnostics.Error(user.KeyPosition, Codes.MqttPair, "mqtt.user without mqtt.password", "Write 'password: !secret mqtt_password'.");
        }
        else if (user is null && password is not null)
        {
            diagnostics.Error(password.KeyPosition, Codes.MqttPair, "mqtt.password without mqtt.user", "Write 'user: NAME', or remove the password.");
        }
        else if (password?.Value is string name && secretProblem?.Invoke(name) is { } problem)
        {
            diagnostics.Warning(password.Position, Codes.SecretMissing, $"{password.Path}: {problem}", "Until it is there the controller runs without MQTT.");
        }
    }

    private static void CheckTls(Entry section, SiteMqtt mqtt, DiagnosticList diagnostics)
    {
        foreach (var unused in TlsOnly.Select(section.Find).OfType<Entry>().Where(_ => section.Find("broker")?.Value is not null && mqtt.Broker.Scheme == "mqtt"))
        {
            diagnostics.Error(unused.KeyPosition, Codes.WithoutEffect, $"{unused.Path}: without TLS it has no effect", "Write 'broker: mqtts://HOST:8883', or remove it.");
        }

        if (section.Find("cert") is null != section.Find("key") is null)
        {
            diagnostics.Error((section.Find("cert") ?? section.Find("key"))!.KeyPosition, Codes.MqttPair, "mqtt.cert and mqtt.key belong together", "Give the client's certificate and its key, or neither.");
        }
    }

    private static void CheckUnit(Entry input, DiagnosticList diagnostics)
    {
        var isPrice = input.Text("kind")?.EndsWith("-price", StringComparison.Ordinal);
        var unit = input.Text("unit");
        if (isPrice == false && input.Find("unit") is null)
        {
            diagnostics.Error(input.KeyPosition, Codes.MissingKey, $"{input.Path}.unit is missing", "Say in which unit the forecast comes: W or kW.");
        }
        else if (isPrice is { } price && unit is not null && price != PriceUnits.Contains(unit, StringComparer.Ordinal))
        {
            diagnostics.Error(input.Find("unit")!.Position, Codes.BadValue, $"{input.Path}.unit: '{unit}' is no unit of {(price ? "a price" : "a forecast of power")}", price ? "Write EUR/kWh, ct/kWh or EUR/MWh." : "Write W or kW.");
        }
    }
}
