using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Simulation.Import;
using KalshiArb.Simulation.Recorded;

namespace KalshiArb.Simulation.Tests.Recorded;

/// <summary>An order on recorded bars never fills inside the bar that made the signal.</summary>
public sealed class BarFillTests
{
    private static readonly Ticker Market = new("KXMLBGAME-26JUL05ATLPHI-PHI");
    private static readonly Ticker Other = new("KXMLBGAME-26JUL05ATLPHI-ATL");
    private static readonly Instant Start = Instant.FromUnixSeconds(1_783_000_000);
    private static readonly TimeSpan Bar = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(OrderSide.Bid, 52, 50, 10, 5, 52, 5)] // the ask came down: no better than what was shown
    [InlineData(OrderSide.Bid, 53, 53, 10, 10, 53, 10)] // it went up to our limit: at that
    [InlineData(OrderSide.Bid, 52, 53, 4, 10, 53, 4)] // the smaller of the sizes
    public void A_taker_gets_the_worse_of_the_last_end_and_the_next(OrderSide side, int ask, int nextAsk, int size, int nextSize, int price, int count)
    {
        var world = World(Row(0, 48, ask, size), Row(1, 48, nextAsk, nextSize));

        var fill = Assert.Single(Submit(world, side, 53, 10).OfType<FillReported>());

        Assert.Equal((Price.FromCents(price), Quantity.FromContracts(count)), (fill.Price, fill.Count));
    }

    [Fact]
    public void A_seller_gets_the_lower_of_the_two_bids()
    {
        var world = World(Row(0, 48, 52, 10), Row(1, 47, 52, 10));

        var fill = Assert.Single(Submit(world, OrderSide.Ask, 47, 10).OfType<FillReported>());

        Assert.Equal(Price.FromCents(47), fill.Price);
    }

    [Fact]
    public void A_price_that_has_gone_by_the_end_of_the_bar_was_never_there()
    {
        var world = World(Row(0, 48, 52, 10), Row(1, 52, 54, 10));

        var told = Submit(world, OrderSide.Bid, 53, 10);

        Assert.Empty(told.OfType<FillReported>());
        Assert.Equal(VenueOrderStatus.Canceled, Assert.Single(told.OfType<OrderReported>()).State.Status);
    }

    [Fact]
    public void Nothing_fills_where_the_next_end_is_missing_shows_nobody_or_comes_after_trading()
    {
        Assert.Empty(Submit(World(Row(0, 48, 52, 10)), OrderSide.Bid, 53, 10).OfType<FillReported>());
        Assert.Empty(Submit(World(Row(0, 48, 52, 10), Row(3, 48, 52, 10)), OrderSide.Bid, 53, 10).OfType<FillReported>());
        Assert.Empty(Submit(World(Row(0, 48, 52, 10), Row(1, 48, null, 10)), OrderSide.Bid, 53, 10).OfType<FillReported>());
        Assert.Empty(Submit(World(Row(0, 48, 52, 10), new TimedInput(Start + Bar / 2, new MarketStatusChanged(Market, MarketStatus.Inactive)), Row(1, 48, 52, 10)), OrderSide.Bid, 53, 10).OfType<FillReported>());
    }

    [Fact]
    public void The_rows_of_another_market_say_nothing_and_nothing_that_was_looked_at_is_left_out()
    {
        var world = World(Row(0, 48, 52, 10), Row(1, 10, 11, 10, Other), Row(1, 48, 52, 10), Row(2, 49, 53, 10));
        Submit(world, OrderSide.Bid, 53, 10);
        var seen = new List<Input>();

        while (world.NextTime is not null) world.Step(seen);

        Assert.Equal([Price.FromCents(11), Price.FromCents(52), Price.FromCents(53)], seen.OfType<TopQuoted>().Select(row => row.Ask!.Value.Price));
    }

    [Fact]
    public void What_was_taken_at_the_next_end_is_not_there_a_second_time()
    {
        var world = World(Row(0, 48, 52, 10), Row(1, 48, 53, 10), Row(2, 48, 53, 10));
        Submit(world, OrderSide.Bid, 53, 7);
        world.Step([]);

        var fill = Assert.Single(Submit(world, OrderSide.Bid, 53, 10, 2).OfType<FillReported>());

        Assert.Equal(Quantity.FromContracts(3), fill.Count);
    }

    private static RecordedWorld World(params TimedInput[] rows)
    {
        var facts = new MarketFacts(
            Market, new EventTicker("KXMLBGAME-26JUL05ATLPHI"), new SeriesTicker("KXMLBGAME"), Sport.Mlb, PriceGrid.LinearCent, new FeeSchedule(FeeType.Quadratic, 1_000), MarketStatus.Active,
            Start + TimeSpan.FromHours(9), new Shard(0), new GameId("g"), GameOutcome.Home, 2, TimeSpan.FromMinutes(2));
        var world = new RecordedWorld(
            [new TimedInput(Start, new MarketListed(facts)), new TimedInput(Start, new MarketListed(facts with { Ticker = Other, YesOutcome = GameOutcome.Away })), .. rows],
            [new ShardCash(new Shard(0), Money.FromDollars(1_000))], MemberPrecision.Direct, settlesAtResult: false, Bar);
        for (var i = 0; i < 3; i++) world.Step([]);
        return world;
    }

    private static TimedInput Row(int minute, int bid, int? ask, int size, Ticker? ticker = null) => new(
        Start + Bar * minute,
        new TopQuoted(
            ticker ?? Market, new BookLevel(Price.FromCents(bid), Quantity.FromContracts(size)),
            ask is { } cents ? new BookLevel(Price.FromCents(cents), Quantity.FromContracts(size)) : null));

    private static List<Input> Submit(RecordedWorld world, OrderSide side, int cents, int contracts, int number = 1)
    {
        var told = new List<Input>();
        var ticket = new OrderTicket(
            ClientOrderIds.Make("ka", 1, OrderRole.Entry, number), Market, side, Price.FromCents(cents), Quantity.FromContracts(contracts), TimeInForce.ImmediateOrCancel, OrderRole.Entry,
            PostOnly: false, ReduceOnly: false, null, SelfTradePrevention.Maker, CancelOnPause: false, null, new Shard(0));
        Assert.IsType<OrderAccepted>(world.Submit(ticket, world.Now + TimeSpan.FromMilliseconds(500), told));
        return told;
    }
}
