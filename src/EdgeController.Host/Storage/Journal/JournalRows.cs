using EdgeController.Ocpp.Proxy.Journal;
using Microsoft.Data.Sqlite;

namespace EdgeController.Host.Storage.Journal;

/// <summary>Rows of the three tables as records; null where a row's sum says that it is not what was written.</summary>
internal static class JournalRows
{
    public const string Entry = "station, sequence, version, at, local, frame, sum";
    public const string Alias = "station, local, upstream, connector, sum";
    public const string Learned = "station, boot, last, cards, sum";

    public static JournalEntry? ReadEntry(SqliteDataReader row)
    {
        try
        {
            var at = row.GetInt64(3);
            if (at < DateTimeOffset.MinValue.Ticks || at > DateTimeOffset.MaxValue.Ticks)
            {
                return null;
            }

            var entry = new JournalEntry(
                row.GetInt64(1), row.GetString(2), row.GetFieldValue<byte[]>(5), new DateTimeOffset(at, TimeSpan.Zero), row.IsDBNull(4) ? null : checked((int)row.GetInt64(4)));
            return RowSum.Of(row.GetString(0), entry) == row.GetInt64(6) ? entry : null;
        }
        catch (Exception e) when (IsNonsense(e))
        {
            return null;
        }
    }

    public static TransactionAlias? ReadAlias(SqliteDataReader row)
    {
        try
        {
            var alias = new TransactionAlias(checked((int)row.GetInt64(1)), row.IsDBNull(2) ? null : checked((int)row.GetInt64(2)), checked((int)row.GetInt64(3)));
            return RowSum.Of(row.GetString(0), alias) == row.GetInt64(4) ? alias : null;
        }
        catch (Exception e) when (IsNonsense(e))
        {
            return null;
        }
    }

    public static LearnedAnswers? ReadLearned(SqliteDataReader row)
    {
        try
        {
            var (boot, last, cards) = (row.GetInt64(1) != 0, checked((int)row.GetInt64(2)), row.GetString(3));
            return RowSum.Of(row.GetString(0), boot, last, cards) == row.GetInt64(4) ? new LearnedAnswers(boot, CardText.Read(cards), last) : null;
        }
        catch (Exception e) when (IsNonsense(e))
        {
            return null;
        }
    }

    /// <summary>What a reader throws for a value that its column never held.</summary>
    private static bool IsNonsense(Exception e) =>
        e is InvalidOperationException or InvalidCastException or FormatException or OverflowException or ArgumentException or System.Text.Json.JsonException;
}
