using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace EdgeController.Drivers.Modbus.LibModbus;

/// <summary>
/// Modbus TCP server over libmodbus on loopback: serves register images per unit to several clients, on one thread of its own.
/// Images and faults may be changed from any thread while it runs.
/// </summary>
public sealed class ModbusTcpServer : IAsyncDisposable
{
    private const uint IllegalFunction = 1;
    private const uint IllegalAddress = 2;
    private const uint GatewayTargetSilent = 11;
    private const int Holding = 3;

    private readonly ConcurrentDictionary<int, RegisterImage> _images = new();
    private readonly ConcurrentDictionary<int, int> _exceptions = new();
    private readonly ConcurrentDictionary<int, Func<int, ImmutableArray<ushort>, int>> _writes = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Socket _wake = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly List<Socket> _clients = [];
    private readonly ModbusServerContext _context;
    private Socket? _listener;
    private volatile ModbusServerFault _fault;
    private volatile bool _stopping;
    private int _disposed;
    private long _requests;

    private ModbusTcpServer(ModbusServerContext context)
    {
        _context = context;
        _listener = context.Listen();
        _wake.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _wake.Connect(_wake.LocalEndPoint!);
        new Thread(Work) { IsBackground = true, Name = $"modbus server {Port}" }.Start();
    }

    public int Port => _context.Port;

    /// <summary>Requests received, answered or not.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    public ModbusServerFault Fault
    {
        get => _fault;
        set
        {
            _fault = value;
            Wake();
        }
    }

    /// <summary>Listens on 127.0.0.1; port 0 takes a free one. Throws with one sentence when it cannot: a server is never optional.</summary>
    public static ModbusTcpServer Start(int port = 0)
    {
        if (LibModbusLibrary.Load(LibModbusLibrary.DefaultNames) is { } missing)
        {
            throw new InvalidOperationException(missing);
        }

        return new ModbusTcpServer(new ModbusServerContext(port));
    }

    /// <summary>What the unit serves from now on; a unit without an image does not answer behind its gateway (exception 11).</summary>
    public void Serve(int unit, RegisterImage image) => _images[unit] = image;

    /// <summary>Every request to the unit gets this exception code; null ends that.</summary>
    public void AnswerException(int unit, int? code)
    {
        if (code is { } value)
        {
            _exceptions[unit] = value;
        }
        else
        {
            _exceptions.TryRemove(unit, out _);
        }
    }

    /// <summary>
    /// Lets the unit's holding registers be written by function codes 6 and 16. The judge gets the first register and the values and answers
    /// 0, and what was written is served from then on, or an exception code. It runs on the server's thread. Without it a write is exception 1.
    /// </summary>
    public void TakeWrites(int unit, Func<int, ImmutableArray<ushort>, int> judge) => _writes[unit] = judge;

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _stopping = true;
            Wake();
        }

        await _ended.Task;
    }

    private void Wake()
    {
        try
        {
            _wake.Send([1]);
        }
        catch (Exception gone) when (gone is ObjectDisposedException or SocketException)
        {
            // The thread has ended: there is nothing to wake.
            return;
        }
    }

    private void Work()
    {
        try
        {
            while (!_stopping)
            {
                Turn();
            }

            _ended.SetResult();
        }
        catch (Exception bug)
        {
            // Nobody else sees this thread's exceptions: the disposer must.
            _ended.SetException(bug);
        }
        finally
        {
            DropAll();
            _context.Dispose();
            _wake.Dispose();
        }
    }

    private void Turn()
    {
        if (_fault == ModbusServerFault.Refuse)
        {
            DropAll();
        }
        else
        {
            _listener ??= _context.Listen();
        }

        var ready = new List<Socket>(_clients.Count + 2) { _wake };
        ready.AddRange(_clients);
        if (_listener is not null)
        {
            ready.Add(_listener);
        }

        Socket.Select(ready, null, null, -1);
        foreach (var socket in ready)
        {
            if (ReferenceEquals(socket, _wake))
            {
                _wake.Receive(new byte[1]);
            }
            else if (ReferenceEquals(socket, _listener))
            {
                // Not modbus_tcp_accept: when it fails it closes the listener, whose number may then be somebody else's.
                _clients.Add(_listener.Accept());
            }
            else if (!Answer(socket))
            {
                _clients.Remove(socket);
                socket.Dispose();
            }
        }
    }

    private bool Answer(Socket client)
    {
        if (_context.Receive(client) is not { } request)
        {
            return false;
        }

        Interlocked.Increment(ref _requests);
        return _fault switch
        {
            ModbusServerFault.None => Reply(client, request),
            ModbusServerFault.Mute => true,
            _ => false,
        };
    }

    private bool Reply(Socket client, ModbusServerContext.Request request)
    {
        if (_exceptions.TryGetValue(request.Unit, out var code))
        {
            return _context.ReplyException(client, (uint)code);
        }

        if (!_images.TryGetValue(request.Unit, out var image))
        {
            return _context.ReplyException(client, GatewayTargetSilent);
        }

        return request.Written.IsEmpty ? _context.Reply(client, request, image) : ReplyWrite(client, request, image);
    }

    private bool ReplyWrite(Socket client, ModbusServerContext.Request request, RegisterImage image)
    {
        if (!_writes.TryGetValue(request.Unit, out var judge))
        {
            return _context.ReplyException(client, IllegalFunction);
        }

        if (image.With(Holding, request.Start, request.Written) is null)
        {
            return _context.ReplyException(client, IllegalAddress);
        }

        var code = judge(request.Start, request.Written);
        if (code != 0)
        {
            return _context.ReplyException(client, (uint)code);
        }

        // The judge may have served another image in the meantime.
        _images.AddOrUpdate(request.Unit, image, (_, now) => now.With(Holding, request.Start, request.Written) ?? now);
        return _context.Confirm(client, request);
    }

    private void DropAll()
    {
        _listener?.Dispose();
        _listener = null;
        foreach (var client in _clients)
        {
            client.Dispose();
        }

        _clients.Clear();
    }
}
