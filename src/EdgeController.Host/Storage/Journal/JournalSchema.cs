using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace EdgeController.Host.Storage.Journal;

/// <summary>What a database is to this version of the program.</summary>
internal enum JournalKind
{
    Good,

    /// <summary>Not whole, or another program's.</summary>
    Damaged,

    /// <summary>A newer version's.</summary>
    Newer,
}

/// <summary>The tables of the journal, and how an older version becomes this one: step n leads from version n to n + 1.</summary>
internal static class JournalSchema
{
    /// <summary>"ECJ1": tells the file from other databases.</summary>
    private const int ApplicationId = 0x45434A31;

    /// <summary>Never changed once released; a new version is a new step.</summary>
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE entry (
            station TEXT NOT NULL, sequence INTEGER NOT NULL, version TEXT NOT NULL, at INTEGER NOT NULL, local INTEGER, relayed INTEGER NOT NULL,
            frame BLOB NOT NULL, sum INTEGER NOT NULL, PRIMARY KEY (station, sequence)) WITHOUT ROWID;
        CREATE TABLE alias (
            station TEXT NOT NULL, local INTEGER NOT NULL, upstream INTEGER, connector INTEGER NOT NULL, start TEXT NOT NULL,
            sum INTEGER NOT NULL, PRIMARY KEY (station, local)) WITHOUT ROWID;
        CREATE TABLE token (
            station TEXT NOT NULL, token TEXT NOT NULL, until TEXT, parent TEXT, sum INTEGER NOT NULL, PRIMARY KEY (station, token)) WITHOUT ROWID;
        CREATE TABLE fact (
            station TEXT NOT NULL, name TEXT NOT NULL, value INTEGER NOT NULL, sum INTEGER NOT NULL, PRIMARY KEY (station, name)) WITHOUT ROWID;
        CREATE TABLE probe (one INTEGER PRIMARY KEY CHECK (one = 1), tries INTEGER NOT NULL, schema INTEGER NOT NULL);
        INSERT INTO probe VALUES (1, 0, 1);
        """,
    ];

    public static int Version => Steps.Length;

    /// <summary>Brings an empty or older database to this version, whole or not at all.</summary>
    /// <returns>What it was; only a good one is of this version now.</returns>
    public static JournalKind Migrate(SqliteConnection connection)
    {
        var (version, application) = (Number(connection, "PRAGMA user_version"), Number(connection, "PRAGMA application_id"));
        var has = Number(connection, "SELECT count(*) FROM sqlite_schema WHERE name = 'probe'") > 0;
        var isEmpty = !has && version == 0 && application == 0;

        // The version is kept twice: one wrong byte is damage, not a version.
        if (!isEmpty && (!has || application != ApplicationId || version != Number(connection, "SELECT schema FROM probe")))
        {
            return JournalKind.Damaged;
        }

        if (version > Version)
        {
            return JournalKind.Newer;
        }

        if (version < Version)
        {
            var steps = string.Concat(Steps.Skip((int)version));
            Run(connection, FormattableString.Invariant(
                $"BEGIN IMMEDIATE; {steps} UPDATE probe SET schema = {Version}; PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version}; COMMIT;"));
        }

        return JournalKind.Good;
    }

    public static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static long Number(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is long number ? number : throw new SqliteException("no number where one was written", raw.SQLITE_CORRUPT);
    }

    public static string Text(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar()) ?? string.Empty;
    }
}
