using System.Net.WebSockets;
using EdgeController.Core.Topology;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;

namespace EdgeController.Host.Ocpp;

/// <summary>
/// The leg to a back end under one identity, one life after the other: dials, reads, tells the machine through the shell's queue. All but
/// <see cref="IsOpen"/> and <see cref="Elapse"/> is for the shell's turns only; what a past life still says is dropped.
/// </summary>
internal sealed class CsmsLeg(StationId identity, CsmsDialer? dialer, ShellQueue queue, OcppSocketOptions options, TimeProvider time) : IAsyncDisposable
{
    private readonly Errands _errands = new();
    private OcppSocket? _socket;
    private CancellationTokenSource? _stop;
    private long _life;
    private volatile bool _open;
    private OcppSocket? _live;

    /// <summary>True while the leg is open; for any thread.</summary>
    public bool IsOpen => _open;

    /// <summary>Whether that socket is the leg's present one.</summary>
    public bool Is(OcppSocket socket) => ReferenceEquals(_socket, socket);

    /// <summary>A second has passed; for one thread at a time.</summary>
    public void Elapse() => Volatile.Read(ref _live)?.Elapse();

    public void Send(ReadOnlyMemory<byte> message)
    {
        if (_socket is { } socket && !socket.TrySend(message))
        {
            _errands.Add(socket.CloseAsync(WebSocketCloseStatus.PolicyViolation, "send queue full"));
        }
    }

    public void Dial(string version, string? authorization)
    {
        if (dialer is not null)
        {
            _stop?.Dispose();
            _stop = new CancellationTokenSource();
            _errands.Add(ConverseAsync(dialer, version, authorization, ++_life, _stop.Token));
        }
    }

    public async ValueTask HangUpAsync(string reason)
    {
        _life++;
        _open = false;
        if (_socket is { } socket)
        {
            _socket = null;
            _errands.Add(socket.CloseAsync(WebSocketCloseStatus.NormalClosure, reason));
        }
        else if (_stop is { } stop)
        {
            await stop.CancelAsync();
        }
    }

    /// <summary>Ends what is left; call after the last turn.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop is { } stop)
        {
            await stop.CancelAsync();
        }

        await _errands.AllAsync();
        _stop?.Dispose();
    }

    /// <summary>One life: connect, read until it ends, tell the machine.</summary>
    private async Task ConverseAsync(CsmsDialer to, string version, string? authorization, long life, CancellationToken cancellationToken)
    {
        var reason = "closed";
        OcppSocket? live = null;
        try
        {
            var (webSocket, wire, problem) = await to.ConnectAsync(identity, version, authorization, cancellationToken);
            if (webSocket is null)
            {
                reason = problem ?? "no connection";
                return;
            }

            await using var socket = new OcppSocket(webSocket, options, time, wire);
            Volatile.Write(ref _live, live = socket);
            await queue.PostAsync(() => Reach(socket, life), CancellationToken.None);
            while (true)
            {
                var received = await socket.ReceiveAsync(cancellationToken);
                if (received.Closed is not null)
                {
                    reason = received.Reason;
                    await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "done");
                    return;
                }

                await queue.PostMessageAsync(socket, new CsmsMessage(received.Message), cancellationToken);
            }
        }
        finally
        {
            Interlocked.CompareExchange(ref _live, null, live);
            await queue.PostAsync(() => Miss(life, reason), CancellationToken.None);
        }
    }

    private IEnumerable<LinkInput> Reach(OcppSocket socket, long life)
    {
        if (life != _life)
        {
            _errands.Add(socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "no longer wanted"));
            yield break;
        }

        _socket = socket;
        _open = true;
        yield return new CsmsOpened();
    }

    private IEnumerable<LinkInput> Miss(long life, string reason)
    {
        if (life == _life)
        {
            _socket = null;
            _open = false;
            yield return new CsmsClosed(reason);
        }
    }
}
