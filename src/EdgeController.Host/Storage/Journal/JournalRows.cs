using System.Globalization;
using EdgeController.Ocpp.Proxy.Journal;
using Microsoft.Data.Sqlite;

namespace EdgeController.Host.Storage.Journal;

/// <summary>What is known of a station beside its entries, aliases and tokens.</summary>
internal sealed record StationFact(string Name, long Value)
{
    /// <summary>1 where the back end has accepted the station.</summary>
    public const string Boot = "boot";

    /// <summary>The highest local transaction id given out.</summary>
    public const string Last = "last";
}

/// <summary>Rows of the tables as records; null where a row's sum says that it is not what was written.</summary>
internal static class JournalRows
{
    public const string Entry = "station, sequence, version, at, local, relayed, frame, sum";
    public const string Alias = "station, local, upstream, connector, start, sum";
    public const string Token = "station, token, until, parent, sum";
    public const string Fact = "station, name, value, sum";

    public static JournalEntry? ReadEntry(SqliteDataReader row) => Sane(() =>
    {
        var entry = new JournalEntry(
            row.GetInt64(1), row.GetString(2), row.GetFieldValue<byte[]>(6), new DateTimeOffset(row.GetInt64(3), TimeSpan.Zero), Number(row, 4), row.GetInt64(5) != 0);
        return (entry, RowSum.Of(row.GetString(0), entry) == row.GetInt64(7));
    });

    public static TransactionAlias? ReadAlias(SqliteDataReader row) => Sane(() =>
    {
        var alias = new TransactionAlias(row.GetInt32(1), Number(row, 2), row.GetInt32(3), row.GetString(4));
        return (alias, RowSum.Of(row.GetString(0), alias) == row.GetInt64(5));
    });

    public static LearnedToken? ReadToken(SqliteDataReader row) => Sane(() =>
    {
        var until = Text(row, 2) is { } text ? DateTimeOffset.ParseExact(text, "O", CultureInfo.InvariantCulture) : (DateTimeOffset?)null;
        var token = new LearnedToken(row.GetString(1), until, Text(row, 3));
        return (token, RowSum.Of(row.GetString(0), token) == row.GetInt64(4));
    });

    public static StationFact? ReadFact(SqliteDataReader row) => Sane(() =>
    {
        var fact = new StationFact(row.GetString(1), row.GetInt64(2));
        return (fact, RowSum.Of(row.GetString(0), fact.Name, fact.Value) == row.GetInt64(3));
    });

    /// <summary>A time with its zone, as it is kept.</summary>
    public static string? Time(DateTimeOffset? time) => time?.ToString("O", CultureInfo.InvariantCulture);

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static int? Number(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : checked((int)row.GetInt64(column));

    /// <summary>Readers throw for a value that its column never held; the database's own errors pass.</summary>
    private static T? Sane<T>(Func<(T Row, bool Whole)> read)
        where T : class
    {
        try
        {
            return read() is { Whole: true } good ? good.Row : null;
        }
        catch (Exception e) when (e is InvalidOperationException or InvalidCastException or FormatException or OverflowException or ArgumentException)
        {
            return null;
        }
    }
}
