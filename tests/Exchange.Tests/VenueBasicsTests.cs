using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Exchange.Matching;

namespace KalshiArb.Exchange.Tests;

public sealed class VenueBasicsTests
{
    [Fact]
    public void A_taker_trades_at_the_makers_price_and_both_fills_carry_one_match()
    {
        var stage = new Stage();
        stage.Sell(stage.Maker, 52, 1);
        var taken = stage.Buy(stage.Taker, 99, 1, TimeInForce.ImmediateOrCancel);

        Assert.Null(taken.Refusal);
        Assert.Equal(Quantity.FromContracts(1), taken.Filled);
        Assert.Equal(2, stage.Venue.Outputs.Fills.Count);
        Assert.Equal(stage.Venue.Outputs.Fills[0].Match, stage.Venue.Outputs.Fills[1].Match);
        Assert.All(stage.Venue.Outputs.Fills, fill => Assert.Equal(Price.FromCents(52), fill.Price));
        Assert.Equal(Money.FromMicros(17_500), stage.Venue.Outputs.Fills[0].Fee); // recorded on the wire, 2026-06-11
        stage.Venue.CheckInvariants();
    }
}

/// <summary>A venue with one market, a maker and a taker, each with $1,000.</summary>
internal sealed class Stage
{
    public static readonly Instant Start = Instant.FromUnixSeconds(1_792_278_000);

    public Stage(VenueRules? rules = null, FeeType fees = FeeType.Quadratic)
    {
        Venue = new Venue(rules ?? VenueRules.Kalshi2026);
        Market = Venue.AddMarket(Facts("KXNBAGAME-26OCT17BOSNYK-BOS", fees));
        Maker = Venue.OpenAccount(keepsHistory: true);
        Taker = Venue.OpenAccount(keepsHistory: true);
        Venue.Deposit(Maker, new Shard(3), Money.FromDollars(1_000));
        Venue.Deposit(Taker, new Shard(3), Money.FromDollars(1_000));
    }

    public Venue Venue { get; }

    public MarketIndex Market { get; }

    public AccountId Maker { get; }

    public AccountId Taker { get; }

    public Instant At { get; set; } = Start;

    public static MarketFacts Facts(string ticker, FeeType fees) => new(
        new Ticker(ticker), new EventTicker("KXNBAGAME-26OCT17BOSNYK"), new SeriesTicker("KXNBAGAME"), Sport.Nba, PriceGrid.LinearCent,
        new FeeSchedule(fees, 1000), MarketStatus.Active, Start + TimeSpan.FromHours(5), new Shard(3), new GameId("g"), GameOutcome.Away, 2,
        TimeSpan.FromSeconds(300));

    public NewOrder Order(AccountId account, OrderSide side, int cents, long contracts, TimeInForce tif = TimeInForce.GoodTillCanceled) =>
        new(account, Market, side, Price.FromCents(cents), Quantity.FromContracts(contracts), tif, SelfTradePrevention.TakerAtCross);

    public SubmitResult Buy(AccountId account, int cents, long contracts, TimeInForce tif = TimeInForce.GoodTillCanceled) =>
        Venue.Submit(Order(account, OrderSide.Bid, cents, contracts, tif), At);

    public SubmitResult Sell(AccountId account, int cents, long contracts, TimeInForce tif = TimeInForce.GoodTillCanceled) =>
        Venue.Submit(Order(account, OrderSide.Ask, cents, contracts, tif), At);
}
