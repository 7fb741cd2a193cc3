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
        "INSERT INTO entry (station, sequence, version, at, local, frame, sum) VALUES ($station, $sequence, $version, $at, $local, $frame, $sum)",
        "$station", "$sequence", "$version", "$at", "$local", "$frame", "$sum");

    public SqliteCommand RemoveEntry => field ??= Make("DELETE FROM entry WHERE station = $station AND sequence = $sequence", "$station", "$sequence");

    public SqliteCommand PutAlias => field ??= Make(
        "INSERT OR REPLACE INTO alias (station, local, upstream, connector, sum) VALUES ($station, $local, $upstream, $connector, $sum)",
        "$station", "$local", "$upstream", "$connector", "$sum");

    public SqliteCommand RemoveAlias => field ??= Make("DELETE FROM alias WHERE station = $station AND local = $local", "$station", "$local");

    public SqliteCommand PutLearned => field ??= Make(
        "INSERT OR REPLACE INTO learned (station, boot, last, cards, sum) VALUES ($station, $boot, $last, $cards, $sum)",
        "$station", "$boot", "$last", "$cards", "$sum");

    public SqliteCommand Entries => field ??= Make(
        "SELECT station, sequence, version, at, local, frame, sum FROM entry WHERE station = $station ORDER BY sequence", "$station");

    public SqliteCommand Aliases => field ??= Make(
        "SELECT station, local, upstream, connector, sum FROM alias WHERE station = $station ORDER BY local", "$station");

    public SqliteCommand Learned => field ??= Make("SELECT station, boot, last, cards, sum FROM learned WHERE station = $station", "$station");

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
