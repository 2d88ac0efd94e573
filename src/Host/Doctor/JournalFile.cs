using System.Data;
using System.Runtime.InteropServices;
using KalshiArb.Actors.Journal;
using KalshiArb.Domain.Journal;
using Microsoft.Data.Sqlite;

namespace KalshiArb.Host.Doctor;

/// <summary>A fact with the wall time at which it was stored.</summary>
public readonly record struct DatedFact(Instant StoredAt, IJournaled Fact);

/// <summary>
/// A look into a journal's SQLite file beside whoever writes it: read only, nothing is changed. What cannot be read throws
/// <see cref="JournalException"/> with the reason.
/// </summary>
public static class JournalFile
{
    /// <summary>The file's name in a state directory.</summary>
    public const string FileName = "journal.db";

    /// <summary>How the file keeps its writes (wal, delete, …).</summary>
    public static string ModeOf(string path)
    {
        try
        {
            using var connection = Open(path);
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode;";
            return command.ExecuteScalar() as string ?? "";
        }
        catch (SqliteException e)
        {
            throw new JournalException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Hands over every fact, oldest first; they are not kept.</summary>
    public static void Read(string path, Action<DatedFact> take)
    {
        try
        {
            using var connection = Open(path);
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT created, manifest, message FROM journal WHERE persistence_id = 'core' AND deleted = 0 ORDER BY sequence_number;";
            using var rows = command.ExecuteReader(CommandBehavior.SequentialAccess);
            while (rows.Read())
            {
                var created = Instant.From(new DateTimeOffset(rows.GetInt64(0), TimeSpan.Zero));
                var stored = new StoredFact(rows.GetString(1), ImmutableCollectionsMarshal.AsImmutableArray(rows.GetFieldValue<byte[]>(2)));
                take(new DatedFact(created, JournalFormat.Instance.Decode(stored)));
            }
        }
        catch (Exception e) when (e is SqliteException or FormatException or InvalidCastException or ArgumentOutOfRangeException)
        {
            throw new JournalException($"{path} cannot be read: {e.Message}", e);
        }
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }
}
