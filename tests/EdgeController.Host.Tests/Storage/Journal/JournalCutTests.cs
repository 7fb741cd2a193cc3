using EdgeController.Core.Topology;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Tests.Storage.Journal;

/// <summary>Fault E3: the power goes while the log is written, so that any part of its end is missing.</summary>
public sealed class JournalCutTests
{
    private const int Head = 32;
    private const int Frame = 24 + 4096;
    private const int Changes = 24;

    [Fact]
    public async Task The_log_cut_at_every_record_and_between_leaves_the_first_changes_in_their_order()
    {
        await using var written = new JournalRig();
        await written.OpenAsync();
        for (var change = 1; change <= Changes; change++)
        {
            await written.WriteAsync(Station(change), JournalRig.Append(JournalRig.Entry(change, $"{change}")));
        }

        var (database, log) = (await BytesAsync(written.File), await BytesAsync(written.File + "-wal"));
        var frames = (log.Length - Head) / Frame;
        Assert.True(frames >= Changes);
        var before = 0;
        var seen = new HashSet<int>();
        for (var cut = 0; cut <= 2 * frames; cut++)
        {
            var length = cut == 0 ? 0 : Head + (cut / 2 * Frame) + (cut % 2 * (1 + (cut * 97 % (Frame - 1))));
            var kept = await OpenCutAsync(database, log.AsMemory(0, Math.Min(length, log.Length)));
            Assert.InRange(kept, before, Changes);
            before = kept;
            seen.Add(kept);
        }

        Assert.Equal(Enumerable.Range(0, Changes + 1), seen.Order());
    }

    [Fact]
    public async Task The_database_cut_at_every_page_gives_what_is_left_of_it_in_order()
    {
        await using var written = new JournalRig();
        await written.OpenAsync();
        for (var sequence = 1; sequence <= 40; sequence++)
        {
            await written.WriteAsync(JournalRig.A, JournalRig.Append(JournalRig.Entry(sequence, $"{sequence} {new string('x', 900)}")));
        }

        await written.CloseAsync();
        var database = await BytesAsync(written.File);
        var counts = new List<int>();
        for (var pages = 0; pages <= database.Length / 4096; pages++)
        {
            await using var rig = new JournalRig();
            await File.WriteAllBytesAsync(rig.File, database.AsMemory(0, pages * 4096), TestContext.Current.CancellationToken);
            var book = (await rig.OpenAsync()).Read(JournalRig.A);
            Assert.Null(rig.Journal.Problem);
            Assert.Equal(book.Entries.Select(entry => entry.Sequence).Order(), book.Entries.Select(entry => entry.Sequence));
            counts.Add(book.Entries.Length);
        }

        Assert.Equal(counts.Order(), counts);
        Assert.Equal(40, counts[^1]);
    }

    /// <summary>How many of the changes are there; none of them is, after one that is missing.</summary>
    private static async Task<int> OpenCutAsync(byte[] database, ReadOnlyMemory<byte> log)
    {
        await using var rig = new JournalRig();
        await File.WriteAllBytesAsync(rig.File, database, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(rig.File + "-wal", log, TestContext.Current.CancellationToken);
        var journal = await rig.OpenAsync();
        Assert.Null(journal.Problem);
        Assert.Empty(rig.Log.AtLeast(LogLevel.Warning));
        var entries = new[] { JournalRig.A, JournalRig.B }.SelectMany(station => journal.Read(station).Entries).OrderBy(entry => entry.Sequence).ToArray();
        Assert.Equal(Enumerable.Range(1, entries.Length).Select(change => $"{change}"), entries.Select(JournalRig.Text));
        return entries.Length;
    }

    private static StationId Station(int change) => change % 2 == 0 ? JournalRig.A : JournalRig.B;

    private static Task<byte[]> BytesAsync(string file) => File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
}
