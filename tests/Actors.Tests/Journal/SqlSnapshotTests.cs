using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Actors.Tests.Sequencing;
using KalshiArb.Actors.Tests.Tape;
using KalshiArb.Domain.Journal;
using Microsoft.Data.Sqlite;
using static KalshiArb.Actors.Tests.Sequencing.ToyRoot;

namespace KalshiArb.Actors.Tests.Journal;

/// <summary>Snapshots shorten a start and are never needed for one: whatever becomes of them, the state is that of all facts.</summary>
public sealed class SqlSnapshotTests : IDisposable
{
    private const string Build = "0.1.0+test";
    private const int Every = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string _directory = Directory.CreateTempSubdirectory("kalshiarb").FullName;
    private readonly List<string> _reports = [];

    private string Path => System.IO.Path.Combine(_directory, "journal.db");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void A_start_reads_the_last_snapshot_and_the_facts_after_it_and_two_snapshots_are_kept()
    {
        Live(0, 57);

        Assert.Equal([40, 50], Numbers());
        Read((journal, state) =>
        {
            Assert.Equal(50, journal.Snapshot!.Facts);
            Assert.Equal(7, journal.Recovered.Count);
            Assert.Equal(AllFacts(57), Samples.Dump(state));
        });
        Assert.Equal(57, CountRows());
        Assert.Empty(_reports);
    }

    [Fact]
    public void Many_sessions_are_one_fold()
    {
        for (var session = 0; session < 4; session++) Live(session * 17, 17);

        Read((_, state) => Assert.Equal(AllFacts(68), Samples.Dump(state)));
        Assert.Equal([50, 60], Numbers());
    }

    [Fact]
    public void A_snapshot_taken_while_facts_are_on_their_way_hides_no_later_one_and_is_never_in_the_file_before_its_own()
    {
        using var stop = new CancellationTokenSource();
        var (looks, ahead) = (0, 0);
        var watch = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                if (IsAhead() is not { } found) continue;
                looks++;
                if (found) ahead++;
            }
        });
        for (var session = 0; session < 4; session++)
        {
            Live(session * 1_003, 1_003, awaitEach: false);
            if (session == 0) watch.Start();
        }

        stop.Cancel();
        watch.Join();
        Assert.True(looks > 10, $"{looks} looks");
        Assert.Equal(0, ahead);
        Read((journal, state) =>
        {
            Assert.NotNull(journal.Snapshot);
            Assert.Equal(AllFacts(4_012), Samples.Dump(state));
        });
        Assert.Equal(4_012, CountRows());
    }

    [Theory]
    [InlineData("UPDATE snapshot SET snapshot = X'7B' WHERE sequence_number = 50;", 40L, "the snapshot before it is tried")]
    [InlineData("UPDATE snapshot SET snapshot = X'7B';", null, "from its first fact")]
    [InlineData("UPDATE snapshot SET serializer_id = 9999;", null, "from its first fact")]
    [InlineData("UPDATE snapshot SET manifest = 'core-state/9';", null, "from its first fact")]
    public void A_snapshot_that_cannot_be_read_is_told_and_the_state_comes_from_what_can(string damage, long? begins, string told)
    {
        Live(0, 57);
        Execute(damage);

        Read((journal, state) =>
        {
            Assert.Equal(begins, journal.Snapshot?.Facts);
            Assert.Equal(AllFacts(57), Samples.Dump(state));
        });

        Assert.Contains(_reports, report => report.Contains(told, StringComparison.Ordinal));
        Live(57, 3);
        Read((_, state) => Assert.Equal(AllFacts(60), Samples.Dump(state)));
    }

    [Fact]
    public void Another_build_folds_the_facts_itself()
    {
        Live(0, 57);

        Read(
            (journal, state) =>
            {
                Assert.Null(journal.Snapshot);
                Assert.Equal(57, journal.Recovered.Count);
                Assert.Equal(AllFacts(57), Samples.Dump(state));
            },
            "0.2.0+other");

        Assert.Contains(_reports, report => report.Contains("build '0.1.0+test' took it", StringComparison.Ordinal));
    }

    [Fact]
    public void A_snapshot_that_is_not_kept_is_told_and_stops_nothing()
    {
        Live(0, 5);
        Execute("CREATE TRIGGER full BEFORE INSERT ON snapshot BEGIN SELECT RAISE(FAIL, 'disk is full'); END;");

        Live(5, 30);

        Assert.Contains(_reports, report => report.Contains("was not kept", StringComparison.Ordinal) && report.Contains("the facts are all there", StringComparison.Ordinal));
        Assert.Empty(Numbers());
        Read((journal, state) =>
        {
            Assert.Equal(35, journal.Recovered.Count);
            Assert.Equal(AllFacts(35), Samples.Dump(state));
        });
    }

    [Fact]
    public void A_long_journal_without_a_snapshot_is_folded_as_it_is_read_and_kept_as_one()
    {
        Live(0, JournalStream.MaxRecovered + 900, awaitEach: false, every: 0);
        Assert.Empty(Numbers());

        Read((journal, state) =>
        {
            Assert.Equal(JournalStream.MaxRecovered + 900, journal.Snapshot!.Facts);
            Assert.Empty(journal.Recovered);
            Assert.Equal(AllFacts(JournalStream.MaxRecovered + 900), Samples.Dump(state));
        });
        Assert.Equal([JournalStream.MaxRecovered + 900], Numbers());
    }

    [Theory]
    [InlineData("DELETE FROM journal WHERE sequence_number = 53;", "fact 53 is missing")]
    [InlineData("DELETE FROM journal WHERE sequence_number > 45;", null)]
    public void A_journal_that_has_lost_facts_after_its_snapshot_is_refused(string damage, string? named)
    {
        Live(0, 57);
        Execute(damage);

        if (named is null)
        {
            // The snapshot holds facts that the journal has lost: what was decided on them is still known.
            Read((journal, state) => Assert.Equal(AllFacts(50), Samples.Dump(state)));
            return;
        }

        using var system = NewSystem();
        Assert.Contains(named, Assert.Throws<JournalException>(() => SqlJournal.Open(system.System, Build, _reports.Add)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_journal_of_before_there_were_snapshots_is_read_and_goes_on_with_them()
    {
        Live(0, 25, every: 0);
        Execute("DROP TABLE snapshot;");

        Live(25, 20);

        Read((_, state) => Assert.Equal(AllFacts(45), Samples.Dump(state)));
        // Due at once, at the opening, and then again.
        Assert.Equal([35, 45], Numbers());
    }

    /// <summary>One session: facts number <paramref name="from"/> and on, each decided in an input of its own.</summary>
    private void Live(int from, int count, bool awaitEach = true, int every = Every)
    {
        using var system = NewSystem();
        using var journal = SqlJournal.Open(system.System, Build, report =>
        {
            lock (_reports) _reports.Add(report);
        });
        using var core = TradingCore.Create(
            system,
            new CoreOptions { Codec = JournalFormat.Instance, Commits = journal, Gateway = new RecordingGateway(), OpensAt = Second(0), SnapshotEvery = every },
            Props);
        for (var i = 0; i < count; i++)
        {
            core.Process(Second(from + i), Do("fact F" + (from + i)));
            if (awaitEach && (i + 1) % 5 == 0) Settle(core, every);
        }

        Settle(core, every);
    }

    /// <summary>Batches first, and whatever snapshot is on its way: one at a time is written.</summary>
    private void Settle(TradingCore core, int every)
    {
        Assert.True(core.AwaitCommits(Patience));
        if (every == 0 || core.State.Facts % every != 0 || core.State.Facts == 0) return;
        var wanted = core.State.Facts;
        SpinWait.SpinUntil(() => _reports.Count > 0 || Numbers() is [.., var newest] && newest >= wanted, TimeSpan.FromSeconds(1));
    }

    private void Read(Action<SqlJournal, CoreState> look, string build = Build)
    {
        using var system = NewSystem();
        using var journal = SqlJournal.Open(system.System, build, _reports.Add);
        look(journal, RecoveredState.Of(journal.Snapshot, journal.Recovered, JournalFormat.Instance));
    }

    private static string AllFacts(int count) =>
        Samples.Dump(CoreState.Empty.ApplyAll(Enumerable.Range(0, count).Select(i => (IJournaled)new TickerFrozen(new("F" + i), "toy", Second(i)))));

    private CoreSystem NewSystem()
    {
        var (config, setups) = SqlJournal.OnSqlite(Path);
        return CoreSystem.Create(Quiet.Configuration.WithFallback(config), [.. setups]);
    }

    /// <summary>Whether a snapshot stands for facts that are not in the file; both are read at one moment. Null when the file was busy.</summary>
    private bool? IsAhead()
    {
        try
        {
            using var connection = new SqliteConnection("Data Source=" + Path + ";Mode=ReadOnly");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT (SELECT COALESCE(MAX(sequence_number), 0) FROM snapshot) > (SELECT COALESCE(MAX(sequence_number), 0) FROM journal);";
            return (long)command.ExecuteScalar()! != 0;
        }
        catch (SqliteException)
        {
            return null;
        }
    }

    private List<long> Numbers()
    {
        using var connection = new SqliteConnection("Data Source=" + Path);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT sequence_number FROM snapshot ORDER BY sequence_number;";
        using var rows = command.ExecuteReader();
        var numbers = new List<long>();
        while (rows.Read()) numbers.Add(rows.GetInt64(0));
        return numbers;
    }

    private long CountRows()
    {
        using var connection = new SqliteConnection("Data Source=" + Path);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM journal;";
        return (long)command.ExecuteScalar()!;
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection("Data Source=" + Path);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
