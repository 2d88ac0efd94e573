using KalshiArb.Actors.Journal;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Host.Doctor;
using KalshiArb.Host.Doctor.Checks;
using Microsoft.Data.Sqlite;

namespace KalshiArb.Host.Tests.Doctor;

public sealed class TradingEvidenceTests : IDisposable
{
    private static readonly Instant _start = Instant.FromUnixSeconds(1_795_500_000);
    private readonly string _root = Directory.CreateTempSubdirectory("kalshiarb-evidence-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Hours_add_up_over_runs_and_directories_and_a_service_that_stood_still_earns_nothing()
    {
        // 49 hours of dry run with a fact an hour, then a night in which it stood still, then another run.
        Write("dry-run", "a", Enumerable.Range(0, 50).Select(Hourly).Append((Hours(59), Mark())).Append((Hours(100), Run(2))).Append((Hours(100.5), Mark())));
        Write("live", "b", Enumerable.Range(0, 21).Select(Hourly));

        var evidence = TradingEvidence.Read(_root, "ka", []);

        Assert.Equal((50.5, 20.0, 2), (evidence.DryRun.TotalHours, evidence.ReconciledLive.TotalHours, evidence.Journals));
        Assert.Empty(evidence.Missing);
        Assert.Equal(CheckResult.Ok, Assert.Single(LimitProfileCheck.Look("full", evidence)).Result);
    }

    [Fact]
    public void Live_hours_do_not_count_while_the_ledger_differs_from_the_venue()
    {
        var ticker = new Ticker("KXNBAGAME-26OCT20BOSDET-BOS");
        Write("live", "a",
        [
            (Hours(0), Run(1)), (Hours(1), Mark()),
            (Hours(1), new TickerFrozen(ticker, "reconcile: position 3 here, 2 there", Hours(1))), (Hours(2), Mark()), (Hours(3), new TickerThawed(ticker, "adopted", Hours(3))),
            (Hours(3), new TickerFrozen(ticker, "order in doubt", Hours(3))), (Hours(4), Mark()),
        ]);

        Assert.Equal(2, TradingEvidence.Read(_root, "ka", []).ReconciledLive.TotalHours);
    }

    [Fact]
    public void Without_evidence_full_limits_are_refused_with_what_is_missing()
    {
        Write("live", "other", [(Hours(0), Run(1)), (Hours(1), Mark())], account: "zz");
        Write("paper", "paper", [(Hours(0), Run(1)), (Hours(1), Mark())]);

        var row = Assert.Single(LimitProfileCheck.Look("full", TradingEvidence.Read(_root, "ka", [Path.Combine(_root, "paper", "paper")])));

        Assert.Equal(CheckResult.Fail, row.Result);
        Assert.Contains("48 h of dry run (0 h of 48 h); 20 h of reconciled live trading (0 h of 20 h)", row.Measured, StringComparison.Ordinal);
    }

    [Fact]
    public void A_journal_that_cannot_be_read_counts_nothing_and_is_named()
    {
        var directory = Write("live", "a", [(Hours(0), Run(1))]);
        File.WriteAllText(Path.Combine(directory, JournalFile.FileName), "no database at all");

        var evidence = TradingEvidence.Read(_root, "ka", []);

        Assert.Contains(directory, Assert.Single(evidence.Unreadable), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.Zero, evidence.ReconciledLive);
    }

    [Fact]
    public void A_journal_without_a_write_ahead_log_fails_and_none_yet_is_passed_over()
    {
        var directory = Write("live", "a", [(Hours(0), Run(1))]);
        Assert.Equal(CheckResult.Fail, JournalModeCheck.Look("sqlite", directory).Result);
        Execute(Path.Combine(directory, JournalFile.FileName), "PRAGMA journal_mode=WAL;");

        Assert.Equal(CheckResult.Ok, JournalModeCheck.Look("sqlite", directory).Result);
        Assert.Equal(CheckResult.Skip, JournalModeCheck.Look("sqlite", _root).Result);
        Assert.Equal(CheckResult.Skip, JournalModeCheck.Look("sqlite", null).Result);
    }

    private static Instant Hours(double hours) => _start + TimeSpan.FromHours(hours);

    private static (Instant StoredAt, IJournaled Fact) Hourly(int hour) => (Hours(hour), hour == 0 ? Run(1) : Mark());

    private static RunStarted Run(int run) => new(run, _start, "test");

    private static HighWaterMarkRaised Mark() => new(Money.FromDollars(1), _start);

    // The table as Akka.Persistence.Sql makes it, as far as it is read.
    private string Write(string mode, string name, IEnumerable<(Instant StoredAt, IJournaled Fact)> facts, string account = "ka")
    {
        var directory = Directory.CreateDirectory(Path.Combine(_root, mode, name)).FullName;
        File.WriteAllText(Path.Combine(directory, "state.json"), $$"""{"version":1,"mode":"{{mode}}","account":"{{account}}","seed":null}""");
        using var connection = new SqliteConnection($"Data Source={Path.Combine(directory, JournalFile.FileName)};Pooling=False");
        connection.Open();
        using var transaction = connection.BeginTransaction();
        using var make = connection.CreateCommand();
        make.CommandText = "CREATE TABLE journal (ordering INTEGER PRIMARY KEY AUTOINCREMENT, created INTEGER NOT NULL, deleted BIT NOT NULL, persistence_id TEXT NOT NULL, sequence_number INTEGER NOT NULL, message BLOB NOT NULL, manifest TEXT)";
        make.ExecuteNonQuery();
        var number = 0;
        foreach (var (at, fact) in facts)
        {
            using var insert = connection.CreateCommand();
            insert.CommandText = "INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest) VALUES ($created, 0, 'core', $number, $message, $manifest)";
            insert.Parameters.AddWithValue("$created", at.ToDateTimeOffset().UtcTicks);
            insert.Parameters.AddWithValue("$number", ++number);
            insert.Parameters.AddWithValue("$message", JournalFormat.Serialize(fact));
            insert.Parameters.AddWithValue("$manifest", JournalFormat.ManifestOf(fact));
            insert.ExecuteNonQuery();
        }
        transaction.Commit();
        return directory;
    }

    private static void Execute(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
