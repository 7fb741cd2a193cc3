using Microsoft.Data.Sqlite;

namespace EdgeController.Host.Storage.Journal;

/// <summary>The statements of the journal, prepared once per connection.</summary>
internal sealed class JournalStatements(SqliteConnection connection) : IDisposable
{
    private readonly List<SqliteCommand> _all = [];

    private readonly SqliteConnection _connection = connection;

    public SqliteCommand Begin => field ??= Make("BEGIN IMMEDIATE");

    public SqliteCommand Commit => field ??= Make("COMMIT");

    public SqliteCommand AddEntry => field ??= Make(
        "INSERT INTO entry (station, sequence, version, at, local, relayed, frame, sum) VALUES ($station, $sequence, $version, $at, $local, $relayed, $frame, $sum)",
        "$station", "$sequence", "$version", "$at", "$local", "$relayed", "$frame", "$sum");

    public SqliteCommand RemoveEntry => field ??= Make("DELETE FROM entry WHERE station = $station AND sequence = $sequence", "$station", "$sequence");

    public SqliteCommand PutAlias => field ??= Make(
        "INSERT OR REPLACE INTO alias (station, local, upstream, connector, start, sum) VALUES ($station, $local, $upstream, $connector, $start, $sum)",
        "$station", "$local", "$upstream", "$connector", "$start", "$sum");

    public SqliteCommand RemoveAlias => field ??= Make("DELETE FROM alias WHERE station = $station AND local = $local", "$station", "$local");

    public SqliteCommand PutToken => field ??= Make(
        "INSERT OR REPLACE INTO token (station, token, until, parent, sum) VALUES ($station, $token, $until, $parent, $sum)",
        "$station", "$token", "$until", "$parent", "$sum");

    public SqliteCommand RemoveToken => field ??= Make("DELETE FROM token WHERE station = $station AND token = $token", "$station", "$token");

    /// <summary>Where the value is as before, no page is written.</summary>
    public SqliteCommand PutFact => field ??= Make(
        "INSERT INTO fact (station, name, value, sum) VALUES ($station, $name, $value, $sum) ON CONFLICT DO UPDATE SET value = excluded.value, sum = excluded.sum WHERE sum <> excluded.sum",
        "$station", "$name", "$value", "$sum");

    public SqliteCommand RemoveFact => field ??= Make("DELETE FROM fact WHERE station = $station AND name = $name", "$station", "$name");

    public SqliteCommand Entries => field ??= Make($"SELECT {JournalRows.Entry} FROM entry WHERE station = $station ORDER BY sequence", "$station");

    public SqliteCommand Aliases => field ??= Make($"SELECT {JournalRows.Alias} FROM alias WHERE station = $station ORDER BY local", "$station");

    public SqliteCommand Tokens => field ??= Make($"SELECT {JournalRows.Token} FROM token WHERE station = $station ORDER BY token", "$station");

    public SqliteCommand Facts => field ??= Make($"SELECT {JournalRows.Fact} FROM fact WHERE station = $station", "$station");

    public SqliteCommand Oldest => field ??= Make("SELECT at FROM entry WHERE station = $station ORDER BY sequence LIMIT 1", "$station");

    public SqliteCommand Probe => field ??= Make("UPDATE probe SET tries = tries + 1");

    /// <summary>Sets the parameters in the order of their names.</summary>
    public static SqliteCommand With(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }

    public void Dispose() => _all.ForEach(static command => command.Dispose());

    private SqliteCommand Make(string sql, params ReadOnlySpan<string> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        _all.Add(command);
        return command;
    }
}
