using System.Collections.Immutable;
using EdgeController.Ocpp.Proxy.Journal;

namespace EdgeController.Host.Tests.Storage.Journal;

/// <summary>The journal against <see cref="StationBook.With"/>, which says what a change means.</summary>
public sealed class JournalModelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_was_written_is_the_book_that_the_changes_make(int seed)
    {
        var random = new Random(seed);
        await using var rig = new JournalRig();
        await rig.OpenAsync();
        var expected = StationBook.Empty;
        var last = 0L;
        for (var step = 0; step < 300; step++)
        {
            var change = Change(random, expected, ref last);
            expected = expected.With(change);
            await rig.WriteAsync(JournalRig.A, change);
            if (random.Next(60) == 0)
            {
                await rig.OpenAsync();
            }

            if (step % 10 == 0)
            {
                Same(expected, rig.Journal.Read(JournalRig.A), seed);
                Assert.Equal(expected.Entries.Length, rig.Journal.Status.Waiting("A1")?.Count ?? 0);
                Assert.Equal(expected.Entries.IsEmpty ? null : expected.Entries[0].At, rig.Journal.Status.Waiting("A1")?.Since);
            }
        }
    }

    private static JournalChange Change(Random random, StationBook book, ref long last)
    {
        var appended = new List<JournalEntry>();
        for (var count = random.Next(3); count > 0; count--)
        {
            appended.Add(JournalRig.Entry(++last, new string('x', random.Next(9000)), random.Next(3) == 0 ? random.Next() : null) with { Relayed = random.Next(2) == 0 });
        }

        var aliases = Enumerable.Range(0, random.Next(3)).Select(_ => new TransactionAlias(1_000_000_000 + random.Next(8), random.Next(2) == 0 ? null : random.Next(-1, 9), 1, $"f{random.Next(9)}"))
            .DistinctBy(alias => alias.Local).ToImmutableArray();
        var tokens = Enumerable.Range(0, random.Next(3)).Select(_ => new LearnedToken($"T{random.Next(8)}", random.Next(2) == 0 ? null : DateTimeOffset.UnixEpoch.AddTicks(random.NextInt64(1 << 50)), null))
            .DistinctBy(token => token.Token).ToImmutableArray();
        ImmutableArray<StopOrder> stops = random.Next(2) == 0 ? [new StopOrder($"T{random.Next(6)}", random.Next(2) == 0)] : [];
        return new JournalChange
        {
            Append = [.. appended],
            Remove = [.. book.Entries.Where(_ => random.Next(3) == 0).Select(entry => entry.Sequence)],
            Aliases = aliases,
            Forget = random.Next(3) == 0 ? [1_000_000_000 + random.Next(8)] : [],
            Tokens = tokens,
            ForgetTokens = [.. new[] { $"T{random.Next(8)}" }.Except(tokens.Select(token => token.Token), StringComparer.Ordinal)],
            BootAccepted = random.Next(3) switch { 0 => true, 1 => false, _ => null },
            Stops = stops,
            ForgetStops = [.. new[] { $"T{random.Next(6)}" }.Except(stops.Select(order => order.Transaction), StringComparer.Ordinal)],
            Refused = random.Next(3) == 0 ? new RefusedEntry(random.NextInt64(1 << 50), random.Next(9)) : null,
            LastLocal = random.Next(2) == 0 ? null : random.Next(),
            LastGone = random.Next(2) == 0 ? null : random.NextInt64(long.MinValue, long.MaxValue),
        };
    }

    private static void Same(StationBook expected, StationBook found, int seed)
    {
        static IEnumerable<string> Lines(StationBook book) =>
        [
            .. book.Entries.Select(entry => $"{entry with { Frame = default }} {JournalRig.Text(entry)}"),
            .. book.Aliases.OrderBy(alias => alias.Local).Select(alias => alias.ToString()),
            .. book.Learned.Tokens.Values.OrderBy(token => token.Token, StringComparer.Ordinal).Select(token => token.ToString()),
            .. book.Stops.OrderBy(order => order.Transaction, StringComparer.Ordinal).Select(order => order.ToString()),
            $"{book.Refused} {book.Learned.BootAccepted} {book.Learned.LastLocal} {book.Learned.LastGone}",
        ];
        Assert.True(Lines(expected).SequenceEqual(Lines(found), StringComparer.Ordinal), $"seed {seed}");
    }
}
