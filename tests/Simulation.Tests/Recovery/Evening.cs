using Akka.Configuration;
using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Actors.Supervision;
using KalshiArb.Actors.Tape;
using KalshiArb.Actors.Tests.Core;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Risk;
using KalshiArb.Exchange.Slate;
using KalshiArb.Simulation.Paper;

namespace KalshiArb.Simulation.Tests.Recovery;

/// <summary>A simulated evening that the real core trades, run after run on the facts of the runs before, each on a tape.</summary>
internal sealed class Evening : IDisposable
{
    private static readonly Config Quiet = ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off }");
    private readonly CoreSystem _system = CoreSystem.Create(Quiet);
    private readonly SlateWorld _slate;
    private readonly SlateMarketWorld _world;
    private int _run;

    public Evening(ulong seed)
    {
        _slate = new SlateWorld(SlateSettings.Default(seed));
        _world = new SlateMarketWorld(_slate);
    }

    public void Dispose() => _system.Dispose();

    /// <summary>Trades for a while on what a log recovered; the log then holds the facts of this run too.</summary>
    public (byte[] Tape, string Hash, CoreState State, RiskState Risk) Trade(TimeSpan time, InMemoryCommitLog log)
    {
        var recovered = RecoveredState.Of(log.Snapshot, log.Recovered, JournalFormat.Instance);
        var opensAt = Instant.Max(_world.Now, recovered.LastFactAt);
        var stream = new MemoryStream();
        using var tape = new TapeWriter(stream, new TapeHeader("test", "paper", ++_run, null, opensAt, "{}", null, 0, true), log.Recovered, log.Snapshot, leaveOpen: true);
        var network = new PaperNetwork(new NetworkTerms(TimeSpan.FromMilliseconds(80), TimeSpan.FromMilliseconds(20), (ulong)_run), 1_000, static () => true);
        using var core = TradingCore.Create(
            _system,
            new CoreOptions { Codec = JournalFormat.Instance, Commits = log, Gateway = network, OpensAt = opensAt, Tape = tape, SnapshotEvery = 50 },
            Root);
        var driver = new PaperDriver(core, _world, network, null, new FillFaults(0, 0), new Lock());
        driver.Take(new SessionStarted(_run, "ka", "test"));
        var shown = new List<Input>();
        if (_run > 1) _slate.Introduce(shown);
        foreach (var input in shown) driver.Take(input);
        var end = driver.Now + time;
        while (driver.Step(end))
        {
        }

        tape.Finish(core.DecisionHash, core.FactCount);
        return (stream.ToArray(), core.DecisionHash, core.State, core.Query(new Actors.Risk.RiskQuery()).State);
    }

    /// <summary>Replays a tape with another head.</summary>
    public ReplayResult Replay(byte[] tape, StoredSnapshot? snapshot, IReadOnlyList<StoredFact> facts, Action<TradingCore>? atEnd = null)
    {
        using var reader = new TapeReader(new MemoryStream(WithHead(tape, snapshot, facts)));
        return TapeReplay.Verify(_system, reader, new ReplayOptions { Codec = JournalFormat.Instance, Root = _ => Root, AtEnd = atEnd });
    }

    public static Func<ICoreTurn, CoreSeed, Akka.Actor.Props> Root { get; } = CoreRoot.For(ShippedSettings.Default, MemberPrecision.Direct);

    private static byte[] WithHead(byte[] bytes, StoredSnapshot? snapshot, IReadOnlyList<StoredFact> facts)
    {
        using var reader = new TapeReader(new MemoryStream(bytes));
        var stream = new MemoryStream();
        using var writer = new TapeWriter(stream, reader.Header, facts, snapshot, leaveOpen: true);
        for (var item = reader.Read(); item != TapeItem.End; item = reader.Read())
        {
            if (item == TapeItem.Input) writer.Input(reader.At, reader.Input!);
            else if (item == TapeItem.Decision) writer.Decision(reader.Line);
            else writer.Quarantined(reader.Failure!);
        }

        writer.Finish(reader.Footer!.DecisionHash, reader.Footer.Facts);
        return stream.ToArray();
    }
}
