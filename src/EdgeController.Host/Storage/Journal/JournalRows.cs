using System.Globalization;
using EdgeController.Ocpp.Proxy.Journal;

namespace EdgeController.Host.Storage.Journal;

/// <summary>What is known of a station beside its entries, aliases and tokens.</summary>
internal sealed record StationFact(string Name, long Value)
{
    /// <summary>1 where the back end has accepted the station.</summary>
    public const string Boot = "boot";

    /// <summary>The highest local transaction id given out.</summary>
    public const string Last = "last";

    /// <summary>Sum over the last message that has left the book.</summary>
    public const string Gone = "gone";

    /// <summary>Before the transaction that the station is to be told to stop: 1 where it has a number (OCPP 1.6).</summary>
    public const string Stop = "stop:";

    /// <summary>Which entry the back end has refused, and how often: the latter in the last byte.</summary>
    private const string Refused = "refused";

    public static StationFact Of(StopOrder order) => new(Stop + order.Transaction, order.IsNumber ? 1 : 0);

    public static StationFact Of(RefusedEntry refused) => new(Refused, (refused.Sequence << 8) | (byte)Math.Min(refused.Times, byte.MaxValue));

    public StopOrder? AsStop() => Name.StartsWith(Stop, StringComparison.Ordinal) ? new StopOrder(Name[Stop.Length..], Value == 1) : null;

    public RefusedEntry? AsRefused() => Name == Refused ? new RefusedEntry(Value >> 8, (byte)Value) : null;
}

/// <summary>Rows of the tables as records; null where a row's sum says that it is not what was written.</summary>
internal static class JournalRows
{
    public const string Entry = "station, sequence, version, at, local, relayed, frame, sum";
    public const string Alias = "station, local, upstream, connector, start, sum";
    public const string Token = "station, token, until, parent, sum";
    public const string Fact = "station, name, value, sum";

    public static JournalEntry? ReadEntry(object[] row) => Sane(() =>
    {
        var entry = new JournalEntry(
            (long)row[1], (string)row[2], (byte[])row[6], new DateTimeOffset((long)row[3], TimeSpan.Zero), Number(row[4]), (long)row[5] != 0);
        return (entry, RowSum.Of(Station(row), entry) == (long)row[7]);
    });

    public static TransactionAlias? ReadAlias(object[] row) => Sane(() =>
    {
        var alias = new TransactionAlias(checked((int)(long)row[1]), Number(row[2]), checked((int)(long)row[3]), (string)row[4]);
        return (alias, RowSum.Of(Station(row), alias) == (long)row[5]);
    });

    public static LearnedToken? ReadToken(object[] row) => Sane(() =>
    {
        var until = Text(row[2]) is { } text ? DateTimeOffset.ParseExact(text, "O", CultureInfo.InvariantCulture) : (DateTimeOffset?)null;
        var token = new LearnedToken((string)row[1], until, Text(row[3]));
        return (token, RowSum.Of(Station(row), token) == (long)row[4]);
    });

    public static StationFact? ReadFact(object[] row) => Sane(() =>
    {
        var fact = new StationFact((string)row[1], (long)row[2]);
        return (fact, RowSum.Of(Station(row), fact.Name, fact.Value) == (long)row[3]);
    });

    /// <summary>Whose row it is; to be asked of a row that was read.</summary>
    public static string Station(object[] row) => (string)row[0];

    /// <summary>The change that brings this row back, by its number of columns; null where it is none of ours or not whole.</summary>
    public static JournalChange? AsChange(object[] row) => row.Length switch
    {
        8 => ReadEntry(row) is { } entry ? new JournalChange { Append = [entry] } : null,
        6 => ReadAlias(row) is { } alias ? new JournalChange { Aliases = [alias] } : null,
        5 => ReadToken(row) is { } token ? new JournalChange { Tokens = [token] } : null,
        4 => ReadFact(row) switch
        {
            { Name: StationFact.Boot } boot => new JournalChange { BootAccepted = boot.Value == 1 },
            { Name: StationFact.Last } last => new JournalChange { LastLocal = checked((int)last.Value) },
            { Name: StationFact.Gone } gone => new JournalChange { LastGone = gone.Value },
            { } fact when fact.AsStop() is { } order => new JournalChange { Stops = [order] },
            { } fact when fact.AsRefused() is { } refused => new JournalChange { Refused = refused },
            _ => null,
        },
        _ => null,
    };

    /// <summary>A time with its zone, as it is kept.</summary>
    public static string? Time(DateTimeOffset? time) => time?.ToString("O", CultureInfo.InvariantCulture);

    private static string? Text(object value) => value is DBNull ? null : (string)value;

    private static int? Number(object value) => value is DBNull ? null : checked((int)(long)value);

    /// <summary>A value that its column never held cannot be read.</summary>
    private static T? Sane<T>(Func<(T Row, bool Whole)> read)
        where T : class
    {
        try
        {
            return read() is { Whole: true } good ? good.Row : null;
        }
        catch (Exception e) when (e is InvalidCastException or IndexOutOfRangeException or FormatException or OverflowException or ArgumentException)
        {
            return null;
        }
    }
}
