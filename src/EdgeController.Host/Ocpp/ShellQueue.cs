using System.Threading.Channels;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;

namespace EdgeController.Host.Ocpp;

/// <summary>One turn of a station's machine: either inputs that are made when the turn comes, or a message of a socket.</summary>
/// <param name="Make">Makes the inputs.</param>
/// <param name="From">The socket that the message came from: it counts only while that socket does.</param>
/// <param name="Input">The message, or an input from elsewhere.</param>
internal readonly record struct ShellTurn(Func<IEnumerable<LinkInput>>? Make, OcppSocket? From, LinkInput? Input);

/// <summary>
/// What waits for a station's machine, bounded: full means that the link is behind, then sockets wait (their peers feel it) and
/// setpoints are reported as not sent.
/// </summary>
internal sealed class ShellQueue : IDisposable
{
    private const int Turns = 512;
    private const int UnreadMessages = 32;

    /// <summary>Where the machine is idle, its turn runs at once on the thread of whoever brings it: a message costs no change of threads.</summary>
    private readonly Channel<ShellTurn> _turns = Channel.CreateBounded<ShellTurn>(
        new BoundedChannelOptions(Turns) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true, AllowSynchronousContinuations = true });

    /// <summary>Messages of either socket that the machine has not taken: few, so that setpoints always find room.</summary>
    private readonly SemaphoreSlim _unread = new(UnreadMessages);

    /// <summary>Until <see cref="Complete"/>: without a token, which would cost an object and a registration for each message.</summary>
    public IAsyncEnumerable<ShellTurn> ReadAllAsync() => _turns.Reader.ReadAllAsync(CancellationToken.None);

    /// <summary>To be called with each turn that was read, before it is taken.</summary>
    public void Taken(in ShellTurn turn)
    {
        if (turn.From is not null)
        {
            _unread.Release();
        }
    }

    public bool TryPost(LinkInput input) => _turns.Writer.TryWrite(new ShellTurn(null, null, input));

    public ValueTask PostAsync(Func<IEnumerable<LinkInput>> inputs, CancellationToken cancellationToken) =>
        PostAsync(new ShellTurn(inputs, null, null), cancellationToken);

    public ValueTask PostMessageAsync(OcppSocket from, LinkInput message, CancellationToken cancellationToken)
    {
        var room = _unread.WaitAsync(cancellationToken);
        var turn = new ShellTurn(null, from, message);
        return room.IsCompletedSuccessfully && _turns.Writer.TryWrite(turn) ? default : PostLaterAsync(room, turn, cancellationToken);
    }

    /// <summary>Takes nothing more: what is posted from now on is dropped.</summary>
    public void Complete() => _turns.Writer.TryComplete();

    public void Dispose() => _unread.Dispose();

    private async ValueTask PostLaterAsync(Task room, ShellTurn turn, CancellationToken cancellationToken)
    {
        try
        {
            await room;
        }
        catch (OperationCanceledException)
        {
            return; // The next receive ends the same way.
        }

        await PostAsync(turn, cancellationToken);
    }

    private async ValueTask PostAsync(ShellTurn turn, CancellationToken cancellationToken)
    {
        try
        {
            await _turns.Writer.WriteAsync(turn, cancellationToken);
        }
        catch (Exception e) when (e is ChannelClosedException or OperationCanceledException)
        {
            // The shell stops; nobody is left to tell.
        }
    }
}
