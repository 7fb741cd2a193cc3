using System.Collections.Immutable;
using EdgeController.Core.Control;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Drivers.Meters;
using EdgeController.Drivers.Modbus;

namespace EdgeController.Drivers.SunSpec;

/// <summary>All SunSpec devices of a site: one connection for each host and port, one driver for each unit behind it.</summary>
public sealed class SunSpecFleet(
    ImmutableArray<SunSpecUnit> units, Func<SunSpecUnit, IModbusTransport> connect, PostSiteEvent post, Func<Instant> clock, TimeProvider time) : IResourceSink
{
    private volatile ImmutableDictionary<int, SunSpecDevice> _byResource = ImmutableDictionary<int, SunSpecDevice>.Empty;

    /// <summary>False where the site has no such device, so that there is nothing to run.</summary>
    public bool IsNeeded => !units.IsEmpty;

    /// <summary>Polls until cancelled, then closes every connection; orders that are open end by their own timers.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var buses = units.GroupBy(unit => (unit.Host, unit.Port)).Select(bus => Open([.. bus])).ToArray();
        _byResource = buses.SelectMany(bus => bus.Devices)
            .Where(one => one.Unit.Resource is not null).ToImmutableDictionary(one => one.Unit.Resource!.Index, one => one.Device);
        await Task.WhenAll(buses.Select(bus => RunAsync(bus, cancellationToken)));
    }

    public void Apply(ResourceOrder order, Instant now) => _byResource.GetValueOrDefault(order.Resource)?.Apply(order);

    private Bus Open(SunSpecUnit[] bus)
    {
        var (gate, transport) = (new SemaphoreSlim(1), connect(bus[0]));
        return new Bus(gate, transport, [.. bus.Select(unit => (unit, new SunSpecDevice(unit, transport, gate, post, clock, time)))]);
    }

    private static async Task RunAsync(Bus bus, CancellationToken cancellationToken)
    {
        using var gate = bus.Gate;
        await using var transport = bus.Transport;
        await Task.WhenAll(bus.Devices.Select(one => one.Device.RunAsync(cancellationToken)));
    }

    private sealed record Bus(SemaphoreSlim Gate, IModbusTransport Transport, ImmutableArray<(SunSpecUnit Unit, SunSpecDevice Device)> Devices);
}
