using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Drivers.Meters;
using EdgeController.Drivers.Modbus;

namespace EdgeController.Drivers.SunSpec;

/// <summary>
/// One SunSpec device on its connection: finds its models, reads them at each poll, and carries out the guard's orders. What is read, found
/// and steered is decided by the machines; this is the shell around them.
/// </summary>
public sealed class SunSpecDevice(
    SunSpecUnit unit, IModbusTransport transport, SemaphoreSlim gate, PostSiteEvent post, Func<Instant> clock, TimeProvider time)
{
    private const int Holding = 3;
    private const int MostRegisters = 125;
    private const int HeaderWords = 2;

    private readonly SunSpecSteering? _steering = unit.Resource is { } resource ? new SunSpecSteering(resource.Kind, unit.Trusts) : null;

    // Overflow: the newest order wins; an older one is of no use to anybody.
    private readonly Channel<ResourceOrder> _orders = Channel.CreateBounded<ResourceOrder>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private SunSpecChain _chain = new();
    private SunSpecImage _image = SunSpecImage.Empty;

    /// <summary>What was read last.</summary>
    public SunSpecImage Image => _image;

    /// <summary>What is known of its obedience.</summary>
    public SteeringState Steering => _steering?.State ?? SteeringState.Unknown;

    /// <summary>Takes an order, to be carried out as soon as the connection is free; never blocks.</summary>
    public void Apply(ResourceOrder order) => _orders.Writer.TryWrite(order);

    /// <summary>Polls and carries out orders until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var orders = unit.Resource is null ? Task.CompletedTask : RunOrdersAsync(cancellationToken);
        using var beat = new PeriodicTimer(unit.Poll, time);
        do
        {
            foreach (var what in await PollAsync(cancellationToken))
            {
                await post(what, cancellationToken);
            }
        }
        while (await beat.WaitForNextTickAsync(cancellationToken));

        await orders;
    }

    /// <summary>One poll: the reading of its meter, where it is one, and what it reports of itself, where it is steered.</summary>
    public async Task<ImmutableArray<SiteEvent>> PollAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            return await PollNowAsync(clock(), cancellationToken);
        }
        catch (Exception bug) when (bug is not OperationCanceledException)
        {
            // One device's defect stops neither its own polling nor its siblings.
            return Failed(clock(), $"defect in the SunSpec driver: {bug.GetType().Name}: {bug.Message}");
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Carries out the newest order that waits; nothing where there is none.</summary>
    public async Task CarryOutAsync(CancellationToken cancellationToken)
    {
        if (_steering is null || !_orders.Reader.TryRead(out var order))
        {
            return;
        }

        await gate.WaitAsync(cancellationToken);
        try
        {
            await WriteAsync(_steering.Order(order, clock()), cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task RunOrdersAsync(CancellationToken cancellationToken)
    {
        while (await _orders.Reader.WaitToReadAsync(cancellationToken))
        {
            await CarryOutAsync(cancellationToken);
        }
    }

    private async Task<ImmutableArray<SiteEvent>> PollNowAsync(Instant at, CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is { } problem)
        {
            return Failed(at, problem);
        }

        var image = _image;
        foreach (var block in _chain.Blocks)
        {
            if (!SunSpecUnit.Reads(block.Model, first: image.Find(block.Model) is null))
            {
                continue;
            }

            var words = new ushort[block.Words];
            if (await ReadAsync(block.Address, words, cancellationToken) is { IsOk: false } failed)
            {
                return Failed(at, $"model {block.Model} at register {block.Address}: {failed.Sentence}");
            }

            if (words[0] != block.Model || words[1] != block.Length)
            {
                _chain = new SunSpecChain();
                return Failed(at, $"register {block.Address} no longer begins model {block.Model}: its models are looked for anew");
            }

            image = image.With(block, ImmutableCollectionsMarshal.AsImmutableArray(words));
        }

        _image = image;
        if (_steering is not null)
        {
            await WriteAsync(_steering.Observe(image, clock()), cancellationToken);
        }

        return unit.Events(image, _steering, at);
    }

    /// <summary>Null when the models are known.</summary>
    private async Task<string?> FindAsync(CancellationToken cancellationToken)
    {
        var header = new ushort[HeaderWords];
        while (!_chain.IsDone)
        {
            var result = await transport.ReadAsync(unit.Unit, Holding, _chain.Next, HeaderWords, header, cancellationToken);
            if (!result.IsOk && result.Failure != ModbusFailure.Exception)
            {
                return result.Sentence;
            }

            _chain.Take(result.IsOk ? (header[0], header[1]) : null);
        }

        if (_chain.Problem is { } problem)
        {
            _chain = new SunSpecChain();
            return problem;
        }

        return null;
    }

    private async Task<ModbusResult> ReadAsync(int start, Memory<ushort> into, CancellationToken cancellationToken)
    {
        for (var done = 0; done < into.Length; done += MostRegisters)
        {
            var count = Math.Min(MostRegisters, into.Length - done);
            var result = await transport.ReadAsync(unit.Unit, Holding, start + done, count, into.Slice(done, count), cancellationToken);
            if (!result.IsOk)
            {
                return result;
            }
        }

        return ModbusResult.Ok;
    }

    private async Task WriteAsync(ImmutableArray<RegisterWrite> writes, CancellationToken cancellationToken)
    {
        foreach (var write in writes)
        {
            var result = await transport.WriteAsync(unit.Unit, write.Start, write.Words.AsMemory(), cancellationToken);
            if (!result.IsOk)
            {
                // Values without their switch: nothing new is in force, and what was in force ends by its own timer.
                _steering?.Lost($"register {write.Start}: {result.Sentence}");
                return;
            }
        }
    }

    private ImmutableArray<SiteEvent> Failed(Instant at, string why)
    {
        _steering?.Lost(null);
        return unit.Failed(at, why);
    }
}
