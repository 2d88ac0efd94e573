using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Settings;
using static KalshiArb.Actors.Tests.Core.CoreScene;
using static KalshiArb.Actors.Tests.Core.ShippedSettings;

namespace KalshiArb.Actors.Tests.Core;

/// <summary>How one code is provoked.</summary>
/// <param name="Code">The code.</param>
/// <param name="Market">The market that is refused.</param>
/// <param name="Play">What happens, from a new core on. What is refused comes after the last <see cref="CoreScene.Forget"/>.</param>
internal sealed record RefusalScenario(RefusalCode Code, Ticker Market, Action<CoreScene> Play)
{
    public DecisionSettings Settings { get; init; } = Default;

    public IReadOnlyList<IJournaled> Recovered { get; init; } = [];

    /// <summary>What the text of the line must contain, where the code alone stands there anyway.</summary>
    public string Text { get; init; } = "";
}

/// <summary>One scenario for each code.</summary>
internal static class RefusalScenarios
{
    private static readonly Money Dime = Money.FromMicros(100_000);
    private static readonly Money Dollar = Money.FromDollars(1);

    private static Ticker Elsewhere { get; } = TickerOf("G9", GameOutcome.Home);

    /// <summary>$5,000 at stake in a market of an earlier day, the whole of the compiled-in ceiling.</summary>
    private static IReadOnlyList<IJournaled> FiveThousandElsewhere { get; } =
    [
        new CashOpened(new Shard(0), Money.FromDollars(15_000), Instant.FromUnixSeconds(1_799_900_000)),
        new FillBooked(
            new FillId("old"), new VenueOrderId("old"), null, Elsewhere, OrderSide.Bid, Price.FromCents(50), Quantity.FromContracts(10_000), Money.Zero,
            Liquidity.Maker, Instant.FromUnixSeconds(1_799_900_001), Instant.FromUnixSeconds(1_799_900_001)),
    ];

    public static IReadOnlyList<RefusalScenario> All { get; } =
    [
        new(RefusalCode.TradingState, Home, s => { s.Open(); s.Take(new PauseRequested("test", "lunch")); s.SignalTaker(); }),
        new(RefusalCode.NotReconciled, Home, s => { s.Open(reconciled: false); s.SignalTaker(); }),
        new(RefusalCode.TickerFrozen, Home, Freeze),
        new(RefusalCode.MarketNotActive, Home, s => { s.Open(); s.Take(new MarketStatusChanged(Home, MarketStatus.Inactive)); s.SignalTaker(); }),
        new(RefusalCode.NearClose, Home, s => { s.Open(); s.Take(new MarketCloseTimeChanged(Home, s.Now + Seconds(119))); s.SignalTaker(); }),
        new(RefusalCode.NotLive, Home, s => { s.Open(inPlay: false); s.SignalTaker(); }),
        new(RefusalCode.BookStale, Home, s => { s.Open(); s.Quote(Home, 40, 43); s.Gap(Home); s.Odds(Game, 0.52); }),
        new(RefusalCode.FeedStale, Home, s => { s.Open(); s.Odds(Game, 0.52); s.Pass(6); s.Quote(Home, 40, 43); }) { Text = "sportsbook-edge" },
        new(RefusalCode.SourcesDisagree, Home, s => { s.Open(); s.Score(60, 40); s.SignalTaker(); }),
        new(RefusalCode.EdgeTooLarge, Home, s => { s.Open(); s.Quote(Home, 40, 43); s.Odds(Game, 0.70); }),
        new(RefusalCode.Spread, Home, s => { s.Open(); s.Quote(Home, 37, 43); s.Odds(Game, 0.52); }),
        new(RefusalCode.Volume, Home, s => { s.Open(volume: false); s.SignalTaker(); }),
        new(RefusalCode.StrategyMarkets, Home, s => { s.Open(); s.SignalTaker(); }) { Settings = Default.Of("sportsbook-edge", limits => limits with { MaxMarkets = 0 }) },
        new(RefusalCode.StrategyExposure, Home, s => { s.Open(); s.SignalTaker(); }) { Settings = Default.Of("sportsbook-edge", limits => limits with { MaxExposure = Dime }) },
        new(RefusalCode.PriceBand, Home, s => { s.Open(); s.SignalTaker(); }) { Settings = Default.Limits(l => l with { PriceBand = Cents(1) }) },
        new(RefusalCode.UnexplainedMove, Home, s => { s.Open(); s.Quote(Home, 40, 43); s.Odds(Game, 0.42); s.Quote(Home, 30, 33); }),
        new(RefusalCode.BreakEven, Home, s => { s.Open(); s.SignalTaker(); }) { Settings = Default.Entry(e => e with { BreakEvenCeiling = Price.FromCents(44) }) },
        new(RefusalCode.CoolDown, Home, s => { s.Open(); Reject(s); s.Pass(6, Game); }),
        new(RefusalCode.DuplicateEntry, Home, s => { s.Open(); s.WorkMaker(); s.Forget(); s.Quote(Home, 38, 44); s.Quote(Home, 40, 43); }),
        new(RefusalCode.RepeatedEntry, Home, Repeat),
        new(RefusalCode.OpposingPosition, Away, s => { s.Open(); s.List(Game, GameOutcome.Away); s.Buy(); s.Forget(); s.Quote(Away, 37, 40); }),
        new(RefusalCode.HeldOutcome, Away, s => { s.Open(); s.List(Game, GameOutcome.Away); s.Buy(); s.Forget(); s.Quote(Away, 57, 60); }),
        new(RefusalCode.MaxContracts, Home, s => { s.Open(); s.Buy(); s.Forget(); s.Quote(Home, 41, 44); }),
        new(RefusalCode.OrderSize, Home, s => { s.Open(); s.Quote(Home, 40, 43, size: 1); s.Odds(Game, 0.52); }),
        new(RefusalCode.OrderCost, Home, s => { s.Open(); s.SignalTaker(); }) { Settings = Default.Limits(l => l with { MaxOrderCost = Dime }) },
        new(RefusalCode.ExposureMarket, Home, s => { s.Open(); s.SignalTaker(); }) { Settings = Default.Limits(l => l with { MaxExposureMarket = Dime }) },
        new(RefusalCode.ExposureEvent, Home, s => { s.Open(); s.SignalTaker(); }) { Settings = Default.Limits(l => l with { MaxExposureEvent = Dime }) },
        new(RefusalCode.ExposureSport, Home, s => { s.Open(); s.SignalTaker(); }) { Settings = Default.Limits(l => l with { MaxExposureSport = Dime }) },
        new(RefusalCode.ExposureAccount, Home, s => { s.Open(); s.SignalTaker(); }) { Settings = Default.OfAccount(a => a with { MaxExposure = Dime }) },
        new(RefusalCode.MaxMarkets, Other, s => { s.Open(); InTwoGames(s); }) { Settings = Default.OfAccount(a => a with { MaxMarkets = 1 }) },
        new(RefusalCode.MaxPositionsSport, Other, s => { s.Open(); InTwoGames(s); }) { Settings = Default.Limits(l => l with { MaxPositionsSport = 1 }) },
        new(RefusalCode.AvailableMoney, Home, s => { s.Open(cash: 1); s.SignalTaker(); }),
        new(RefusalCode.DailyLoss, Other, LoseTheDay) { Settings = Default.OfAccount(a => a with { MaxDailyLoss = Dollar }) },
        new(RefusalCode.Drawdown, Other, FallBack) { Settings = Default.OfAccount(a => a with { MaxDrawdown = Dollar }) },
        new(RefusalCode.OrderRate, Other, s => { s.Open(); InTwoGames(s); }) { Settings = Default.OfAccount(a => a with { MaxOrders = 1 }) },
        new(RefusalCode.RejectRate, Home, s => { s.Open(); Reject(s); s.Pass(6, Game); }) { Settings = Default.OfAccount(a => a with { MaxRejects = 1 }) },
        new(RefusalCode.AckLatency, Other, AnswerLate) { Settings = Default.OfBreakers(b => b with { AckSamples = 1 }) },
        new(RefusalCode.MarkOut, Other, LoseAgainstTheMid) { Settings = Default with { MarkOut = new MarkOutSettings(Seconds(60), 1, Cents(2)) } },
        new(RefusalCode.HardCeiling, Home, BeyondTheCeiling)
        {
            Recovered = FiveThousandElsewhere,
            Settings = Default.OfAccount(a => a with { MaxExposure = Money.FromDollars(6_000) })
                .Limits(l => l with { MaxExposureEvent = Money.FromDollars(6_000), MaxExposureSport = Money.FromDollars(6_000) }),
        },
        new(RefusalCode.Disabled, Home, s => { s.Open(); s.Take(new SwitchRequested(SwitchScope.Ticker, Home.Value, false, "test")); s.SignalTaker(); }),
        new(RefusalCode.NotReducing, Home, AskToLeaveWhatIsLeft),
    ];

    private static void BeyondTheCeiling(CoreScene s)
    {
        VenuePosition[] theirs = [new(Elsewhere, Quantity.FromContracts(10_000), Money.Zero, Money.Zero)];
        s.Open(reconciled: false);
        s.List("G9", GameOutcome.Home);
        s.Listing(10_000, [], theirs);
        s.SignalTaker();
    }

    private static void Freeze(CoreScene s)
    {
        // A difference freezes when two listings show it.
        VenuePosition[] theirs = [new(Home, Quantity.FromContracts(5), Money.Zero, Money.Zero)];
        s.Open(positions: theirs);
        s.Pass(3);
        s.Listing(1_000, [], theirs);
        s.SignalTaker();
    }

    private static void Reject(CoreScene s)
    {
        s.SignalTaker();
        s.Take(new OrderRejected(Assert.Single(s.Created).Id, "insufficient_balance", null));
        s.Forget();
    }

    private static void AnswerLate(CoreScene s)
    {
        s.Open();
        s.List(OtherGame, GameOutcome.Home);
        s.SignalTaker();
        var order = Assert.Single(s.Created);
        s.Take(new OrderSent(order.Id));
        s.Pass(2);
        s.Accept(order, 0, 0);
        s.SignalTaker(OtherGame);
    }

    internal static void LoseAgainstTheMid(CoreScene s)
    {
        s.Open();
        s.List(OtherGame, GameOutcome.Home);
        s.Buy();
        s.Quote(Home, 38, 41);
        s.Pass(60);
        s.SignalTaker(OtherGame);
    }

    private static void Repeat(CoreScene s)
    {
        s.Open();
        s.SignalTaker();
        s.Accept(Assert.Single(s.Created), 0, 0);
        s.Forget();
        s.Pass(6, Game);
    }

    private static void InTwoGames(CoreScene s)
    {
        s.List(OtherGame, GameOutcome.Home);
        s.SignalTaker();
        s.SignalTaker(OtherGame);
    }

    private static void LoseTheDay(CoreScene s)
    {
        s.Open();
        s.List(OtherGame, GameOutcome.Home);
        s.Buy();
        s.Take(new SettlementReported(new SettlementRow(Home, Price.Zero, Quantity.FromContracts(10), Money.Zero, s.Now)));
        s.SignalTaker(OtherGame);
    }

    private static void FallBack(CoreScene s)
    {
        s.Open();
        s.List(OtherGame, GameOutcome.Home);
        s.Buy();
        s.Quote(Home, 20, 23);
        s.SignalTaker(OtherGame);
    }

    /// <summary>The exit has filled and its market hears of the order before it hears of the position.</summary>
    private static void AskToLeaveWhatIsLeft(CoreScene s)
    {
        s.Open();
        var exit = s.Buy();
        s.Forget();
        s.Take(s.FillOf(exit, 10));
    }
}
