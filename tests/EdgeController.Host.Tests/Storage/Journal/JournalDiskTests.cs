using EdgeController.Host.Storage.Journal;
using EdgeController.Host.Tests.Rigs;
using EdgeController.Ocpp.Proxy.Journal;

namespace EdgeController.Host.Tests.Storage.Journal;

/// <summary>Faults E4 and E5: the disk is full, read-only or gone.</summary>
public sealed class JournalDiskTests
{
    private static readonly string Long = new('x', 20_000);

    [Fact]
    public async Task On_a_full_disk_the_journal_goes_on_with_its_reserve_then_refuses_and_goes_on_when_there_is_room()
    {
        using var disk = SmallDisk.Mount(16);
        await using var rig = new JournalRig(disk.Path);
        rig.Options = rig.Options with { ReserveBytes = 64 << 20 };
        await rig.OpenAsync();
        var reserve = new FileInfo(Path.Combine(disk.Path, "journal.reserve"));
        Assert.True(reserve.Length is > 1_000_000 and <= 2 << 20, $"{reserve.Length} bytes are an eighth of the disk");
        disk.Fill();

        var (kept, onReserve) = (0, 0);
        JournalUnavailableException? refusal = null;
        while (refusal is null)
        {
            try
            {
                await rig.WriteAsync(JournalRig.A, JournalRig.Append(JournalRig.Entry(kept + 1, Long)));
                kept++;
                onReserve += rig.Journal.Status.Reserve is null ? 0 : 1;
            }
            catch (JournalUnavailableException e)
            {
                refusal = e;
            }
        }

        Assert.True(onReserve > 20, $"{onReserve} messages fitted the reserve");
        Assert.Contains("is full; free space", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(rig.File, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(new JournalAlarms(rig.Journal, null).Standing, alarm => alarm.Code == "journal-unavailable");

        // What the back end has answered by now needs no room, and makes some.
        await rig.WriteAsync(JournalRig.A, JournalRig.Remove([.. Enumerable.Range(1, kept / 2).Select(sequence => (long)sequence)]));

        disk.Empty();
        await Until.TrueAsync("the alarms to go", () => !new JournalAlarms(rig.Journal, null).Standing.Any());
        await rig.WriteAsync(JournalRig.A, JournalRig.Append(JournalRig.Entry(kept + 2, "after")));
        Assert.True(File.Exists(reserve.FullName));

        var book = (await rig.OpenAsync()).Read(JournalRig.A);
        Assert.Equal([.. Enumerable.Range(1, kept).Skip(kept / 2), kept + 2], book.Entries.Select(entry => (int)entry.Sequence));
        Assert.Equal("after", JournalRig.Text(book.Entries[^1]));
    }

    [Fact]
    public async Task A_database_that_may_not_grow_refuses_what_is_new_and_keeps_what_is_there()
    {
        await using var rig = new JournalRig();
        rig.Options = rig.Options with { MostPages = 40 };
        await rig.OpenAsync();
        var kept = 0;
        var refusal = await Assert.ThrowsAsync<JournalUnavailableException>(async () =>
        {
            for (; kept < 100; kept++)
            {
                await rig.WriteAsync(JournalRig.A, JournalRig.Append(JournalRig.Entry(kept + 1, Long)));
            }
        });
        Assert.Contains("full", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(kept, rig.Journal.Read(JournalRig.A).Entries.Length);

        await rig.WriteAsync(JournalRig.A, JournalRig.Remove(1, 2));
        await rig.WriteAsync(JournalRig.A, JournalRig.Append(JournalRig.Entry(kept + 1, Long)));

        Assert.Null(rig.Journal.Problem);
        Assert.Equal(kept - 1, (await rig.OpenAsync()).Read(JournalRig.A).Entries.Length);
    }

    [Fact]
    public async Task A_read_only_disk_refuses_with_a_sentence_and_is_taken_up_again_when_it_can_be_written()
    {
        using var disk = SmallDisk.Mount(4);
        await using var rig = new JournalRig(disk.Path);
        await rig.OpenAsync();
        await rig.WriteAsync(JournalRig.A, JournalRig.Append(JournalRig.Entry(1)));
        await rig.CloseAsync();
        disk.MakeReadOnly(true);

        var journal = await rig.OpenAsync();

        Assert.Throws<JournalUnavailableException>(() => journal.Read(JournalRig.A));
        var refusal = await Assert.ThrowsAsync<JournalUnavailableException>(() => rig.WriteAsync(JournalRig.A, JournalRig.Append(JournalRig.Entry(2))));
        Assert.Contains(rig.File, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("look at", refusal.Message, StringComparison.Ordinal);

        // The station has been started without its book, and stays so until that has been read.
        disk.MakeReadOnly(false);
        await Until.TrueAsync("it can be written again", () => journal.Problem is null);
        Assert.Equal(["journal-unread"], new JournalAlarms(journal, null).Standing.Select(alarm => alarm.Code));
        await rig.WriteAsync(JournalRig.A, JournalRig.Append(JournalRig.Entry(2)));
        Assert.Equal([1, 2], journal.Read(JournalRig.A).Entries.Select(entry => entry.Sequence));
        Assert.Empty(new JournalAlarms(journal, null).Standing);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_told_and_taken_up_when_it_can()
    {
        var parent = Directory.CreateTempSubdirectory("journal-blocked-").FullName;
        var blocked = Path.Combine(parent, "state");
        await File.WriteAllTextAsync(blocked, "a file where the folder should be", TestContext.Current.CancellationToken);
        await using var rig = new JournalRig(blocked);
        await rig.OpenAsync();
        Assert.Contains("cannot be kept", rig.Journal.Problem, StringComparison.Ordinal);

        File.Delete(blocked);
        await Until.TrueAsync("it can be written", () => rig.Journal.Problem is null);

        await rig.WriteAsync(JournalRig.A, JournalRig.Append(JournalRig.Entry(1)));
        await rig.CloseAsync();
        Directory.Delete(parent, recursive: true);
    }

    [Fact]
    public void Without_a_folder_there_is_no_journal_and_an_alarm_says_what_that_means()
    {
        Assert.Empty(new JournalAlarms(null, null).Standing);
        var alarm = Assert.Single(new JournalAlarms(null, "the state folder /x cannot be written").Standing);
        Assert.Equal("no-journal", alarm.Code);
        Assert.StartsWith("the state folder /x cannot be written; while a back end is away", alarm.Sentence, StringComparison.Ordinal);
    }
}
