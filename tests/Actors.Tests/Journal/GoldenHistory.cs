using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Risk;

namespace KalshiArb.Actors.Tests.Journal;

/// <summary>A short life with something of everything that a snapshot holds; frozen, since its golden file is.</summary>
internal static class GoldenHistory
{
    private static readonly Instant At = Instant.FromUnixMicros(1_792_278_192_123_456);
    private static readonly Ticker Boston = new("KXNBAGAME-26OCT17BOSNYK-BOS");
    private static readonly Ticker Miami = new("KXNBAGAME-26OCT17MIALAL-MIA");

    public static IReadOnlyList<IJournaled> Facts { get; } =
    [
        new RunStarted(1, At, "0.1.0+4f2c91a"),
        new CashOpened(new Shard(3), Money.FromDollars(1_000), At),
        new OrderGroupOpened(OrderRole.Entry, new Shard(3), new OrderGroupId("group-1"), At),
        new RunStarted(2, At, "0.1.0+4f2c91a"),
        new OrderGroupOpened(OrderRole.Entry, new Shard(3), new OrderGroupId("group-3"), At),
        new HighWaterMarkRaised(Money.FromDollars(1_012), At),
        Intended("k1-2-e-1", Boston, OrderSide.Bid),
        new OrderWritten(new ClientOrderId("k1-2-e-1"), At),
        new OrderAcknowledged(new ClientOrderId("k1-2-e-1"), new VenueOrderId("v1"), At),
        Fill("f1", "v1", new ClientOrderId("k1-2-e-1"), Boston, OrderSide.Bid, 250),
        new OrderEnded(new ClientOrderId("k1-2-e-1"), OrderEnd.Canceled, Quantity.FromHundredths(250), null, At),
        Intended("k1-2-e-2", Miami, OrderSide.Bid),
        new FillCountSeen(new ClientOrderId("k1-2-e-2"), Quantity.FromHundredths(100), At),
        new OrderDoubted(new ClientOrderId("k1-2-e-2"), "no answer in 30 s", At),
        new OrderNotListed(new ClientOrderId("k1-2-e-2"), At, At),
        new OrderOverdue(new ClientOrderId("k1-2-e-2"), "in doubt", At),
        Intended("k1-2-x-3", Boston, OrderSide.Ask),
        new OrderAcknowledged(new ClientOrderId("k1-2-x-3"), new VenueOrderId("v3"), At),
        new CancelDecided(new ClientOrderId("k1-2-x-3"), "reprice", At),
        Intended("k1-2-e-4", Boston, OrderSide.Bid),
        new OrderEnded(new ClientOrderId("k1-2-e-4"), OrderEnd.Rejected, Quantity.Zero, "insufficient_balance", At),
        Fill("f9", "v9", null, new Ticker("KXOTHER"), OrderSide.Ask, 100),
        new SettlementBooked(Miami, Price.One, Quantity.FromContracts(-10), Money.Zero, At, At),
        new CoolDownStarted(Boston, new EventTicker("KXNBAGAME-26OCT17BOSNYK"), At + TimeSpan.FromMinutes(2), "REJECT"),
        new TickerFrozen(Boston, "reconcile: position ours 10, exchange 7", At),
        new SwitchChanged(SwitchScope.Series, "KXNHLGAME", false, "operator", At),
        new SwitchChanged(SwitchScope.Strategy, "score-edge", false, "operator", At),
        new SwitchChanged(SwitchScope.Ticker, "KXOTHER", false, "operator", At),
        new TradingStateChanged(TradingState.Paused, "operator", "by hand", At + TimeSpan.FromSeconds(1)),
    ];

    /// <summary>Where the golden files of snapshots and tapes lie. None is ever edited.</summary>
    public static string Folder
    {
        get
        {
            var folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "KalshiArb.sln")))
                folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("KalshiArb.sln is in no folder above the tests");
            return Path.Combine(folder, "tests", "Actors.Tests", "Journal", "golden");
        }
    }

    private static OrderIntended Intended(string id, Ticker ticker, OrderSide side) => new(
        new OrderTicket(
            new ClientOrderId(id), ticker, side, Price.FromUnits(4_700), Quantity.FromHundredths(1_050), TimeInForce.GoodTillCanceled, side == OrderSide.Bid ? OrderRole.Entry : OrderRole.Exit,
            true, false, At + TimeSpan.FromSeconds(10), SelfTradePrevention.TakerAtCross, true, new OrderGroupId("group-3"), new Shard(3)),
        new StrategyId("sportsbook-edge"), Money.FromMicros(5_123_400), At);

    private static FillBooked Fill(string id, string venue, ClientOrderId? order, Ticker ticker, OrderSide side, int hundredths) => new(
        new FillId(id), new VenueOrderId(venue), order, ticker, side, Price.FromUnits(4_700), Quantity.FromHundredths(hundredths), Money.FromMicros(43_600), Liquidity.Maker, At, At);
}
