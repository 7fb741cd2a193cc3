using System.Collections.Concurrent;
using EdgeController.Core.Units;

namespace EdgeController.Drivers.Modbus.LibModbus;

/// <summary>
/// Modbus TCP client over libmodbus. The native calls block, so that each client has a thread of its own; a connection that fails is
/// made again with back-off, and until then every request fails at once with the sentence of that failure.
/// </summary>
public sealed class ModbusTcpClient : IModbusTransport
{
    private readonly ModbusTcpOptions _options;
    private readonly TimeProvider _time;
    private readonly long _startedAt;

    // Unbounded: callers wait for their answer before they ask again, so that it holds at most one request per unit.
    private readonly BlockingCollection<Request> _requests = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ModbusConnection _connection;
    private readonly ReconnectBackOff _backOff;
    private ModbusResult _lastFailure;
    private bool _answered;
    private int _disposed;

    public ModbusTcpClient(ModbusTcpOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _startedAt = time.GetTimestamp();
        _connection = new ModbusConnection(options);
        _backOff = new ReconnectBackOff(options.FirstBackOff, options.LongestBackOff);
        new Thread(Work) { IsBackground = true, Name = $"modbus {options.Host}:{options.Port}" }.Start();
    }

    private Instant Now => new(_time.GetElapsedTime(_startedAt));

    public async ValueTask<ModbusResult> ReadAsync(
        int unit, int functionCode, int start, int count, Memory<ushort> into, CancellationToken cancellationToken)
    {
        if (unit is < 0 or > 255 || functionCode is not (3 or 4) || start < 0 || count is < 1 or > ReadFrame.MaxCount || start + count > 65536 || into.Length < count)
        {
            return ModbusResult.Failed(ModbusFailure.InvalidRequest, $"unit {unit}, function code {functionCode}, registers {start}+{count} cannot be read");
        }

        var request = new Request(unit, functionCode, start, new ushort[count], cancellationToken);
        try
        {
            _requests.Add(request, cancellationToken);
        }
        catch (InvalidOperationException)
        {
            return Closed;
        }

        var result = await request.Answer.Task.WaitAsync(cancellationToken);
        if (result.IsOk)
        {
            request.Words.CopyTo(into);
        }

        return result;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _requests.CompleteAdding();
            _connection.Abort();
        }

        await _ended.Task;
    }

    private static ModbusResult Closed => ModbusResult.Failed(ModbusFailure.Closed, "the connection was closed");

    private void Work()
    {
        Request? current = null;
        try
        {
            var missing = LibModbusLibrary.Load(_options.LibraryNames);
            foreach (var request in _requests.GetConsumingEnumerable())
            {
                current = request;
                request.Answer.SetResult(
                    _requests.IsAddingCompleted || request.Cancelled.IsCancellationRequested ? Closed
                    : missing is not null ? ModbusResult.Failed(ModbusFailure.LibraryMissing, missing)
                    : Read(request));
            }

            _connection.Dispose();
            _requests.Dispose();
            _ended.SetResult();
        }
        catch (Exception bug)
        {
            // Nobody else sees this thread's exceptions: requests and the disposer must.
            _requests.CompleteAdding();
            current?.Answer.TrySetException(bug);
            while (_requests.TryTake(out var request))
            {
                request.Answer.TrySetException(bug);
            }

            _ended.SetException(bug);
        }
    }

    private ModbusResult Read(Request request)
    {
        if (!_connection.IsOpen)
        {
            var wait = _backOff.Remaining(Now);
            if (wait > TimeSpan.Zero)
            {
                return _lastFailure with { Sentence = $"{_lastFailure.Sentence} (next attempt in {wait.TotalSeconds:0.0} s)" };
            }

            var opened = _connection.Open();
            if (!opened.IsOk)
            {
                return Broken(opened);
            }

            _answered = false;
        }

        var result = _connection.Read(request.Unit, request.FunctionCode, request.Start, request.Words);
        if (result.Failure is ModbusFailure.None or ModbusFailure.Exception)
        {
            _backOff.Answered();
            _answered = true;
            return result;
        }

        // A session taken away before it gave any answer is how a gateway with too few sessions refuses. A silent device needs no pause.
        return result.Failure == ModbusFailure.ConnectionLost && !_answered ? Broken(result) : result;
    }

    private ModbusResult Broken(ModbusResult failure)
    {
        _backOff.Failed(Now);
        return _lastFailure = failure;
    }

    private sealed record Request(int Unit, int FunctionCode, int Start, ushort[] Words, CancellationToken Cancelled)
    {
        public TaskCompletionSource<ModbusResult> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
