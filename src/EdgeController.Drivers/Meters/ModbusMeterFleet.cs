using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Drivers.Modbus;

namespace EdgeController.Drivers.Meters;

/// <summary>All Modbus meters of a site: one connection for each bus, one driver for each meter; buses know nothing of each other.</summary>
public sealed class ModbusMeterFleet(
    IReadOnlyList<Meter> meters,
    IReadOnlyDictionary<string, MeterTemplate> templates,
    Func<Meter, IModbusTransport> connect,
    PostSiteEvent post,
    Func<Instant> clock,
    TimeProvider time)
{
    /// <summary>Polls until cancelled, then closes every connection. Every meter must have its template: the site file is checked before.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(meters.GroupBy(meter => (meter.Host, meter.Port)).Select(bus => RunBusAsync([.. bus], cancellationToken)));
    }

    private async Task RunBusAsync(Meter[] bus, CancellationToken cancellationToken)
    {
        using var gate = new SemaphoreSlim(1);
        await using var transport = connect(bus[0]);
        var health = new BusHealth();
        await Task.WhenAll(bus.Select(meter =>
            new ModbusMeterDriver(meter, templates[meter.Template], transport, gate, post, clock, time, health, shared: bus.Length > 1).RunAsync(cancellationToken)));
    }
}
