using EdgeController.Core.Topology;

namespace EdgeController.Host.Simulation;

/// <summary>The one place where a site's connections, brokers and back ends are replaced by simulated ones on this machine.</summary>
public static class SimulatedConnections
{
    /// <summary>The same site with its meters on loopback ports and its back ends at <paramref name="csms"/>.</summary>
    public static Site Replace(Site site, Func<int, int> meterPort, Uri csms) => site with
    {
        Meters = [.. site.Meters.Select(meter => meter with { Host = "127.0.0.1", Port = meterPort(meter.Index), Serial = null })],
        BackEnds = [.. site.BackEnds.Select(backEnd => backEnd with { Url = csms })],
    };

    /// <summary>What is said at the start.</summary>
    public static string Notice(Site site) =>
        $"simulated: {site.Stations.Length} stations, {site.Meters.Length} meters, vehicles, building load"
        + (site.BackEnds.IsEmpty ? string.Empty : " and back end")
        + (site.Resources.IsEmpty ? string.Empty : ", PV and batteries")
        + "; the addresses in the site file are not used";
}
