using System.Collections.Immutable;
using System.Runtime.InteropServices;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Drivers.Modbus;

namespace EdgeController.Drivers.Meters;

/// <summary>
/// Polls one meter and posts each result. The instant of a reading is when its first request was sent. Meters that share a connection
/// share its <paramref name="gate"/>: one poll is done as a whole, and one after the other. A meter that stays silent is then asked only now
/// and then: each wait for it is taken from the others.
/// </summary>
public sealed class ModbusMeterDriver(
    Meter meter, MeterTemplate template, IModbusTransport transport, SemaphoreSlim gate, PostSiteEvent post, Func<Instant> clock, TimeProvider time, BusHealth? health = null, bool shared = false)
{
    private const int Acknowledged = 5;
    private const int Busy = 6;
    private const int GatewaySilent = 11;
    private const int MaxRetries = 3;
    private const int SilentPolls = 3;
    private const int PollsBetweenSilence = 5;
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(50);

    private readonly Instant[] _nextRead = new Instant[template.Blocks.Length];
    private int _silent;
    private Instant _notBefore;

    /// <summary>Polls until cancelled. A poll that takes longer than its period skips beats and never queues them.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var beat = new PeriodicTimer(meter.Poll, time);
        do
        {
            if (clock() >= _notBefore)
            {
                await post(await PollAsync(cancellationToken), cancellationToken);
            }
        }
        while (await beat.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>One poll: a reading, or why there is none.</summary>
    public async Task<SiteEvent> PollAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            return await PollBlocksAsync(clock(), cancellationToken);
        }
        catch (Exception bug) when (bug is not OperationCanceledException)
        {
            // One meter's defect stops neither its own polling nor its siblings.
            return new MeterReadFailed(clock(), meter.Id, $"defect in the meter driver: {bug.GetType().Name}: {bug.Message}");
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<SiteEvent> PollBlocksAsync(Instant sentAt, CancellationToken cancellationToken)
    {
        var runs = ImmutableArray.CreateBuilder<RegisterRun>(template.Blocks.Length);
        for (var i = 0; i < template.Blocks.Length; i++)
        {
            var block = template.Blocks[i];
            if (sentAt < _nextRead[i] && !HoldsRequired(block))
            {
                continue;
            }

            var words = new ushort[block.Count];
            var result = await ReadAsync(block, words, cancellationToken);
            Note(result);
            if (result.IsOk)
            {
                _nextRead[i] = sentAt + block.Every;
                runs.Add(new RegisterRun(block.FunctionCode, block.Start, ImmutableCollectionsMarshal.AsImmutableArray(words)));
            }
            else if (HoldsRequired(block))
            {
                return new MeterReadFailed(sentAt, meter.Id, $"registers {block.Start}..{block.Start + block.Count - 1} of unit {meter.Unit}: {result.Sentence}");
            }
        }

        return health?.Problem(sentAt) is { } problem
            ? new MeterReadFailed(sentAt, meter.Id, problem)
            : MeterReadingDecoder.ToEvent(meter, template, new RegisterImage(runs.ToImmutable()), sentAt);
    }

    /// <summary>Exception 11 is a gateway's word for silence.</summary>
    private void Note(ModbusResult result)
    {
        var silent = result.Failure == ModbusFailure.TimedOut || result.ExceptionCode == GatewaySilent;
        _silent = silent ? _silent + 1 : 0;
        _notBefore = shared && _silent >= SilentPolls ? clock() + (meter.Poll * PollsBetweenSilence) : Instant.Start;
    }

    private async Task<ModbusResult> ReadAsync(RegisterBlock block, Memory<ushort> into, CancellationToken cancellationToken)
    {
        var pause = FirstRetry;
        for (var retry = 0; ; retry++)
        {
            var result = await transport.ReadAsync(meter.Unit, block.FunctionCode, block.Start, block.Count, into, cancellationToken);
            health?.Observe(result, clock());
            if (result.ExceptionCode is not (Acknowledged or Busy) || retry == MaxRetries)
            {
                return result;
            }

            await Task.Delay(pause, time, cancellationToken);
            pause *= 2;
        }
    }

    private bool HoldsRequired(RegisterBlock block) => template is { Voltage: { } voltage, Current: { } current, Power: { } power }
        && (Holds(block, voltage) || Holds(block, current) || Holds(block, power));

    private static bool Holds(RegisterBlock block, PhaseValues values) =>
        block.Holds(values.L1.Address) || block.Holds(values.L2.Address) || block.Holds(values.L3.Address);
}
