using System.Data.Common;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Persistence.Sql;
using Akka.Persistence.Sql.Config;
using LinqToDB;
using LinqToDB.Interceptors;
using Microsoft.Data.Sqlite;

namespace KalshiArb.Actors.Journal;

/// <summary>
/// The one stream of facts in a SQLite file through Akka.Persistence.Sql: write-ahead log, full synchronisation, one writer.
/// The persistent actor behind it lives in the core's system but outside the core, on Akka's default dispatcher.
/// </summary>
public sealed class SqlJournal : ICommitLog
{
    private static readonly TimeSpan RecoveryTimeout = TimeSpan.FromMinutes(5);
    private readonly JournalStream _stream;
    private readonly IActorRef _actor;

    private SqlJournal(ActorSystem system, JournalStream stream)
    {
        _stream = stream;
        _actor = system.ActorOf(Props.Create(() => new JournalActor(stream)), "journal");
    }

    /// <inheritdoc/>
    public IReadOnlyList<StoredFact> Recovered => _stream.Recovered;

    /// <summary>What a system needs to hold a journal on SQLite.</summary>
    /// <param name="path">The file; made, and set to a write-ahead log, by this call.</param>
    public static (Config Configuration, ImmutableArray<Setup> Setups) OnSqlite(string path)
    {
        var connection = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWriteCreate }.ToString();
        SetWriteAheadLog(connection);
        var options = new DataOptions().UseConnectionString(ProviderName.SQLiteMS, connection).UseInterceptor(new FullSynchronisation());
        var config = ConfigurationFactory.ParseString(Hocon)
            .WithFallback(ConfigurationFactory.ParseString($"akka.persistence.journal.sql.connection-string = \"{Escaped(connection)}\""))
            .WithFallback(SqlPersistence.DefaultConfiguration);
        return (config, [new DataOptionsSetup(options)]);
    }

    /// <summary>
    /// Opens the journal and reads every fact of earlier sessions. Throws <see cref="JournalException"/> when it cannot be read.
    /// </summary>
    /// <param name="system">A system made with what <see cref="OnSqlite"/> gave.</param>
    public static SqlJournal Open(ActorSystem system)
    {
        var stream = new JournalStream();
        var journal = new SqlJournal(system, stream);
        try
        {
            if (stream.Opened.Task.Wait(RecoveryTimeout)) return journal;
        }
        catch (AggregateException failed)
        {
            throw new JournalException("the journal cannot be read: " + failed.InnerException!.Message, failed.InnerException);
        }

        throw new JournalException("the journal was not read within " + RecoveryTimeout, null);
    }

    /// <inheritdoc/>
    public void Append(CommitBatch batch, ICommitListener listener)
    {
        if (_stream.TryAdd(batch, listener)) _actor.Tell(batch, ActorRefs.NoSender);
    }

    /// <summary>Writes what was appended, then ends.</summary>
    public void Dispose()
    {
        if (!_actor.GracefulStop(TimeSpan.FromSeconds(10), JournalActor.Close.Instance).Wait(TimeSpan.FromSeconds(12)))
            throw new JournalException("the journal did not end", null);
    }

    private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static void SetWriteAheadLog(string connectionString)
    {
        try
        {
            using var connection = new SqliteConnection(connectionString);
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode=WAL;";
            if (command.ExecuteScalar() is not "wal") throw new JournalException("the journal's file cannot keep a write-ahead log", null);
        }
        catch (SqliteException refused)
        {
            throw new JournalException("the journal's file cannot be opened: " + refused.Message, refused);
        }
    }

    private const string Hocon =
        """
        akka.persistence {
          journal {
            plugin = "akka.persistence.journal.sql"
            sql {
              provider-name = "SQLite.MS"
              auto-initialize = on
              parallelism = 1
              use-writer-uuid-column = on
              replay-filter.mode = fail
            }
          }
          # The default keeps snapshots in a folder of the working directory; facts alone are enough.
          snapshot-store.plugin = "akka.persistence.no-snapshot-store"
        }
        akka.actor {
          serializers.kalshiarb-facts = "KalshiArb.Actors.Journal.StoredFactSerializer, KalshiArb.Actors"
          serialization-bindings { "KalshiArb.Actors.Journal.StoredFact, KalshiArb.Actors" = kalshiarb-facts }
        }
        """;

    /// <summary>A commit is on the disk when it returns; the setting belongs to each connection.</summary>
    private sealed class FullSynchronisation : ConnectionInterceptor
    {
        public override void ConnectionOpened(ConnectionEventData eventData, DbConnection connection)
        {
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA synchronous=FULL;";
            command.ExecuteNonQuery();
        }

        public override Task ConnectionOpenedAsync(ConnectionEventData eventData, DbConnection connection, CancellationToken cancellationToken)
        {
            ConnectionOpened(eventData, connection);
            return Task.CompletedTask;
        }
    }
}
