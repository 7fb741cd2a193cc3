using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Connections;

namespace EdgeController.Host.Ocpp;

/// <summary>Bounds how many connections one remote address may hold; those beyond are dropped before a byte is read.</summary>
internal sealed class AddressCap(int most)
{
    private readonly ConcurrentDictionary<IPAddress, int> _open = new();

    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var address = (connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
        if (_open.AddOrUpdate(address, 1, static (_, count) => count + 1) > most)
        {
            connection.Abort(new ConnectionAbortedException("too many connections from this address"));
            Leave(address);
            return;
        }

        try
        {
            await next(connection);
        }
        finally
        {
            Leave(address);
        }
    }

    private void Leave(IPAddress address)
    {
        if (_open.AddOrUpdate(address, 0, static (_, count) => count - 1) == 0)
        {
            // Only where it is still nought: somebody may have come meanwhile.
            _open.TryRemove(KeyValuePair.Create(address, 0));
        }
    }
}
