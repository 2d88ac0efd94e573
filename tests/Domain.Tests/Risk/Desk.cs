using System.Collections.Immutable;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Settings;
using KalshiArb.Domain.Tests.Positions;

namespace KalshiArb.Domain.Tests.Risk;

/// <summary>A trading desk in good order, on which every rule lets pass: each test spoils one thing.</summary>
internal static class Desk
{
    internal static readonly Instant Now = Fills.Evening;
    internal static readonly Shard Home = new(3);
    internal static readonly StrategyId Strategy = new("edge");

    internal static readonly MarketFacts Boston = Market("KXNBAGAME-26OCT17BOSNYK", "BOS", Sport.Nba, GameOutcome.Away);
    internal static readonly MarketFacts NewYork = Market("KXNBAGAME-26OCT17BOSNYK", "NYK", Sport.Nba, GameOutcome.Home);
    internal static readonly MarketFacts Denver = Market("KXNBAGAME-26OCT17DENLAL", "DEN", Sport.Nba, GameOutcome.Away);
    internal static readonly MarketFacts Vegas = Market("KXNHLGAME-26OCT17SEAVGK", "VGK", Sport.Nhl, GameOutcome.Home);

    internal static MarketFacts Market(string name, string code, Sport sport, GameOutcome yes, int outcomes = 2) => new(
        new Ticker(name + "-" + code), new EventTicker(name), new SeriesTicker(name[..name.IndexOf('-', StringComparison.Ordinal)]), sport,
        PriceGrid.LinearCent, new FeeSchedule(FeeType.Quadratic, 1_000), MarketStatus.Active, Now + TimeSpan.FromHours(3), Home,
        new GameId("game-" + name), yes, outcomes, TimeSpan.FromMinutes(2));

    internal static readonly MarketLimits Limits = new(
        MaxContracts: Quantity.FromContracts(10), MaxOrderContracts: Quantity.FromContracts(10), MaxOrderCost: Money.FromDollars(100),
        MaxExposureMarket: Money.FromDollars(100), MaxExposureEvent: Money.FromDollars(200), MaxExposureSport: Money.FromDollars(300),
        MaxPositionsSport: 3, MinimumVolume: Quantity.FromContracts(50), MaximumSpread: PriceOffset.FromCents(5),
        PriceBand: PriceOffset.FromCents(15), CoolDown: TimeSpan.FromSeconds(120), RepeatedEntryWindow: TimeSpan.FromSeconds(30));

    internal static readonly AccountLimits Account = new(
        MaxExposure: Money.FromDollars(500), MaxMarkets: 5, MaxDailyLoss: Money.FromDollars(50), MaxDrawdown: Money.FromDollars(100),
        MaxOrders: 10, OrderWindow: TimeSpan.FromSeconds(10), MaxRejects: 5, RejectWindow: TimeSpan.FromSeconds(10));

    internal static readonly DecisionSettings InForce = new(
        new SeriesSettings(
            new EntrySettings(
                PriceOffset.FromCents(5), PriceOffset.FromCents(2), PriceOffset.FromCents(1), PriceOffset.FromCents(1), PriceOffset.FromCents(15),
                0.25, Price.FromCents(95), PreGame: false, 0.5),
            new MomentumSettings(40, 75, 30),
            new ExitSettings(TimeSpan.FromSeconds(300), true, PriceOffset.FromUnits(50), PriceOffset.FromCents(10)),
            new FreshnessSettings(
                TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(120), 5,
                TimeSpan.FromSeconds(10)),
            Limits),
        ImmutableSortedDictionary<string, SeriesSettings>.Empty,
        Account,
        new ExecutionSettings(
            TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(120), TimeSpan.FromMilliseconds(250),
            TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1), 3),
        new ConsensusSettings(3, PriceOffset.FromCents(6)))
    {
        Breakers = new BreakerSettings(3, TimeSpan.FromMinutes(10), 20, TimeSpan.FromSeconds(1)),
        MarkOut = new MarkOutSettings(TimeSpan.FromSeconds(60), 30, PriceOffset.FromCents(2)),
        ByStrategy = ImmutableSortedDictionary<string, StrategyLimits>.Empty.Add("edge", new StrategyLimits(Money.FromDollars(1_000_000), 100, Money.FromDollars(1_000_000))),
    };

    internal static DecisionSettings With(Func<MarketLimits, MarketLimits> change) =>
        InForce with { Default = InForce.Default with { Limits = change(Limits) } };

    internal static DecisionSettings With(Func<AccountLimits, AccountLimits> change) => InForce with { Account = change(Account) };

    internal static DecisionSettings With(Func<EntrySettings, EntrySettings> change) =>
        InForce with { Default = InForce.Default with { Entry = change(InForce.Default.Entry) } };

    /// <summary>Reconciled, with cash, every market known.</summary>
    internal static RiskState Open(decimal dollars = 1_000)
    {
        var state = RiskState.Initial.Apply(new CashOpened(Home, Fills.Dollars(dollars), Now - TimeSpan.FromHours(1))).WithReconciliation(true);
        foreach (var market in new[] { Boston, NewYork, Denver, Vegas }) state = state.Learn(market);
        return state;
    }

    /// <summary>Ten contracts' worth of signal: buy at 0.47, worth 0.58.</summary>
    internal static EntryRequest Request(MarketFacts? market = null, OrderSide side = OrderSide.Bid, int cents = 47) => new(
        market ?? Boston, Strategy, side, Liquidity.Taker, Price.FromCents(cents),
        WinProbability: (side == OrderSide.Bid ? cents : 100 - cents) / 100.0 + 0.11, PriceOffset.FromCents(10), Price.FromCents(51),
        new BookEvidence(true, Price.FromCents(cents - 1), Price.FromCents(cents), Quantity.FromContracts(100)),
        new FeedEvidence(true, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), null, null, GamePhase.InPlay),
        Quantity.FromContracts(1_000), Instant.Never);

    internal static Permission Decide(RiskState state, EntryRequest? request = null, DecisionSettings? settings = null, Instant? now = null) =>
        RiskPolicy.Decide(state, request ?? Request(), settings ?? InForce, now ?? Now);

    internal static Approved Passes(Permission permission) =>
        permission as Approved ?? throw new Xunit.Sdk.XunitException("not approved: " + permission);

    internal static void Refuses(RefusalCode code, Permission permission)
    {
        var refused = permission as Refused ?? throw new Xunit.Sdk.XunitException("not refused: " + permission);
        Assert.True(code == refused.Code, $"{refused.Code} instead of {code}: {refused.Text}");
        Assert.True(refused.Evaluated.Contains(code) && refused.Bound.Contains(code));
    }

    internal static OrderIntended Intended(
        string id, MarketFacts? market = null, OrderSide side = OrderSide.Bid, int cents = 47, decimal count = 10, decimal reserved = 5,
        OrderRole role = OrderRole.Entry, Instant? at = null) => new(
        new OrderTicket(
            new ClientOrderId(id), (market ?? Boston).Ticker, side, Price.FromCents(cents), Fills.Contracts(count), TimeInForce.ImmediateOrCancel, role,
            false, role == OrderRole.Exit, null, SelfTradePrevention.TakerAtCross, true, null, Home),
        Strategy, Fills.Dollars(reserved), at ?? Now);

    /// <summary>Buys on a market without an order of ours being open any more.</summary>
    internal static RiskState Hold(this RiskState state, MarketFacts market, OrderSide side, int cents, decimal count, int number = 900) =>
        state.Apply(Fills.Fill(number, side, cents, count, ticker: market.Ticker));
}
