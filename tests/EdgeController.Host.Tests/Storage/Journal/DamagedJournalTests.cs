using System.Text;
using EdgeController.Core.Topology;
using EdgeController.Ocpp.Proxy.Journal;

namespace EdgeController.Host.Tests.Storage.Journal;

/// <summary>Fault E6: bytes of the database have changed on the disk. 200 files, 1,000 with EDGE_LONG=1.</summary>
public sealed class DamagedJournalTests(ITestOutputHelper output)
{
    private static readonly int Files = Environment.GetEnvironmentVariable("EDGE_LONG") == "1" ? 1000 : 200;

    private static readonly StationId[] Stations = [JournalRig.A, JournalRig.B, new StationId("C3")];

    [Fact]
    public async Task Random_bytes_of_the_database_cost_only_the_messages_that_they_hit()
    {
        await using var sound = new JournalRig();
        var original = await FillAsync(sound);
        var (slowest, damaged, lost, orders) = (0.0, 0, 0, 0);
        for (var seed = 1; seed <= Files; seed++)
        {
            var bytes = original.ToArray();
            var flips = Flip(bytes, new Random(seed));
            await using var rig = new JournalRig();
            await File.WriteAllBytesAsync(rig.File, bytes, TestContext.Current.CancellationToken);

            var began = TimeProvider.System.GetTimestamp();
            var journal = await rig.OpenAsync();
            var books = Stations.Select(journal.Read).ToArray();
            slowest = Math.Max(slowest, TimeProvider.System.GetElapsedTime(began).TotalSeconds);

            Assert.True(journal.Problem is null, $"seed {seed}: {journal.Problem}");
            damaged += journal.Status.Aside.Count;
            for (var station = 0; station < Stations.Length; station++)
            {
                lost += 30 - books[station].Entries.Length;
                orders += books[station].Stops.Length;
                Check(books[station], station, original, flips, seed);
            }

            await rig.WriteAsync(JournalRig.A, JournalRig.Append(JournalRig.Entry(1000)));
            Assert.Equal(1000, journal.Read(JournalRig.A).Entries[^1].Sequence);
        }

        output.WriteLine($"{Files} files, {damaged} put aside, {lost} of {90 * Files} messages lost, slowest opening {slowest:0.00} s");
        Assert.True(slowest < 5, $"slowest opening {slowest:0.0} s");
        Assert.True(damaged > Files / 2);
        Assert.InRange(orders, 0.9 * 45 * Files, 45 * Files);
    }

    /// <summary>A log that is cut by a flip leaves an earlier state, in which messages that were removed later are there still.</summary>
    [Fact]
    public async Task Random_bytes_of_the_database_and_its_log_leave_messages_that_were_written_in_their_order()
    {
        await using var living = new JournalRig();
        await FillAsync(living, close: false);
        var database = await File.ReadAllBytesAsync(living.File, TestContext.Current.CancellationToken);
        var log = await File.ReadAllBytesAsync(living.File + "-wal", TestContext.Current.CancellationToken);
        var found = 0;
        for (var seed = 1; seed <= Files / 4; seed++)
        {
            var random = new Random(seed);
            var (damaged, cut) = (database.ToArray(), log.ToArray());
            Flip(damaged, random);
            if (seed % 2 == 0)
            {
                cut[random.Next(cut.Length)] ^= 4;
            }

            await using var rig = new JournalRig();
            await File.WriteAllBytesAsync(rig.File, damaged, TestContext.Current.CancellationToken);
            await File.WriteAllBytesAsync(rig.File + "-wal", cut, TestContext.Current.CancellationToken);
            var journal = await rig.OpenAsync();
            Assert.True(journal.Problem is null, $"seed {seed}: {journal.Problem}");
            for (var station = 0; station < Stations.Length; station++)
            {
                var book = journal.Read(Stations[station]);
                Assert.Equal(book.Entries.Select(entry => entry.Sequence).Order(), book.Entries.Select(entry => entry.Sequence));
                Assert.All(book.Entries, entry => Assert.Equal(Text(station, (int)entry.Sequence), JournalRig.Text(entry)));
                found += book.Entries.Length;
            }

            await rig.WriteAsync(JournalRig.A, JournalRig.Append(JournalRig.Entry(1000)));
        }

        output.WriteLine($"{Files / 4} files with their logs, {found} messages");
        Assert.True(found > 0.6 * 90 * (Files / 4), $"only {found}");
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_put_aside_and_a_new_one_begun()
    {
        await using var rig = new JournalRig();
        await File.WriteAllTextAsync(rig.File, "not a database, but long enough to be looked at as one; " + new string('x', 5000), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(rig.File + "-wal", "nor a log", TestContext.Current.CancellationToken);

        await rig.OpenAsync();

        await rig.WriteAsync(JournalRig.A, JournalRig.Append(JournalRig.Entry(1)));
        Assert.Null(rig.Journal.Problem);
        var aside = Assert.Single(rig.Journal.Status.Aside);
        Assert.StartsWith("not a database", await File.ReadAllTextAsync(aside, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains(rig.Log.AtLeast(Microsoft.Extensions.Logging.LogLevel.Error), line => line.Contains("was damaged", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("journal.db.salvage", false)]
    [InlineData("journal.db.new", true)]
    public async Task A_repair_that_a_power_cut_ended_is_begun_anew_or_finished(string left, bool finished)
    {
        await using var repaired = new JournalRig();
        await repaired.OpenAsync();
        await repaired.WriteAsync(JournalRig.A, JournalRig.Append(JournalRig.Entry(7)));
        await repaired.CloseAsync();
        await using var rig = new JournalRig();
        await FillAsync(rig);
        File.Copy(repaired.File, Path.Combine(rig.Folder, left));

        var book = (await rig.OpenAsync()).Read(JournalRig.A);

        Assert.Equal(finished ? [7L] : Enumerable.Range(1, 30).Select(number => (long)number), book.Entries.Select(entry => entry.Sequence));
        Assert.False(File.Exists(Path.Combine(rig.Folder, left)));
        Assert.Equal(finished ? 1 : 0, rig.Journal.Status.Aside.Count);
    }

    /// <summary>Thirty messages of three stations, mixed as they come; every tenth is longer than a page. Some are removed again.</summary>
    private static async Task<byte[]> FillAsync(JournalRig rig, bool close = true)
    {
        await rig.OpenAsync();
        for (var sequence = 1; sequence <= 30; sequence++)
        {
            for (var station = 0; station < Stations.Length; station++)
            {
                await rig.WriteAsync(Stations[station], new JournalChange
                {
                    Append = [JournalRig.Entry(sequence, Text(station, sequence)), JournalRig.Entry(sequence + 100, Text(station, sequence + 100))],
                    Tokens = [new LearnedToken($"T{sequence}", null, null)],
                    Aliases = [new TransactionAlias(1_000_000_000 + sequence, sequence, 1, "f")],
                    Stops = [new StopOrder($"S{sequence}", true)],
                    Refused = new RefusedEntry(sequence, 2),
                    LastLocal = 1_000_000_000 + sequence,
                });
                await rig.WriteAsync(Stations[station], JournalRig.Remove(sequence + 100) with { ForgetStops = sequence % 2 == 0 ? [$"S{sequence}"] : [] });
            }
        }

        if (close)
        {
            await rig.CloseAsync();
        }

        return await File.ReadAllBytesAsync(rig.File, TestContext.Current.CancellationToken);
    }

    /// <summary>The mark stands at the beginning, in between and at the end, so that its places show where the message lies.</summary>
    private static string Text(int station, int sequence) =>
        string.Concat(Enumerable.Repeat($"<<{station}/{sequence}>>", sequence % 10 == 0 ? 700 : 25));

    private static List<int> Flip(byte[] bytes, Random random)
    {
        var flips = new List<int>();
        for (var count = 1 << random.Next(5); count > 0; count--)
        {
            // Every second file is hit where SQLite keeps its own account: header and heads of pages.
            var at = random.Next(2) == 0 ? random.Next(bytes.Length) : (random.Next(bytes.Length / 4096) * 4096) + random.Next(100);
            bytes[at] ^= (byte)(1 << random.Next(8));
            flips.Add(at);
        }

        return flips;
    }

    private static void Check(StationBook book, int station, byte[] original, List<int> flips, int seed)
    {
        Assert.Equal(book.Entries.Select(entry => entry.Sequence).Order(), book.Entries.Select(entry => entry.Sequence));
        Assert.All(book.Entries, entry => Assert.Equal(Text(station, (int)entry.Sequence), JournalRig.Text(entry)));
        Assert.All(book.Stops, order => Assert.True(order.IsNumber && int.Parse(order.Transaction[1..], System.Globalization.CultureInfo.InvariantCulture) % 2 == 1, $"seed {seed}: {order}"));
        Assert.True(book.Refused is null or { Sequence: 30, Times: 2 }, $"seed {seed}: {book.Refused}");
        var found = book.Entries.Select(entry => (int)entry.Sequence).ToHashSet();
        Assert.True(found.IsSubsetOf(Enumerable.Range(1, 30)), $"seed {seed}: a removed message came back");
        foreach (var missing in Enumerable.Range(1, 30).Where(sequence => !found.Contains(sequence)))
        {
            Assert.True(IsHit(station, missing, original, flips), $"seed {seed}: {station}/{missing} was not hit and is gone");
        }
    }

    /// <summary>A flip in the message, in the row around it, or in what its pages begin with.</summary>
    private static bool IsHit(int station, int sequence, byte[] original, List<int> flips)
    {
        var mark = Encoding.UTF8.GetBytes($"<<{station}/{sequence}>>");
        var pages = new Dictionary<int, (int From, int To)>();
        for (var at = original.AsSpan().IndexOf(mark); at >= 0;)
        {
            var page = at / 4096;
            pages[page] = pages.TryGetValue(page, out var known) ? (known.From, at) : (at, at);
            var next = original.AsSpan(at + 1).IndexOf(mark);
            at = next < 0 ? -1 : at + 1 + next;
        }

        return flips.Exists(flip => pages.TryGetValue(flip / 4096, out var lies)
            && (flip % 4096 < 128 || pages.Count > 1 || (flip >= lies.From - 80 && flip <= lies.To + 40)));
    }
}
