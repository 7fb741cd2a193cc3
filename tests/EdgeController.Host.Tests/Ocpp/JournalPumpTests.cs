using EdgeController.Core.Topology;
using EdgeController.Host.Ocpp;
using EdgeController.Host.Tests.Rigs;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Proxy.Journal;

namespace EdgeController.Host.Tests.Ocpp;

public sealed class JournalPumpTests
{
    private static readonly StationId Id = new("CP-1");

    [Fact]
    public async Task A_write_comes_back_as_an_input_when_the_disk_has_done_it()
    {
        using var queue = new ShellQueue();
        var journal = new HeldJournal();
        var pump = new JournalPump(Id, journal, queue, new LogBook());
        pump.Write(new WriteJournal(7, new JournalChange()));
        await using var turns = queue.ReadAllAsync().GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var turn = turns.MoveNextAsync();
        Assert.False(turn.IsCompleted);

        journal.Done.SetResult();
        Assert.True(await turn);
        Assert.Equal([new JournalWritten(7)], turns.Current.Make!());
        await pump.EndAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_write_that_fails_comes_back_with_the_reason(bool expected)
    {
        using var queue = new ShellQueue();
        var journal = new HeldJournal();
        journal.Done.SetException(expected ? new JournalUnavailableException("no space left") : new InvalidOperationException("no space left"));
        var log = new LogBook();
        new JournalPump(Id, journal, queue, log).Write(new WriteJournal(8, new JournalChange()));
        await using var turns = queue.ReadAllAsync().GetAsyncEnumerator(TestContext.Current.CancellationToken);

        Assert.True(await turns.MoveNextAsync());
        Assert.Equal([new JournalFailed(8, "no space left")], turns.Current.Make!());
        if (!expected)
        {
            log.AssertClean(announced: "defect in the journal");
        }
    }

    private sealed class HeldJournal : ITransactionJournal
    {
        public TaskCompletionSource Done { get; } = new();

        public StationBook Read(StationId station) => StationBook.Empty;

        public ValueTask WriteAsync(StationId station, JournalChange change, CancellationToken cancellationToken) => new(Done.Task);
    }
}
