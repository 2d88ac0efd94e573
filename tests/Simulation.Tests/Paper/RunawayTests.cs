using System.Collections.Immutable;
using Akka.Configuration;
using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Markets;
using KalshiArb.Actors.Reconciliation;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Actors.Supervision;
using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Settings;
using KalshiArb.Domain.Strategies;
using KalshiArb.Exchange.Matching;
using KalshiArb.Exchange.Slate;
using KalshiArb.Simulation.Paper;

namespace KalshiArb.Simulation.Tests.Paper;

/// <summary>A strategy gone mad, in the real core on the paper venue.</summary>
public sealed class RunawayTests
{
    private const int Intents = 10_000;
    private const int MostOrders = 10;

    private static TimeSpan Second { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Wide open but for one limit: <see cref="MostOrders"/> within ten seconds.</summary>
    private static DecisionSettings Loose { get; } = new(
        new SeriesSettings(
            new EntrySettings(Cents(3), Cents(1), Cents(1), Cents(1), Cents(100), 0.25, Price.FromCents(99), PreGame: true, 1),
            new MomentumSettings(0, 0, 0),
            new ExitSettings(TimeSpan.FromHours(1), true, Cents(1), Cents(100)),
            new FreshnessSettings(TimeSpan.FromHours(1), TimeSpan.FromHours(1), TimeSpan.FromHours(1), Second * 60, TimeSpan.Zero, 99, TimeSpan.Zero),
            new MarketLimits(
                Quantity.FromContracts(1_000), Quantity.FromContracts(1), Money.FromDollars(250), Money.FromDollars(5_000), Money.FromDollars(5_000),
                Money.FromDollars(5_000), 1_000, Quantity.Zero, Cents(100), Cents(100), TimeSpan.Zero, TimeSpan.Zero)),
        ImmutableSortedDictionary.Create<string, SeriesSettings>(StringComparer.Ordinal),
        new AccountLimits(Money.FromDollars(5_000), 1_000, Money.FromDollars(5_000), Money.FromDollars(5_000), MostOrders, Second * 10, 1_000, Second * 10),
        new ExecutionSettings(Second * 5, Second * 30, Second * 10, Second * 120, Second / 4, Second, Second * 5, Second * 30, Second * 90, 3),
        new ConsensusSettings(1, Cents(100)));

    [Fact]
    public void Ten_thousand_intents_within_a_second_become_the_orders_of_the_order_rate_and_no_more()
    {
        var runaway = new Runaway();
        var slate = new SlateWorld(new SlateSettings(
            1, SlateSettings.DefaultStart, 24, TimeSpan.FromSeconds(20),
            [new ShardCash(new Shard(0), Money.FromDollars(50_000)), new ShardCash(new Shard(3), Money.FromDollars(50_000))], VenueRules.Kalshi2026));
        var network = new PaperNetwork(new NetworkTerms(Second / 20, TimeSpan.Zero, 1), 1_000_000, () => true);
        var decisions = new Decisions();
        using var system = CoreSystem.Create(ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off }"));
        using var core = TradingCore.Create(
            system,
            new CoreOptions { Codec = JournalFormat.Instance, Commits = new InMemoryCommitLog(), Gateway = network, OpensAt = SlateSettings.DefaultStart, Decisions = [decisions] },
            CoreRoot.For(Loose, MemberPrecision.Direct, new StrategyTable(runaway)));
        var driver = new PaperDriver(core, new SlateMarketWorld(slate), network, null, new FillFaults(0, 0), new Lock());
        driver.Take(new SessionStarted(1, "ka", "test"));
        Run(driver, driver.Now + Second * 10);
        Assert.True(core.Query(new ReconciliationQuery()).State.IsClean);
        var markets = core.Query(new MarketsQuery()).Tickers;
        int Entries() => slate.ListAccount(0, Instant.Never, driver.Now, []).Orders
            .Count(order => ClientOrderIds.TryParse(order.Order, out var origin) && origin.Role == OrderRole.Entry);
        Assert.Equal(0, Entries());

        runaway.IsLoose = true;
        var begun = driver.Now;
        for (var i = 0; runaway.Intents < Intents; i++) driver.Take(new MarketVolumeReported(markets[i % markets.Length], Quantity.FromContracts(100_000 + i)));
        Run(driver, begun + Second);
        runaway.IsLoose = false;

        Assert.True(driver.Now - begun <= Second && runaway.Intents >= Intents && runaway.Markets.Count > MostOrders, $"{runaway.Intents} intents on {runaway.Markets.Count} markets");
        Assert.Equal(MostOrders, Entries());
        Assert.True(decisions.Refused("ORDER_RATE") > 0);
        Assert.Equal(0, core.FailureCount);
    }

    private static PriceOffset Cents(int cents) => PriceOffset.FromCents(cents);

    private static void Run(PaperDriver driver, Instant until)
    {
        while (driver.Step(until))
        {
        }
    }

    /// <summary>Wants whatever is asked, each time at another price, so that nothing takes it for the same wish.</summary>
    private sealed class Runaway : IStrategy
    {
        public bool IsLoose { get; set; }

        public int Intents { get; private set; }

        public HashSet<Ticker> Markets { get; } = [];

        public StrategyId Id { get; } = new("runaway");

        public FairSource Source => FairSource.Consensus;

        public Verdict Evaluate(in MarketView view)
        {
            if (!IsLoose || view.Ask is not { } ask) return Verdict.None(VerdictCode.NoEdge);
            Intents++;
            Markets.Add(view.Terms.Facts.Ticker);
            var limit = Price.FromUnits(Math.Min(ask.Price.Units + (Intents % 5 * 100), 9_900));
            return Verdict.Enter(new EntrySignal(
                Id, Outcome.Yes, OrderSide.Bid, limit, Liquidity.Taker, limit, 0.999, Source, PriceOffset.FromCents(10), Money.FromCents(5),
                ask.Size, Price.FromCents(98), 100, TimeSpan.Zero, TimeSpan.Zero));
        }
    }

    private sealed class Decisions : IDecisionSink
    {
        private readonly List<DecisionEntry> _refused = [];

        public int Refused(string code) => _refused.Count(entry => entry.Code == code);

        public void Decided(long input, Instant at, DecisionEntry entry, ReadOnlySpan<byte> line)
        {
            if (entry.Kind == DecisionKind.Refused) _refused.Add(entry);
        }
    }
}
