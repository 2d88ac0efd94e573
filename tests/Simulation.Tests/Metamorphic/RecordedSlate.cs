using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Akka.Configuration;
using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Risk;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Actors.Supervision;
using KalshiArb.Actors.Tests.Core;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Positions;
using KalshiArb.Domain.Settings;
using KalshiArb.Exchange.Slate;
using KalshiArb.Simulation.Import;
using KalshiArb.Simulation.Paper;
using KalshiArb.Simulation.Recorded;

namespace KalshiArb.Simulation.Tests.Metamorphic;

/// <summary>Some minutes of a slate on which we did nothing, to be changed and traded again and again.</summary>
internal static class RecordedSlate
{
    /// <summary>What a venue and its feeds showed, without fees, since those round by order.</summary>
    public static ImmutableArray<TimedInput> Record(ulong seed, TimeSpan time)
    {
        var inputs = ImmutableArray.CreateBuilder<TimedInput>();
        var world = NewWorld(seed, out _);
        Record(world, world.Now + time, inputs);
        return inputs.DrainToImmutable();
    }

    /// <summary>
    /// The same with the connection lost for a while. In the middle of it markets and games are listed anew, and when it is back the
    /// books too, as a start does it; what else happens meanwhile is not seen.
    /// </summary>
    public static (ImmutableArray<TimedInput> Inputs, Instant Lost, Instant Back) RecordWithGap(ulong seed, TimeSpan before, TimeSpan gap, TimeSpan after)
    {
        var world = NewWorld(seed, out var slate);
        var (inputs, unseen) = (ImmutableArray.CreateBuilder<TimedInput>(), ImmutableArray.CreateBuilder<TimedInput>());
        var lost = world.Now + before;
        var (listed, back) = (lost + gap / 2, lost + gap);
        Record(world, lost, inputs);
        inputs.Add(new TimedInput(lost, new StreamLost("test")));
        Record(world, listed, unseen);
        inputs.AddRange(Told(slate, listed).Where(timed => timed.Input is not BookSnapshot));
        Record(world, back, unseen);
        inputs.Add(new TimedInput(back, StreamConnected.Instance));
        inputs.AddRange(Told(slate, back));
        Record(world, back + after, inputs);
        return (inputs.DrainToImmutable(), lost, back);
    }

    private static IEnumerable<TimedInput> Told(SlateWorld slate, Instant at)
    {
        var told = new List<Input>();
        slate.Introduce(told);
        return told.Select(input => new TimedInput(at, WithoutFees(input)));
    }

    private static SlateMarketWorld NewWorld(ulong seed, out SlateWorld slate) =>
        new(slate = new SlateWorld(SlateSettings.Default(seed) with { Games = 12 }));

    private static void Record(SlateMarketWorld world, Instant end, ImmutableArray<TimedInput>.Builder inputs)
    {
        var shown = new List<Input>();
        while (world.NextTime is { } next && next <= end)
        {
            world.Step(shown);
            foreach (var input in shown) inputs.Add(new TimedInput(world.Now, WithoutFees(input)));
            shown.Clear();
        }
    }

    private static Input WithoutFees(Input input) => input is MarketListed listed ? new MarketListed(listed.Facts with { Fees = listed.Facts.Fees with { MultiplierMillis = 0 } }) : input;

    /// <summary>The same with every displayed size times a factor. Volumes stay: they say whether a market is traded at all.</summary>
    public static IEnumerable<TimedInput> Scaled(IEnumerable<TimedInput> inputs, int by) => inputs.Select(timed => timed with
    {
        Input = timed.Input switch
        {
            BookSnapshot snapshot => snapshot with { Yes = Times(snapshot.Yes, by), No = Times(snapshot.No, by) },
            BookDelta delta => delta with { Delta = Quantity.FromHundredths(delta.Delta.Hundredths * by) },
            var other => other,
        },
    });

    /// <summary>The same without some inputs, as a venue shows it that does not list them: its sequence has no gaps.</summary>
    public static IEnumerable<TimedInput> Without(IEnumerable<TimedInput> inputs, Func<Input, bool> left)
    {
        var last = new Dictionary<long, long>();
        foreach (var timed in inputs)
        {
            if (left(timed.Input)) continue;
            yield return timed with
            {
                Input = timed.Input switch
                {
                    BookSnapshot snapshot => snapshot with { Seq = Next(snapshot.Sid) },
                    BookDelta delta => delta with { Seq = Next(delta.Sid) },
                    SequenceConsumed consumed => consumed with { Seq = Next(consumed.Sid) },
                    var other => other,
                },
            };
        }

        long Next(long sid) => last[sid] = last.GetValueOrDefault(sid) + 1;
    }

    private static ImmutableArray<BookLevel> Times(ImmutableArray<BookLevel> levels, int by) => [.. levels.Select(level => level with { Size = Quantity.FromHundredths(level.Size.Hundredths * by) })];
}

/// <summary>What a core made of inputs.</summary>
internal sealed partial class Traded : IDecisionSink
{
    public List<(Instant At, DecisionEntry Entry)> Decisions { get; } = [];

    public List<FillReported> Fills { get; } = [];

    public PositionLedger Ledger { get; private set; } = null!;

    /// <summary>Only quantities bind: money limits and rates are out of reach, so that markets touch each other by none of them.</summary>
    public static DecisionSettings Wide(int contracts) => Hasty
        // Minutes must hold trades: what is there is taken for less, and left sooner.
        .Entry(entry => entry with { TakerThreshold = ShippedSettings.Cents(1), SlippageBuffer = PriceOffset.FromUnits(10) })
        .Limits(limits => limits with
        {
            MaxContracts = Quantity.FromContracts(contracts), MaxOrderContracts = Quantity.FromContracts(contracts),
            MaxOrderCost = Money.FromDollars(100_000), MaxExposureMarket = Money.FromDollars(100_000), MaxExposureEvent = Money.FromDollars(100_000), MaxExposureSport = Money.FromDollars(100_000),
            MaxPositionsSport = 1_000, CoolDown = TimeSpan.FromSeconds(1), RepeatedEntryWindow = TimeSpan.FromSeconds(1),
        })
        .OfAccount(account => account with
        {
            MaxExposure = Money.FromDollars(100_000), MaxMarkets = 1_000, MaxDailyLoss = Money.FromDollars(100_000), MaxDrawdown = Money.FromDollars(100_000), MaxOrders = 500,
        }) with
    { MarkOut = null, Breakers = null };

    private static DecisionSettings Hasty { get; } =
        ShippedSettings.Waiting with { Default = ShippedSettings.Waiting.Default with { Exit = ShippedSettings.Default.Default.Exit with { MaximumHold = TimeSpan.FromSeconds(20) } } };

    public static Traded On(IEnumerable<TimedInput> inputs, DecisionSettings settings) => On(inputs, settings, []);

    /// <summary>The same in several cores, one after another: at each cut the next begins with a snapshot of the last.</summary>
    public static Traded On(IEnumerable<TimedInput> inputs, DecisionSettings settings, ImmutableArray<Instant> cuts)
    {
        var traded = new Traded();
        using var system = CoreSystem.Create(ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off }"));
        var cash = ImmutableArray.CreateRange(Enumerable.Range(0, 8).Select(shard => new ShardCash(new Shard(shard), Money.FromDollars(1_000_000))));
        var world = new RecordedWorld(inputs, cash, MemberPrecision.Direct, settlesAtResult: false);
        var (run, log) = (0, new InMemoryCommitLog());
        foreach (var until in cuts.Add(Instant.FromUnixMicros(long.MaxValue / 4)))
        {
            var state = traded.Run(system, world, settings, log, ++run, until);
            log = new InMemoryCommitLog([], SnapshotFormat.Encode(state, "test"));
        }

        return traded;
    }

    private CoreState Run(CoreSystem system, RecordedWorld world, DecisionSettings settings, InMemoryCommitLog log, int run, Instant until)
    {
        var network = new PaperNetwork(new NetworkTerms(TimeSpan.FromMilliseconds(500), TimeSpan.Zero, 0), 1_000_000, static () => true);
        using var core = TradingCore.Create(
            system, new CoreOptions { Codec = JournalFormat.Instance, Commits = log, Gateway = network, OpensAt = world.Now, Decisions = [this] },
            CoreRoot.For(settings, MemberPrecision.Direct));
        var driver = new PaperDriver(core, world, network, null, new FillFaults(0, 0), new Lock())
        {
            Between = (_, _, input) =>
            {
                if (input is FillReported fill) Fills.Add(fill);
            },
        };
        driver.Take(new SessionStarted(run, "ka", "test"));
        while ((world.NextTime is not null || driver.NetworkBusy) && driver.Step(until))
        {
        }

        // The next core begins where this one ended.
        if (world.NextTime is not null) world.Pass(until);
        Ledger = core.Query(new RiskQuery()).State.Ledger;
        return core.State;
    }

    /// <summary>What was decided of some markets, without what is counted over all of them: ids, and the account's money as evidence.</summary>
    public List<string> Of(Func<Ticker, bool> market) => Lines(Decisions.Where(made => made.Entry.Ticker is { } ticker && market(ticker)));

    /// <summary>The same from a time on. Why there is no entry is said when it changes, and so only from the later time on.</summary>
    public List<string> Since(Instant from, Instant verdictsFrom) =>
        Lines(Decisions.Where(made => made.Entry.Ticker is not null && made.At >= (made.Entry.Kind == DecisionKind.Verdict ? verdictsFrom : from)));

    /// <summary>What was last said of each market, strategy and exit before a time.</summary>
    public Dictionary<string, string> VerdictsAt(Instant time) => Decisions
        .Where(made => made.Entry is { Kind: DecisionKind.Verdict, Ticker: not null } && made.At < time)
        .GroupBy(made => $"{made.Entry.Ticker} {(made.Entry.Text.StartsWith("strategy=", StringComparison.Ordinal) ? made.Entry.Text : "exit")}")
        .ToDictionary(said => said.Key, said => said.Last().Entry.Code);

    private static List<string> Lines(IEnumerable<(Instant At, DecisionEntry Entry)> decisions) =>
        [.. decisions.Select(made => $"{made.At} {made.Entry.Kind} {made.Entry.Ticker} {made.Entry.Code} {OfAllMarkets().Replace(made.Entry.Text, "")}")];

    public void Decided(long input, Instant at, DecisionEntry entry, ReadOnlySpan<byte> line) => Decisions.Add((at, entry));

    // Momentum is what was seen in the last minutes of a run, and no threshold of it is set here.
    [GeneratedRegex("ka-[0-9]+-[ex]-[0-9]+|recorded-[a-z0-9-]+|(kelly|cash|sport|account)=[0-9]+|momentum=[0-9.]+")]
    private static partial Regex OfAllMarkets();
}
