using EdgeController.Host.Storage.Journal;
using EdgeController.Ocpp.Proxy.Journal;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Tests.Storage.Journal;

public sealed class SqliteJournalTests
{
    [Fact]
    public async Task What_was_written_is_there_after_a_restart_in_its_order_and_byte_for_byte()
    {
        await using var rig = new JournalRig();
        await rig.OpenAsync();
        var odd = JournalRig.Entry(2, "[2,\"ü \u0000\",\"StartTransaction\", {\"a\" : 1.0e0}]\n", local: 1_000_000_007) with { Relayed = true };
        await rig.WriteAsync(JournalRig.A, JournalRig.Append(JournalRig.Entry(1), odd));
        await rig.WriteAsync(JournalRig.B, JournalRig.Append(JournalRig.Entry(1, "other")));
        await rig.WriteAsync(JournalRig.A, JournalRig.Append(JournalRig.Entry(3)));

        var journal = await rig.OpenAsync();

        var book = journal.Read(JournalRig.A);
        Assert.Equal([1, 2, 3], book.Entries.Select(entry => entry.Sequence));
        Assert.Equal(odd with { Frame = default }, book.Entries[1] with { Frame = default });
        Assert.Equal(odd.Frame.ToArray(), book.Entries[1].Frame.ToArray());
        Assert.Equal("other", JournalRig.Text(Assert.Single(journal.Read(JournalRig.B).Entries)));
        Assert.Null(journal.Problem);
        Assert.Empty(rig.Log.AtLeast(LogLevel.Warning));
    }

    [Fact]
    public async Task A_station_of_which_nothing_is_known_has_an_empty_book()
    {
        await using var rig = new JournalRig();
        var book = (await rig.OpenAsync()).Read(JournalRig.A);
        Assert.Empty(book.Entries);
        Assert.Empty(book.Aliases);
        Assert.True(book.Learned is { BootAccepted: false, LastLocal: 0, LastGone: null, Tokens.Count: 0 });
    }

    [Fact]
    public async Task Aliases_and_what_was_learned_take_the_place_of_the_old_ones()
    {
        await using var rig = new JournalRig();
        await rig.OpenAsync();
        var until = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.FromHours(1));
        await rig.WriteAsync(JournalRig.A, new JournalChange
        {
            Append = [JournalRig.Entry(1)],
            Aliases = [new TransactionAlias(1_000_000_001, null, 1, "f1"), new TransactionAlias(1_000_000_002, null, 2, "f2")],
            Tokens = [new LearnedToken("04A2", null, null), new LearnedToken("GONE", null, "x"), new LearnedToken("ISO14443/\"x", null, null)],
            Stops = [new StopOrder("1000000001", true), new StopOrder("T'; \"é", false)],
            Refused = new RefusedEntry(1, 4),
            LastLocal = 1_000_000_001,
        });
        await rig.WriteAsync(JournalRig.A, new JournalChange
        {
            Remove = [1],
            Aliases = [new TransactionAlias(1_000_000_001, 77, 1, "f1")],
            Forget = [1_000_000_002],
            Tokens = [new LearnedToken("ISO14443/\"x", until, "group")],
            ForgetTokens = ["GONE"],
            ForgetStops = ["1000000001"],
            Refused = new RefusedEntry(1, 0),
            BootAccepted = true,
            LastLocal = 1_000_000_002,
            LastGone = -3,
        });

        var book = (await rig.OpenAsync()).Read(JournalRig.A);

        Assert.Empty(book.Entries);
        Assert.Equal(new TransactionAlias(1_000_000_001, 77, 1, "f1"), Assert.Single(book.Aliases));
        Assert.Equal(new StopOrder("T'; \"é", false), Assert.Single(book.Stops));
        Assert.Equal(new RefusedEntry(1, 0), book.Refused);
        Assert.True(book.Learned is { BootAccepted: true, LastLocal: 1_000_000_002, LastGone: -3 });
        Assert.Equal(
            [new LearnedToken("04A2", null, null), new LearnedToken("ISO14443/\"x", until, "group")], book.Learned.Tokens.Values.OrderBy(token => token.Token, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Changes_that_wait_together_are_committed_together_and_each_station_keeps_its_order()
    {
        await using var rig = new JournalRig();
        await rig.OpenAsync();
        const int stations = 40, each = 50;
        var writing = Enumerable.Range(0, stations).Select(async number =>
        {
            var id = new EdgeController.Core.Topology.StationId($"S{number}");
            for (var sequence = 1; sequence <= each; sequence++)
            {
                await rig.WriteAsync(id, JournalRig.Append(JournalRig.Entry(sequence, $"{number}/{sequence}")));
            }
        });

        await Task.WhenAll(writing);

        Assert.True(rig.Journal.Commits < stations * each / 4, $"{rig.Journal.Commits} commits");
        var journal = await rig.OpenAsync();
        for (var number = 0; number < stations; number++)
        {
            var book = journal.Read(new EdgeController.Core.Topology.StationId($"S{number}"));
            Assert.Equal(Enumerable.Range(1, each).Select(sequence => $"{number}/{sequence}"), book.Entries.Select(JournalRig.Text));
        }
    }

    [Fact]
    public async Task An_entry_whose_number_is_taken_is_refused_and_its_neighbours_are_kept()
    {
        await using var rig = new JournalRig();
        await rig.OpenAsync();
        await rig.WriteAsync(JournalRig.A, JournalRig.Append(JournalRig.Entry(1)));

        var refused = rig.WriteAsync(JournalRig.A, JournalRig.Append(JournalRig.Entry(2), JournalRig.Entry(1)));
        var kept = rig.WriteAsync(JournalRig.B, JournalRig.Append(JournalRig.Entry(1)));

        var why = await Assert.ThrowsAsync<JournalUnavailableException>(() => refused);
        Assert.Contains("already", why.Message, StringComparison.Ordinal);
        await kept;
        Assert.Single(rig.Journal.Read(JournalRig.A).Entries);
        Assert.Single(rig.Journal.Read(JournalRig.B).Entries);
    }

    [Fact]
    public async Task What_waits_is_told_with_the_time_of_the_oldest()
    {
        await using var rig = new JournalRig();
        await rig.OpenAsync();
        Assert.Null(rig.Journal.Status.Waiting("A1"));
        await rig.WriteAsync(JournalRig.A, JournalRig.Append(JournalRig.Entry(1), JournalRig.Entry(2), JournalRig.Entry(3)));
        await rig.WriteAsync(JournalRig.A, JournalRig.Remove(1));
        Assert.Equal(new WaitingMessages(2, JournalRig.Entry(2).At), rig.Journal.Status.Waiting("A1"));

        await rig.OpenAsync();
        Assert.Equal(new WaitingMessages(2, JournalRig.Entry(2).At), rig.Journal.Status.Waiting("A1"));
        await rig.WriteAsync(JournalRig.A, JournalRig.Remove(2, 3));
        Assert.Null(rig.Journal.Status.Waiting("A1"));
    }

    [Fact]
    public async Task A_journal_that_is_closed_refuses_and_leaves_no_log_behind()
    {
        await using var rig = new JournalRig();
        var journal = await rig.OpenAsync();
        var last = rig.WriteAsync(JournalRig.A, JournalRig.Append(JournalRig.Entry(1)));
        await rig.CloseAsync();
        await last;

        await Assert.ThrowsAsync<JournalUnavailableException>(() => journal.WriteAsync(JournalRig.A, JournalRig.Remove(1), CancellationToken.None).AsTask());
        Assert.Equal([rig.File], Directory.GetFiles(rig.Folder));
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_left_alone_and_told()
    {
        await using var rig = new JournalRig();
        await rig.OpenAsync();
        await rig.CloseAsync();
        await using (var newer = new SqliteConnection($"Data Source={rig.File};Pooling=False"))
        {
            await newer.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = newer.CreateCommand();
            command.CommandText = "PRAGMA user_version = 200; UPDATE probe SET schema = 200; PRAGMA wal_checkpoint(TRUNCATE)";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var bytes = await File.ReadAllBytesAsync(rig.File, TestContext.Current.CancellationToken);

        var journal = await rig.OpenAsync();

        Assert.Contains("newer version", journal.Problem, StringComparison.Ordinal);
        Assert.Throws<JournalUnavailableException>(() => journal.Read(JournalRig.A));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => rig.WriteAsync(JournalRig.A, JournalRig.Append(JournalRig.Entry(1))));
        await rig.CloseAsync();
        Assert.Equal(bytes, await File.ReadAllBytesAsync(rig.File, TestContext.Current.CancellationToken));
    }
}
