using System.Diagnostics;
using Akka.Configuration;
using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Actors.Tests.Journal;
using KalshiArb.Domain.Journal;

// How long a start takes on a journal of 100,000 facts and 400 markets, from facts alone and from a snapshot, and what a
// snapshot costs the core's thread, which hands over a reference and folds each fact once.
const int Orders = 16_667;
var directory = Directory.CreateTempSubdirectory("kalshiarb-recovery-").FullName;
var path = Path.Combine(directory, "journal.db");
var facts = FactHistories.ManyOrders(Orders).Take(100_000).ToList();
Console.WriteLine($"facts {facts.Count:#,##0}");
var begun = Stopwatch.GetTimestamp();
using (var system = NewSystem())
using (var journal = SqlJournal.Open(system.System, "bench"))
{
    for (var i = 0; i < facts.Count; i += 500)
        journal.Append(new CommitBatch((i / 500) + 1, [.. facts.Skip(i).Take(500).Select(JournalFormat.Instance.Encode)], []), Nobody.Instance);
}

Console.WriteLine($"written in {Stopwatch.GetElapsedTime(begun).TotalSeconds:0.0} s, {new FileInfo(path).Length / 1e6:0.0} MB");
for (var round = 0; round < 2; round++) Start("other build, all facts", "other" + round);
Start("first of this build, all facts, then keeps a snapshot", "bench");
for (var round = 0; round < 3; round++) Start("from the snapshot", "bench");

var state = CoreState.Empty;
var fold = new List<double>(facts.Count);
foreach (var fact in facts)
{
    var at = Stopwatch.GetTimestamp();
    state = state.Apply(fact);
    fold.Add(Stopwatch.GetElapsedTime(at).TotalMicroseconds);
}

Show("fold of one fact on the core thread", fold.Skip(50_000).ToList());
var log = new Kept();
var hand = new List<double>();
for (var i = 0; i < 1_000; i++)
{
    var at = Stopwatch.GetTimestamp();
    log.Save(state);
    hand.Add(Stopwatch.GetElapsedTime(at).TotalMicroseconds);
}

Show("hand-over on the core thread", hand);
var write = new List<double>();
var bytes = 0;
for (var i = 0; i < 20; i++)
{
    var at = Stopwatch.GetTimestamp();
    bytes = SnapshotFormat.Encode(state, "bench").Bytes.Length;
    write.Add(Stopwatch.GetElapsedTime(at).TotalMicroseconds);
}

Show($"writing out {bytes / 1e6:0.00} MB on the store's thread", write);
Directory.Delete(directory, recursive: true);

void Start(string what, string build)
{
    var at = Stopwatch.GetTimestamp();
    using var system = NewSystem();
    var made = Stopwatch.GetElapsedTime(at);
    using var journal = SqlJournal.Open(system.System, build);
    var recovered = RecoveredState.Of(journal.Snapshot, journal.Recovered, JournalFormat.Instance);
    Console.WriteLine($"{what}: {(Stopwatch.GetElapsedTime(at) - made).TotalMilliseconds:0} ms to the state of {recovered.Facts:#,##0} facts ({journal.Snapshot?.Facts ?? 0:#,##0} in a snapshot of {(journal.Snapshot?.Bytes.Length ?? 0) / 1e6:0.00} MB, {journal.Recovered.Count} after it)");
}

CoreSystem NewSystem()
{
    var (config, setups) = SqlJournal.OnSqlite(path);
    return CoreSystem.Create(ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off }").WithFallback(config), [.. setups]);
}

static void Show(string what, List<double> micros)
{
    micros.Sort();
    Console.WriteLine($"{what}: p50 {micros[micros.Count / 2]:0.0} µs, p99 {micros[micros.Count * 99 / 100]:0.0} µs, max {micros[^1]:0.0} µs");
}

internal sealed class Nobody : ICommitListener
{
    public static Nobody Instance { get; } = new();

    public void Durable(CommitBatch batch)
    {
    }

    public void Failed(CommitBatch batch, string reason) => Console.WriteLine(reason);
}

/// <summary>What the core's thread does of a snapshot: it tells an actor.</summary>
internal sealed class Kept
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<CoreState> _box = new();

    public void Save(CoreState state) => _box.Enqueue(state);
}
