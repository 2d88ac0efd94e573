using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Simulation.Import;
using KalshiArb.Simulation.Measurement;
using KalshiArb.Simulation.Recorded;

namespace KalshiArb.Simulation.Tests.Recorded;

/// <summary>What other members traded fills a resting order of ours where price alone decides that it would have.</summary>
public sealed class TradeThroughTests
{
    private static readonly Ticker Market = new("KXMLBGAME-26JUL05ATLPHI-PHI");
    private static readonly Ticker Other = new("KXMLBGAME-26JUL05ATLPHI-ATL");
    private static readonly Instant Start = Instant.FromUnixSeconds(1_783_000_000);

    [Theory]
    [InlineData(OrderSide.Bid, 50, 49, Outcome.No, 4, 4)] // somebody sold below our bid
    [InlineData(OrderSide.Bid, 50, 50, Outcome.No, 4, 0)] // at our price everybody may have been before us
    [InlineData(OrderSide.Bid, 50, 49, Outcome.Yes, 4, 0)] // a buyer met no bid
    [InlineData(OrderSide.Bid, 50, 49, Outcome.No, 40, 10)] // no more than we wanted
    [InlineData(OrderSide.Ask, 51, 52, Outcome.Yes, 4, 4)]
    [InlineData(OrderSide.Ask, 51, 51, Outcome.Yes, 4, 0)]
    [InlineData(OrderSide.Ask, 51, 52, Outcome.No, 4, 0)]
    public void A_resting_order_fills_at_its_limit_when_a_trade_against_its_side_goes_beyond_it(OrderSide side, int limit, int paid, Outcome taker, int traded, int filled)
    {
        var (world, told) = World(Trade(30, paid, traded, taker));
        Rest(world, side, limit, 10, told);

        Run(world, told);

        var fills = told.OfType<FillReported>().ToArray();
        Assert.Equal(Quantity.FromContracts(filled), fills.Aggregate(Quantity.Zero, (sum, fill) => sum + fill.Count));
        Assert.All(fills, fill => Assert.Equal((Price.FromCents(limit), Liquidity.Maker, Start + TimeSpan.FromSeconds(30)), (fill.Price, fill.Liquidity, fill.TradedAt)));
    }

    [Fact]
    public void What_was_traded_once_fills_us_once_however_many_orders_it_passed()
    {
        var (world, told) = World(Trade(30, 45, 12, Outcome.No));
        Rest(world, OrderSide.Bid, 50, 10, told);
        Rest(world, OrderSide.Bid, 49, 10, told, 2);

        Run(world, told);

        Assert.Equal([Quantity.FromContracts(10), Quantity.FromContracts(2)], told.OfType<FillReported>().Select(fill => fill.Count));
    }

    [Fact]
    public void Blocks_other_markets_and_trades_before_the_order_prove_nothing()
    {
        var (world, told) = World(
            Trade(1, 40, 10, Outcome.No), Trade(30, 40, 10, Outcome.No, ticker: Other), Trade(31, 40, 10, Outcome.No, block: true));
        world.Step(told);
        Rest(world, OrderSide.Bid, 50, 10, told);

        Run(world, told);

        Assert.Equal(3, told.OfType<PublicTradeReported>().Count());
        Assert.Empty(told.OfType<FillReported>());
    }

    [Fact]
    public void All_trades_are_counted_and_the_chart_keeps_some_evenly_over_the_whole_time()
    {
        var prints = new MeasuredPrints();
        for (var i = 0; i < 10_000; i++) prints.Add(Start + TimeSpan.FromSeconds(i), new PublicTradeReported(Market, Price.FromCents(50), Quantity.FromContracts(2), Outcome.Yes, IsBlock: false));

        Assert.Equal((10_000, Quantity.FromContracts(20_000)), (prints.Count, prints.Contracts));
        Assert.InRange(prints.Shown.Count, 1_000, 2_000);
        var steps = prints.Shown.Zip(prints.Shown.Skip(1), (left, right) => right.At - left.At).Distinct().ToArray();
        Assert.Equal(Start, prints.Shown[0].At);
        Assert.True(Assert.Single(steps) <= TimeSpan.FromSeconds(10));
        Assert.True(prints.Shown[^1].At > Start + TimeSpan.FromSeconds(9_980));
    }

    private static (RecordedWorld World, List<Input> Told) World(params TimedInput[] trades)
    {
        var facts = new MarketFacts(
            Market, new EventTicker("KXMLBGAME-26JUL05ATLPHI"), new SeriesTicker("KXMLBGAME"), Sport.Mlb, PriceGrid.LinearCent, new FeeSchedule(FeeType.Quadratic, 1_000), MarketStatus.Active,
            Start + TimeSpan.FromHours(9), new Shard(0), new GameId("g"), GameOutcome.Home, 2, TimeSpan.FromMinutes(2));
        var world = new RecordedWorld(
            [
                new TimedInput(Start, new MarketListed(facts)), new TimedInput(Start, new MarketListed(facts with { Ticker = Other, YesOutcome = GameOutcome.Away })),
                new TimedInput(Start, new TopQuoted(Market, new BookLevel(Price.FromCents(48), Quantity.FromContracts(100)), new BookLevel(Price.FromCents(53), Quantity.FromContracts(100)))), .. trades,
            ],
            [new ShardCash(new Shard(0), Money.FromDollars(1_000))], MemberPrecision.Direct, settlesAtResult: false, TimeSpan.FromMinutes(1));
        var told = new List<Input>();
        for (var i = 0; i < 3; i++) world.Step(told);
        return (world, told);
    }

    private static void Run(RecordedWorld world, List<Input> told)
    {
        while (world.NextTime is not null) world.Step(told);
    }

    private static TimedInput Trade(int second, int cents, int contracts, Outcome taker, Ticker? ticker = null, bool block = false) => new(
        Start + TimeSpan.FromSeconds(second), new PublicTradeReported(ticker ?? Market, Price.FromCents(cents), Quantity.FromContracts(contracts), taker, block));

    private static void Rest(RecordedWorld world, OrderSide side, int cents, int contracts, List<Input> told, int number = 1)
    {
        var ticket = new OrderTicket(
            ClientOrderIds.Make("ka", 1, OrderRole.Entry, number), Market, side, Price.FromCents(cents), Quantity.FromContracts(contracts), TimeInForce.GoodTillCanceled, OrderRole.Entry,
            PostOnly: true, ReduceOnly: false, null, SelfTradePrevention.Maker, CancelOnPause: false, null, new Shard(0));
        Assert.IsType<OrderAccepted>(world.Submit(ticket, world.Now + TimeSpan.FromMilliseconds(500), told));
    }
}
