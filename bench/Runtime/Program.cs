using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Akka.Configuration;
using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Actors.Tape;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

// Measures the machinery alone: what the sequencer, two actor hops, the tape and the decision chain cost for one input.
var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 2_000_000;
var opens = Instant.FromUnixSeconds(1_800_000_000);
var tickers = Enumerable.Range(0, 1_000).Select(i => new Ticker("KXNBAGAME-26OCT17BOSNYK-" + i.ToString("0000", CultureInfo.InvariantCulture))).ToArray();
var inputs = new Input[65_536];
for (var i = 0; i < inputs.Length; i++)
    inputs[i] = new BookDelta(1, i, tickers[i % tickers.Length], Outcome.Yes, Price.FromCents(1 + (i % 98)), Quantity.FromContracts(1));

var quiet = ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off }");
var path = Path.Combine(Path.GetTempPath(), "kalshiarb-bench-" + Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + ".tape");
using var system = CoreSystem.Create(quiet);
var hash = "";
for (var round = 0; round < 3; round++)
{
    Run("inputs through two hops", null);
    File.Delete(path);
    using (var tape = TapeWriter.Create(path, new TapeHeader("bench", "paper", 1, null, opens, "{}", null, 0, true), []))
    {
        hash = Run("the same, taped, with decisions", tape);
        tape.Finish(hash, 0);
    }

    var clock = Stopwatch.StartNew();
    using (var reader = TapeReader.Open(path))
    {
        while (reader.Read() != TapeItem.End)
        {
        }

        Report("tape read", reader.Inputs, clock);
    }

    clock.Restart();
    using (var reader = TapeReader.Open(path))
    {
        var result = TapeReplay.Verify(system, reader, new ReplayOptions { Codec = JournalFormat.Instance, Root = _ => Root.Props });
        Report("tape verified (" + (result.IsEqual ? "equal" : "DIFFERS") + ")", result.Inputs, clock);
    }
}

File.Delete(path);

string Run(string what, ICoreTape? tape)
{
    using var core = TradingCore.Create(
        system,
        new CoreOptions { Codec = JournalFormat.Instance, Commits = new InMemoryCommitLog(), Gateway = new NoGateway(), OpensAt = opens, Tape = tape },
        Root.Props);
    var collections = GC.CollectionCount(0);
    var allocated = GC.GetTotalAllocatedBytes();
    var clock = Stopwatch.StartNew();
    for (var i = 0; i < count; i++) core.Process(opens + TimeSpan.FromMicroseconds(i), inputs[i & (inputs.Length - 1)]);
    Report(what, count, clock);
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"    {core.DecisionCount} decisions, {(GC.GetTotalAllocatedBytes() - allocated) / count} bytes an input, {GC.CollectionCount(0) - collections} collections, {core.ForeignDeliveries} foreign"));
    return core.DecisionHash;
}

static void Report(string what, long n, Stopwatch clock) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {n / clock.Elapsed.TotalSeconds / 1e6:0.00} million/s"));

internal sealed class NoGateway : IOrderGateway
{
    public void Dispatch(Effect effect)
    {
    }
}

internal sealed class Root(ICoreTurn turn) : UntypedActor
{
    private IActorRef? _market;

    public static Props Props(ICoreTurn turn, CoreSeed seed) => Akka.Actor.Props.Create(() => new Root(turn));

    protected override void PreStart() => _market = Context.ActorOf(Akka.Actor.Props.Create(() => new Market(turn)), "market");

    protected override void OnReceive(object message) => _market!.Tell(message);
}

internal sealed class Market(ICoreTurn turn) : UntypedActor
{
    private long _sum;

    protected override void OnReceive(object message)
    {
        if (message is not BookDelta delta) return;
        _sum += delta.Price.Units;
        if (delta.Seq % 16 == 0) turn.Log(new DecisionEntry(DecisionKind.Verdict, delta.Ticker, "NO_EDGE", "sum=" + _sum.ToString(CultureInfo.InvariantCulture)));
    }
}
