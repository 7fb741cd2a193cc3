using EdgeController.Core.Topology;
using EdgeController.Host.Configuration.Sites;

namespace EdgeController.Host.Simulation;

/// <summary>The one place where a site's connections, brokers and back ends are replaced by simulated ones on this machine.</summary>
public static class SimulatedConnections
{
    /// <summary>The model that plays a meter over MQTT.</summary>
    private const string InPlaceOfMqtt = "janitza-umg96rm";

    /// <summary>The same site with its meters on loopback ports, its back ends at <paramref name="csms"/>, and its PV and batteries on loopback ports too.</summary>
    public static Site Replace(Site site, Func<int, int> meterPort, Uri csms, Func<int, int>? resourcePort = null) => site with
    {
        Resources = [.. site.Resources.Select(resource => resource.Control is { } control && resourcePort is not null
            ? resource with { Control = control with { Host = "127.0.0.1", Port = resourcePort(resource.Index) } }
            : resource)],
        Meters = [.. site.Meters.Select(meter => meter with { Host = "127.0.0.1", Port = meterPort(meter.Index), Serial = null })],
        BackEnds = [.. site.BackEnds.Select(backEnd => backEnd with { Url = csms })],
    };

    /// <summary>
    /// The same site with meters on Modbus in place of those over MQTT, without the inputs that would come from its broker or from an address, and without its broker,
    /// or with the one that was named on the command line.
    /// </summary>
    public static Site ReplaceBroker(Site site, Uri? broker) => site with
    {
        Meters = [.. site.Meters.Select(meter => meter.Mqtt is null ? meter : meter with { Mqtt = null, Template = InPlaceOfMqtt, Unit = 1, Poll = TimeSpan.FromSeconds(1), Refresh = TimeSpan.Zero })],
        Tariff = site.Tariff is { } tariff ? tariff with { Import = tariff.Import with { Url = null }, Export = tariff.Export with { Url = null } } : null,
        Mqtt = broker is null ? null : new SiteMqtt
        {
            Broker = broker,
            Base = site.Mqtt?.Base ?? $"edge/{MqttSection.Slug(site.Name)}",
            HomeAssistant = site.Mqtt?.HomeAssistant,
            CommandTtl = site.Mqtt?.CommandTtl ?? TimeSpan.FromMinutes(5),
        },
    };

    /// <summary>What is said at the start.</summary>
    public static string Notice(Site site) =>
        $"simulated: {site.Stations.Length} stations, {site.Meters.Length} meters, vehicles, building load"
        + (site.BackEnds.IsEmpty ? string.Empty : " and back end")
        + (site.Resources.IsEmpty ? string.Empty : ", PV and batteries")
        + "; the addresses in the site file are not used"
        + (site.Mqtt is { } mqtt ? $"; MQTT at {mqtt.Broker.Scheme}://{mqtt.Broker.Authority} under {mqtt.Base}" : string.Empty);
}
