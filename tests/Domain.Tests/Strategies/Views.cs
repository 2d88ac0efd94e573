using System.Collections.Immutable;
using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Settings;
using KalshiArb.Domain.Strategies;

namespace KalshiArb.Domain.Tests.Strategies;

/// <summary>A market in which the default settings allow an entry, to be changed one fact at a time.</summary>
internal static class Views
{
    internal static readonly Instant Now = Instant.FromUnixSeconds(1_800_000_000);

    internal static readonly MarketFacts Facts = new(
        new Ticker("KXNHLGAME-26OCT17SEAVGK-VGK"),
        new EventTicker("KXNHLGAME-26OCT17SEAVGK"),
        new SeriesTicker("KXNHLGAME"),
        Sport.Nhl,
        PriceGrid.LinearCent,
        new FeeSchedule(FeeType.QuadraticWithMakerFees, 1000),
        MarketStatus.Active,
        Now + TimeSpan.FromHours(3),
        new Shard(0),
        new GameId("SEAVGK"),
        GameOutcome.Home,
        2,
        TimeSpan.FromMinutes(5));

    internal static readonly EntrySettings Entry = new(
        PriceOffset.FromCents(5), PriceOffset.FromCents(2), PriceOffset.FromCents(1), PriceOffset.FromCents(1), PriceOffset.FromCents(15),
        0.25, Price.FromCents(95), PreGame: false, 0.5);

    internal static readonly MomentumSettings MomentumLevels = new(40, 75, 30);

    internal static readonly ExitSettings Exit = new(
        TimeSpan.FromSeconds(300), HoldToSettlementWhenWorthMore: false, PriceOffset.FromUnits(50), PriceOffset.FromCents(10));

    internal static readonly FreshnessSettings Freshness = new(
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(120), 5, TimeSpan.FromSeconds(10))
    { SecondSourceWait = TimeSpan.FromSeconds(60) };

    internal static readonly MarketLimits Limits = new(
        Quantity.FromContracts(10), Quantity.FromContracts(10), Money.FromDollars(10), Money.FromDollars(20), Money.FromDollars(40),
        Money.FromDollars(250), 3, Quantity.FromContracts(50), PriceOffset.FromCents(5), PriceOffset.FromCents(15),
        TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(30));

    internal static readonly SeriesSettings Series = new(Entry, MomentumLevels, Exit, Freshness, Limits);

    internal static MarketTerms Terms(SeriesSettings? series = null, PriceGrid? grid = null, FeeSchedule? fees = null) =>
        new(Facts with { Grid = grid ?? Facts.Grid, Fees = fees ?? Facts.Fees }, MemberPrecision.Direct, Decisions(series));

    internal static DecisionSettings Decisions(SeriesSettings? series = null) => new(
        series ?? Series,
        ImmutableSortedDictionary<string, SeriesSettings>.Empty,
        new AccountLimits(
            Money.FromDollars(500), 5, Money.FromDollars(50), Money.FromDollars(100), 10, TimeSpan.FromSeconds(10), 5, TimeSpan.FromSeconds(10)),
        new ExecutionSettings(
            TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(120), TimeSpan.FromMilliseconds(250),
            TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1), 3),
        new ConsensusSettings(3, PriceOffset.FromCents(6)));

    internal static readonly MarketTerms DefaultTerms = Terms();

    /// <summary>Bid 44, ask 47, full momentum both ways, odds a second old.</summary>
    internal static MarketView At(double fairYes = 0.5, int bidCents = 44, int askCents = 47) => new()
    {
        Terms = DefaultTerms,
        Now = Now,
        BookLive = true,
        Bid = new BookLevel(Price.FromCents(bidCents), Quantity.FromContracts(100)),
        Ask = new BookLevel(Price.FromCents(askCents), Quantity.FromContracts(60)),
        Status = MarketStatus.Active,
        CloseTime = Facts.CloseTime,
        Volume = Quantity.FromContracts(5_000),
        Odds = Fair(fairYes),
        OddsMissing = NoFairReason.None,
        Score = null,
        ScoreReceivedAt = Instant.Never,
        ScorePhase = null,
        CommenceTime = Now - TimeSpan.FromMinutes(10),
        Momentum = new MomentumScores(100, 100),
        Position = Quantity.Zero,
        EntryWorks = false,
        Enabled = true,
        StrategiesOff = 0,
        Frozen = false,
        UnexplainedMoveAt = Instant.Never,
        FirstSourceAt = Now - TimeSpan.FromHours(1),
    };

    internal static FairEstimate Fair(double yes, FairSource source = FairSource.Consensus) => Fair(yes, yes, 1 - yes, source);

    internal static FairEstimate Fair(double yes, double conservativeYes, double conservativeNo, FairSource source = FairSource.Consensus) => new(
        yes, conservativeYes, conservativeNo, source,
        Now - TimeSpan.FromSeconds(1), Now - TimeSpan.FromSeconds(3), Now + TimeSpan.FromSeconds(4), source == FairSource.Consensus ? 3 : 0);

    /// <summary>The same market in which NO is called YES.</summary>
    internal static MarketView Mirror(in MarketView view) => view with
    {
        Bid = view.BidOf(Outcome.No),
        Ask = view.AskOf(Outcome.No),
        Odds = Mirror(view.Odds),
        Score = Mirror(view.Score),
        Momentum = new MomentumScores(view.Momentum.No, view.Momentum.Yes),
        Position = -view.Position,
    };

    internal static Verdict Sportsbook(in MarketView view) => Decide(new SportsbookEdge(), in view);

    internal static Verdict Decide(IStrategy strategy, in MarketView view) => new StrategyTable(strategy).Decide(0, in view);

    private static FairEstimate? Mirror(FairEstimate? fair) => fair is { } known
        ? known with { Yes = known.No, ConservativeYes = known.ConservativeNo, ConservativeNo = known.ConservativeYes }
        : null;
}
