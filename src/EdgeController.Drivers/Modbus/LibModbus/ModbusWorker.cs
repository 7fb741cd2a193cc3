using System.Collections.Concurrent;
using System.Collections.Immutable;
using EdgeController.Core.Units;

namespace EdgeController.Drivers.Modbus.LibModbus;

/// <summary>
/// One line and the thread that works on it: the native calls block. Requests are done one after the other; a line that fails is opened
/// again with back-off, and until then every request fails at once with the sentence of that failure.
/// </summary>
internal sealed class ModbusWorker : IModbusTransport
{
    private const int IllegalFunction = 1;

    private readonly ImmutableArray<string> _libraryNames;
    private readonly TimeProvider _time;
    private readonly LineTiming _timing;
    private readonly ManualResetEventSlim _closing = new();
    private readonly long _startedAt;

    // Unbounded: callers wait for their answer before they ask again, so that it holds at most one request per unit.
    private readonly BlockingCollection<Job> _jobs = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IModbusLine _line;
    private readonly ReconnectBackOff _backOff;
    private ModbusResult _lastFailure;
    private Instant _quietFrom;
    private bool _answered;
    private int _disposed;

    public ModbusWorker(IModbusLine line, LineTiming timing, ImmutableArray<string> libraryNames, TimeProvider time)
    {
        (_line, _timing, _libraryNames, _time) = (line, timing, libraryNames, time);
        _backOff = new ReconnectBackOff(timing.FirstBackOff, timing.LongestBackOff);
        _startedAt = time.GetTimestamp();
        new Thread(Work) { IsBackground = true, Name = $"modbus {line.Name}" }.Start();
    }

    private Instant Now => new(_time.GetElapsedTime(_startedAt));

    public async ValueTask<ModbusResult> ReadAsync(
        int unit, int functionCode, int start, int count, Memory<ushort> into, CancellationToken cancellationToken)
    {
        if (functionCode is < 1 or > 4 || count < 0 || into.Length < count)
        {
            return ModbusResult.Failed(ModbusFailure.InvalidRequest, $"unit {unit}, function code {functionCode}, registers {start}+{count} cannot be read");
        }

        var words = new ushort[count];
        var result = await ExchangeAsync(new ModbusRequest(unit, functionCode, start, words), cancellationToken);
        if (result.IsOk)
        {
            words.CopyTo(into);
        }

        return result;
    }

    public async ValueTask<ModbusResult> WriteAsync(int unit, int start, ReadOnlyMemory<ushort> values, CancellationToken cancellationToken)
    {
        var request = new ModbusRequest(unit, ModbusRequest.WriteSeveral, start, values.ToArray());
        var result = await ExchangeAsync(request, cancellationToken);
        return result.ExceptionCode == IllegalFunction && values.Length == 1
            ? await ExchangeAsync(request with { FunctionCode = ModbusRequest.WriteSingle }, cancellationToken)
            : result;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _jobs.CompleteAdding();
            _closing.Set();
            _line.Abort();
        }

        await _ended.Task;
    }

    private async ValueTask<ModbusResult> ExchangeAsync(ModbusRequest asked, CancellationToken cancellationToken)
    {
        if (asked.Problem is { } problem)
        {
            return problem;
        }

        var job = new Job(asked, cancellationToken);
        try
        {
            _jobs.Add(job, cancellationToken);
        }
        catch (InvalidOperationException)
        {
            return Closed;
        }

        return await job.Answer.Task.WaitAsync(cancellationToken);
    }

    private static ModbusResult Closed => ModbusResult.Failed(ModbusFailure.Closed, "the connection was closed");

    private void Work()
    {
        Job? current = null;
        try
        {
            var missing = LibModbusLibrary.Load(_libraryNames);
            foreach (var job in _jobs.GetConsumingEnumerable())
            {
                current = job;
                job.Answer.SetResult(
                    _jobs.IsAddingCompleted || job.Cancelled.IsCancellationRequested ? Closed
                    : missing is not null ? ModbusResult.Failed(ModbusFailure.LibraryMissing, missing)
                    : Exchange(job.Asked));
            }

            _line.Dispose();
            _jobs.Dispose();
            _closing.Dispose();
            _ended.SetResult();
        }
        catch (Exception bug)
        {
            // Nobody else sees this thread's exceptions: requests and the disposer must.
            _jobs.CompleteAdding();
            current?.Answer.TrySetException(bug);
            while (_jobs.TryTake(out var job))
            {
                job.Answer.TrySetException(bug);
            }

            _ended.SetException(bug);
        }
    }

    private ModbusResult Exchange(ModbusRequest asked)
    {
        if (!_line.IsOpen)
        {
            var wait = _backOff.Remaining(Now);
            if (wait > TimeSpan.Zero)
            {
                return _lastFailure with { Sentence = $"{_lastFailure.Sentence} (next attempt in {wait.TotalSeconds:0.0} s)" };
            }

            var opened = _line.Open();
            if (!opened.IsOk)
            {
                return Broken(opened);
            }

            _answered = false;
            _closing.Wait(_timing.AfterOpen);
        }

        WaitForQuiet();
        var result = _line.Exchange(asked);
        _quietFrom = Now + (result.Failure is ModbusFailure.None or ModbusFailure.Exception ? _timing.Gap : _timing.AfterFailure);
        if (result.Failure is ModbusFailure.None or ModbusFailure.Exception)
        {
            _backOff.Answered();
            _answered = true;
            return result;
        }

        // A session taken away before it gave any answer is how a gateway with too few sessions refuses. A silent device needs no pause.
        return result.Failure == ModbusFailure.ConnectionLost && !_answered ? Broken(result) : result;
    }

    /// <summary>Nobody else uses the line: it is quiet from the last answer on.</summary>
    private void WaitForQuiet()
    {
        var wait = _quietFrom - Now;
        if (wait > TimeSpan.Zero)
        {
            _closing.Wait(wait);
        }
    }

    private ModbusResult Broken(ModbusResult failure)
    {
        _backOff.Failed(Now);
        return _lastFailure = failure;
    }

    private sealed record Job(ModbusRequest Asked, CancellationToken Cancelled)
    {
        public TaskCompletionSource<ModbusResult> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
