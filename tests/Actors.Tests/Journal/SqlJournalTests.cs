using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Actors.Tests.Sequencing;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Ports;
using Microsoft.Data.Sqlite;
using static KalshiArb.Actors.Tests.Sequencing.ToyRoot;

namespace KalshiArb.Actors.Tests.Journal;

public sealed class SqlJournalTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string _directory = Directory.CreateTempSubdirectory("kalshiarb").FullName;

    private string Path => System.IO.Path.Combine(_directory, "journal.db");

    private string Crashed => System.IO.Path.Combine(_directory, "torn.db");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void Facts_survive_a_restart_in_the_order_in_which_they_were_decided()
    {
        for (var session = 0; session < 3; session++)
        {
            using var system = NewSystem();
            using var journal = SqlJournal.Open(system.System);
            Assert.Equal(session * 200, journal.Recovered.Count);
            using var core = Create(system, journal, new RecordingGateway());
            Assert.Equal(session == 0 ? CoreStart.Fresh : CoreStart.Recovered, core.Query(new GetToyState()).Start);
            for (var i = 0; i < 200; i++) core.Process(Second(i), Do("fact F" + ((session * 200) + i)));
            Assert.True(core.AwaitCommits(Patience));
        }

        using var last = NewSystem();
        using var read = SqlJournal.Open(last.System);
        Assert.Equal(
            Enumerable.Range(0, 600).Select(i => "F" + i),
            read.Recovered.Select(f => ((TickerFrozen)JournalFormat.Instance.Decode(f)).Ticker.Value));
    }

    [Fact]
    public void Effects_leave_in_order_and_only_after_their_facts_can_be_read_from_the_file()
    {
        using var system = NewSystem();
        var durable = new List<long>();
        var gateway = new RecordingGateway
        {
            OnDispatch = effect =>
            {
                if (effect is CreateOrder) durable.Add(CountRows());
            },
        };
        using var journal = SqlJournal.Open(system.System);
        using var core = Create(system, journal, gateway);

        for (var i = 0; i < 50; i++) core.Process(Second(i), Do("create O" + i));
        Assert.True(core.AwaitCommits(Patience));

        Assert.Equal(Enumerable.Range(0, 50).Select(i => "O" + i), gateway.Effects.OfType<CreateOrder>().Select(c => c.Ticket.Id.Value));
        Assert.All(durable.Select((rows, i) => (rows, i)), pair => Assert.True(pair.rows > pair.i));
    }

    [Fact]
    public void What_was_released_before_a_crash_is_in_the_file_that_the_crash_leaves()
    {
        using var system = NewSystem();
        var gateway = new RecordingGateway();
        using var journal = SqlJournal.Open(system.System);
        using var core = Create(system, journal, gateway);
        for (var i = 0; i < 100; i++) core.Process(Second(i), Do("create O" + i));
        var released = gateway.Effects.OfType<CreateOrder>().Count();

        // What a kill leaves behind: the files as they are now, with no chance to close anything.
        var crashed = System.IO.Path.Combine(_directory, "crashed.db");
        foreach (var suffix in new[] { "", "-wal" })
            if (File.Exists(Path + suffix)) File.Copy(Path + suffix, crashed + suffix);
        var (config, setups) = SqlJournal.OnSqlite(crashed);
        using var again = CoreSystem.Create(Quiet.Configuration.WithFallback(config), [.. setups]);
        using var recovered = SqlJournal.Open(again.System);

        var facts = recovered.Recovered.Select(f => ((TickerFrozen)JournalFormat.Instance.Decode(f)).Ticker.Value).ToList();
        Assert.Equal(Enumerable.Range(0, facts.Count).Select(i => "O" + i), facts);
        Assert.True(facts.Count >= released);
        Assert.True(core.AwaitCommits(Patience));
    }

    [Fact]
    public void A_failed_write_closes_the_gate_withholds_creates_and_tells_the_core()
    {
        using var system = NewSystem();
        var gateway = new RecordingGateway();
        var gate = new ReleaseGate();
        using var journal = SqlJournal.Open(system.System);
        using var core = Create(system, journal, gateway, gate);
        core.Process(Second(0), Do("create FIRST"));
        Assert.True(core.AwaitCommits(Patience));
        using (var connection = new SqliteConnection("Data Source=" + Path))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT RAISE(FAIL, 'disk is full'); END;";
            command.ExecuteNonQuery();
        }

        core.Process(Second(1), Do("create SECOND"));
        core.Process(Second(2), Do("create THIRD"));
        Assert.True(core.AwaitCommits(Patience));

        Assert.False(gate.IsOpen);
        Assert.Contains("disk is full", gate.Reason, StringComparison.Ordinal);
        Assert.Equal("FIRST", Assert.Single(gateway.Effects.OfType<CreateOrder>()).Ticket.Id.Value);
        Assert.Equal(3, gateway.Effects.OfType<CancelOrder>().Count());
        Assert.Equal(3, core.ProcessPosted());
    }

    [Fact]
    public void A_log_torn_anywhere_gives_its_first_facts_and_goes_on()
    {
        using (var system = NewSystem())
        using (var journal = SqlJournal.Open(system.System))
        using (var core = Create(system, journal, new RecordingGateway()))
        {
            // The last connection to go carries the log into the file, and a test beside this one clears every pool of the process.
            using var keeper = new SqliteConnection("Data Source=" + Path + ";Pooling=False");
            keeper.Open();
            using var look = keeper.CreateCommand();
            look.CommandText = "SELECT count(*) FROM journal;";
            look.ExecuteScalar();
            for (var i = 0; i < 40; i++)
            {
                core.Process(Second(i), Do("fact F" + i));
                Assert.True(core.AwaitCommits(Patience));
            }

            foreach (var suffix in new[] { "", "-wal" }) File.Copy(Path + suffix, Crashed + suffix);
        }

        var whole = File.ReadAllBytes(Crashed + "-wal");
        Assert.True(whole.Length > 40 * 4096);
        foreach (var cut in new[] { 1, 700, 4_097, 9_000, whole.Length / 2 })
        {
            foreach (var suffix in new[] { "-shm", "-wal" }) File.Delete(Crashed + suffix);
            // A page that was half written when the power went: the rest of it is rubbish.
            File.WriteAllBytes(Crashed + "-wal", [.. whole[..^cut], .. new byte[cut / 2]]);
            var (config, setups) = SqlJournal.OnSqlite(Crashed);
            using var system = CoreSystem.Create(Quiet.Configuration.WithFallback(config), [.. setups]);
            using var journal = SqlJournal.Open(system.System);
            var facts = journal.Recovered.Select(f => ((TickerFrozen)JournalFormat.Instance.Decode(f)).Ticker.Value).ToList();
            Assert.Equal(Enumerable.Range(0, facts.Count).Select(i => "F" + i), facts);
            Assert.InRange(facts.Count, 1, 39);
        }
    }

    [Fact]
    public void Of_two_services_on_one_journal_the_second_writer_fails_and_its_gate_closes()
    {
        using var first = NewSystem();
        using var ours = SqlJournal.Open(first.System);
        using var core = Create(first, ours, new RecordingGateway());
        core.Process(Second(0), Do("create FIRST"));
        Assert.True(core.AwaitCommits(Patience));
        var gate = new ReleaseGate();
        var (other, gateway) = (new TaskCompletionSource(), new RecordingGateway());
        using var ready = new ManualResetEventSlim();
        using var written = new ManualResetEventSlim();
        // A core system belongs to the thread that made it.
        var thread = new Thread(() =>
        {
            using var second = NewSystem();
            using var theirs = SqlJournal.Open(second.System);
            using var twin = Create(second, theirs, gateway, gate);
            ready.Set();
            written.Wait(Patience);
            twin.Process(Second(2), Do("create THEIRS"));
            twin.AwaitCommits(Patience);
            other.SetResult();
        });
        thread.Start();
        Assert.True(ready.Wait(Patience));
        core.Process(Second(1), Do("create OURS"));
        Assert.True(core.AwaitCommits(Patience));
        written.Set();
        thread.Join();

        Assert.False(gate.IsOpen);
        Assert.Contains("UNIQUE", gate.Reason, StringComparison.Ordinal);
        Assert.Empty(gateway.Effects.OfType<CreateOrder>());
        Assert.True(other.Task.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_journal_with_a_hole_is_refused()
    {
        using (var system = NewSystem())
        {
            using var journal = SqlJournal.Open(system.System);
            using var core = Create(system, journal, new RecordingGateway());
            for (var i = 0; i < 5; i++) core.Process(Second(i), Do("fact F" + i));
            Assert.True(core.AwaitCommits(Patience));
        }

        using (var connection = new SqliteConnection("Data Source=" + Path))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE journal SET writer_uuid = 'another' WHERE sequence_number = 3;";
            command.ExecuteNonQuery();
        }

        using var again = NewSystem();
        Assert.Contains("cannot be read", Assert.Throws<JournalException>(() => SqlJournal.Open(again.System)).Message, StringComparison.Ordinal);
    }

    private static TradingCore Create(CoreSystem system, ICommitLog log, RecordingGateway gateway, ReleaseGate? gate = null) => TradingCore.Create(
        system,
        new CoreOptions { Codec = JournalFormat.Instance, Commits = log, Gateway = gateway, OpensAt = Second(0), Gate = gate ?? new ReleaseGate() },
        Props);

    private CoreSystem NewSystem()
    {
        var (config, setups) = SqlJournal.OnSqlite(Path);
        return CoreSystem.Create(Quiet.Configuration.WithFallback(config), [.. setups]);
    }

    private long CountRows()
    {
        using var connection = new SqliteConnection("Data Source=" + Path + ";Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM journal";
        return (long)command.ExecuteScalar()!;
    }
}
