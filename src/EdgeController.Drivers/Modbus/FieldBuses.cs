using EdgeController.Core.Topology;

namespace EdgeController.Drivers.Modbus;

/// <summary>
/// The connections of a site, one for each bus, whoever uses it: meters, contacts, inverters. A connection is made when it is first asked
/// for and ends with the whole; disposing what <see cref="Of"/> gave does nothing. Used from one thread at a time only while it is set up.
/// </summary>
public sealed class FieldBuses(Func<BusAddress, IModbusTransport> open) : IAsyncDisposable
{
    private readonly Dictionary<(string, int), SharedTransport> _open = [];
    private readonly Lock _gate = new();

    /// <summary>The connection to a bus.</summary>
    public IModbusTransport Of(BusAddress bus)
    {
        lock (_gate)
        {
            if (!_open.TryGetValue((bus.Host, bus.Port), out var shared))
            {
                _open.Add((bus.Host, bus.Port), shared = new SharedTransport(open(bus)));
            }

            return shared;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var shared in _open.Values)
        {
            await shared.EndAsync();
        }
    }

    private sealed class SharedTransport(IModbusTransport inner) : IModbusTransport
    {
        public ValueTask<ModbusResult> ReadAsync(int unit, int functionCode, int start, int count, Memory<ushort> into, CancellationToken cancellationToken) =>
            inner.ReadAsync(unit, functionCode, start, count, into, cancellationToken);

        public ValueTask<ModbusResult> WriteAsync(int unit, int start, ReadOnlyMemory<ushort> values, CancellationToken cancellationToken) =>
            inner.WriteAsync(unit, start, values, cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        public ValueTask EndAsync() => inner.DisposeAsync();
    }
}
