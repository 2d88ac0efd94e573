using System.Data.Common;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Sql;
using Akka.Persistence.Sql.Config;
using LinqToDB;
using LinqToDB.Interceptors;
using Microsoft.Data.Sqlite;
using KalshiArb.Domain.Journal;

namespace KalshiArb.Actors.Journal;

/// <summary>
/// The one stream of facts in a SQLite file through Akka.Persistence.Sql: write-ahead log, full synchronisation, one writer.
/// The persistent actor behind it lives in the core's system but outside the core, on Akka's default dispatcher.
/// </summary>
public sealed class SqlJournal : ICommitLog
{
    private static readonly TimeSpan RecoveryTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(12);
    private readonly JournalStream _stream;
    private readonly IActorRef _actor;

    private SqlJournal(ActorSystem system, JournalStream stream, SnapshotSelectionCriteria from, int attempt)
    {
        _stream = stream;
        _actor = system.ActorOf(Props.Create(() => new JournalActor(stream, from)), attempt == 0 ? "journal" : $"journal-{attempt}");
    }

    /// <inheritdoc/>
    public StoredSnapshot? Snapshot => _stream.Snapshot;

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
            .WithFallback(ConfigurationFactory.ParseString(
                $"akka.persistence {{ journal.sql.connection-string = \"{Escaped(connection)}\", snapshot-store.sql.connection-string = \"{Escaped(connection)}\" }}"))
            .WithFallback(SqlPersistence.DefaultConfiguration);
        return (config, [new DataOptionsSetup(options)]);
    }

    /// <summary>
    /// Opens the journal and reads the latest snapshot and the facts after it. A snapshot that cannot be taken up (unreadable,
    /// or of another build) is told, and the one before it is tried, then the facts alone, of which none is ever deleted.
    /// Throws <see cref="JournalException"/> when those cannot be read.
    /// </summary>
    /// <param name="system">A system made with what <see cref="OnSqlite"/> gave.</param>
    /// <param name="build">The program that runs: it takes up its own snapshots alone, since another may have folded otherwise.</param>
    /// <param name="report">Told what an operator must hear and what stops nothing; from any thread. Null for nobody.</param>
    public static SqlJournal Open(ActorSystem system, string build = "", Action<string>? report = null)
    {
        var from = SnapshotSelectionCriteria.Latest;
        for (var attempt = 0; ; attempt++)
        {
            var stream = new JournalStream(build, report ?? (static _ => { }));
            var journal = new SqlJournal(system, stream, from, attempt);
            try
            {
                if (!stream.Opened.Task.Wait(RecoveryTimeout)) throw new JournalException("the journal was not read within " + RecoveryTimeout, null);
                if (stream.Unsaved is { } state) journal.Save(state);
                return journal;
            }
            catch (AggregateException failed)
            {
                journal.End();
                var reason = failed.InnerException!;
                if (ReferenceEquals(from, SnapshotSelectionCriteria.None)) throw new JournalException("the journal cannot be read: " + reason.Message, reason);
                // Twice, since two are kept; a store that cannot even show one says nothing about the facts.
                from = attempt == 0 && stream.Refused is { } refused ? new SnapshotSelectionCriteria(refused - 1) : SnapshotSelectionCriteria.None;
                stream.Report($"{reason.Message}; {(ReferenceEquals(from, SnapshotSelectionCriteria.None) ? "the journal is read from its first fact" : "the snapshot before it is tried")}");
            }
        }
    }

    /// <inheritdoc/>
    public void Append(CommitBatch batch, ICommitListener listener)
    {
        if (_stream.TryAdd(batch, listener)) _actor.Tell(batch, ActorRefs.NoSender);
    }

    /// <inheritdoc/>
    public void Save(CoreState state) => _actor.Tell(state, ActorRefs.NoSender);

    /// <summary>Writes what was appended, then ends.</summary>
    public void Dispose()
    {
        if (!_actor.GracefulStop(TimeSpan.FromSeconds(10), JournalActor.Close.Instance).Wait(EndTimeout))
            throw new JournalException("the journal did not end", null);
    }

    /// <summary>Ends an actor that could not read; it has stopped, or does so now.</summary>
    private void End()
    {
        if (!_actor.GracefulStop(TimeSpan.FromSeconds(10)).Wait(EndTimeout)) throw new JournalException("the journal did not end", null);
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
              # Without an answer for this long a start is refused. The default of 30 s was passed on a starved machine.
              recovery-event-timeout = 120s
            }
          }
          snapshot-store {
            plugin = "akka.persistence.snapshot-store.sql"
            sql {
              provider-name = "SQLite.MS"
              auto-initialize = on
            }
          }
        }
        akka.actor {
          serializers {
            kalshiarb-facts = "KalshiArb.Actors.Journal.StoredFactSerializer, KalshiArb.Actors"
            kalshiarb-state = "KalshiArb.Actors.Journal.SnapshotSerializer, KalshiArb.Actors"
          }
          serialization-bindings {
            "KalshiArb.Actors.Journal.StoredFact, KalshiArb.Actors" = kalshiarb-facts
            "KalshiArb.Actors.Journal.StateToKeep, KalshiArb.Actors" = kalshiarb-state
          }
        }
        """;

    /// <summary>
    /// A commit is on the disk when it returns; the settings belong to each connection. Facts and snapshots are written through
    /// different ones: whoever meets the other's lock tries again in milliseconds, where the driver alone would sleep 150.
    /// </summary>
    private sealed class FullSynchronisation : ConnectionInterceptor
    {
        public override void ConnectionOpened(ConnectionEventData eventData, DbConnection connection)
        {
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA synchronous=FULL; PRAGMA busy_timeout=10000;";
            command.ExecuteNonQuery();
        }

        public override Task ConnectionOpenedAsync(ConnectionEventData eventData, DbConnection connection, CancellationToken cancellationToken)
        {
            ConnectionOpened(eventData, connection);
            return Task.CompletedTask;
        }
    }
}
