using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Exchange.Accounts;
using KalshiArb.Exchange.Matching;

namespace KalshiArb.Exchange.Tests;

public sealed class VenueRulesTests
{
    [Fact]
    public void A_client_id_is_spent_for_good_also_by_a_killed_fill_or_kill()
    {
        var stage = new Stage();
        var id = new ClientOrderId("once");
        var killed = stage.Venue.Submit(stage.Order(stage.Taker, OrderSide.Bid, 50, 1, TimeInForce.FillOrKill) with { ClientId = id }, stage.At);
        Assert.Equal((409, "fill_or_kill_insufficient_resting_volume"), (killed.Refusal!.HttpStatus, killed.Refusal.Code));
        Assert.Equal("order_already_exists", stage.Venue.Submit(stage.Order(stage.Taker, OrderSide.Bid, 40, 1) with { ClientId = id }, stage.At).Refusal!.Code);
    }

    [Fact]
    public void A_refused_order_does_not_spend_its_client_id()
    {
        var stage = new Stage();
        var id = new ClientOrderId("again");
        Assert.Equal("insufficient_balance", stage.Venue.Submit(stage.Order(stage.Taker, OrderSide.Bid, 50, 10_000) with { ClientId = id }, stage.At).Refusal!.Code);
        Assert.Null(stage.Venue.Submit(stage.Order(stage.Taker, OrderSide.Bid, 50, 1) with { ClientId = id }, stage.At).Refusal);
    }

    [Fact]
    public void A_post_only_order_that_would_cross_is_refused_with_the_venues_words()
    {
        var stage = new Stage();
        stage.Sell(stage.Maker, 52, 1);
        var refused = stage.Venue.Submit(stage.Order(stage.Taker, OrderSide.Bid, 52, 1) with { PostOnly = true }, stage.At).Refusal!;
        Assert.Equal((400, "invalid_order", "post only cross"), (refused.HttpStatus, refused.Code, refused.Details));
    }

    [Fact]
    public void Meeting_an_own_order_stops_the_taker_or_cancels_the_maker_as_asked()
    {
        var stage = new Stage();
        stage.Sell(stage.Maker, 50, 2);
        stage.Sell(stage.Taker, 51, 2);
        stage.Sell(stage.Maker, 52, 2);
        var stopped = stage.Buy(stage.Taker, 55, 6);
        Assert.Equal((Quantity.FromContracts(2), Quantity.Zero), (stopped.Filled, stopped.Remaining));
        Assert.Equal(UpdateReason.SelfTradeCancel, stage.Venue.FindOrder(stage.Taker, stopped.Order)!.Value.Reason);

        var passed = stage.Venue.Submit(stage.Order(stage.Taker, OrderSide.Bid, 55, 2) with { SelfTradePrevention = SelfTradePrevention.Maker }, stage.At);
        Assert.Equal(Quantity.FromContracts(2), passed.Filled);
        Assert.Single(stage.Venue.Outputs.Orders, order => order.Reason == UpdateReason.SelfTradeCancel && order.Side == OrderSide.Ask);
        stage.Venue.CheckInvariants();
    }

    [Fact]
    public void Closing_needs_no_cash_and_a_bid_reserves_price_and_fee_on_its_shard()
    {
        var stage = new Stage();
        stage.Buy(stage.Maker, 50, 1_000);
        stage.Sell(stage.Taker, 50, 1_000);
        Assert.Equal(Quantity.FromContracts(-1_000), stage.Venue.Position(stage.Taker, stage.Market).Position);
        stage.Venue.Deposit(stage.Taker, new Shard(3), -stage.Venue.Available(stage.Taker, new Shard(3)));
        Assert.Equal(Money.Zero, stage.Venue.Available(stage.Taker, new Shard(3)));
        Assert.Null(stage.Buy(stage.Taker, 60, 1_000).Refusal);
        Assert.Equal("insufficient_balance", stage.Buy(stage.Taker, 59, 1).Refusal!.Code);
    }

    [Fact]
    public void A_group_past_its_limit_in_fifteen_seconds_takes_no_more_until_it_is_reset()
    {
        var stage = new Stage();
        stage.Sell(stage.Maker, 50, 100);
        var group = stage.Venue.CreateGroup(stage.Taker, new Shard(3), 10, stage.At).Group;
        NewOrder Order(int cents, long contracts) => stage.Order(stage.Taker, OrderSide.Bid, cents, contracts) with { Group = group };
        var resting = stage.Venue.Submit(Order(40, 1), stage.At).Order;
        stage.Venue.Submit(Order(50, 10), stage.At);
        Assert.False(stage.Venue.IsGroupTriggered(stage.Taker, group));
        stage.At += TimeSpan.FromSeconds(15);
        stage.Venue.Submit(Order(50, 10), stage.At);
        Assert.False(stage.Venue.IsGroupTriggered(stage.Taker, group));
        stage.Venue.Submit(Order(50, 3), stage.At + TimeSpan.FromSeconds(14));
        Assert.True(stage.Venue.IsGroupTriggered(stage.Taker, group));
        Assert.Equal(VenueOrderStatus.Canceled, stage.Venue.FindOrder(stage.Taker, resting)!.Value.Status);
        Assert.Equal("EXCEEDED_ORDER_GROUP_RISK_LIMIT", stage.Venue.Submit(Order(40, 1), stage.At + TimeSpan.FromSeconds(14)).Refusal!.Code);
        stage.Venue.ResetGroup(stage.Taker, group, stage.At + TimeSpan.FromSeconds(14));
        Assert.Null(stage.Venue.Submit(Order(40, 1), stage.At + TimeSpan.FromSeconds(14)).Refusal);
    }

    [Fact]
    public void A_position_limit_counts_what_is_open_and_lets_reductions_through()
    {
        var stage = new Stage();
        stage.Sell(stage.Maker, 50, 100);
        stage.Venue.SetRules(stage.Venue.Rules with { PositionLimit = Quantity.FromContracts(5) });
        SubmitResult Submit(OrderSide side, int cents, long contracts) => stage.Venue.Submit(stage.Order(stage.Taker, side, cents, contracts), stage.At);
        Assert.Null(Submit(OrderSide.Bid, 50, 3).Refusal);
        var resting = Submit(OrderSide.Bid, 40, 2);
        Assert.Null(resting.Refusal);
        Assert.Equal((400, "EXCEEDED_PER_MARKET_RISK_LIMIT"), (Submit(OrderSide.Bid, 40, 1).Refusal!.HttpStatus, Submit(OrderSide.Bid, 40, 1).Refusal!.Code));
        Assert.Equal("EXCEEDED_PER_MARKET_RISK_LIMIT", stage.Venue.Amend(stage.Taker, resting.Order, OrderSide.Bid, Price.FromUnits(4_000), Quantity.FromContracts(3), null, stage.At).Refusal!.Code);
        Assert.Null(stage.Venue.Amend(stage.Taker, resting.Order, OrderSide.Bid, Price.FromUnits(4_100), Quantity.FromContracts(2), null, stage.At).Refusal);
        Assert.Null(Submit(OrderSide.Ask, 90, 8).Refusal);
        Assert.Equal("EXCEEDED_PER_MARKET_RISK_LIMIT", Submit(OrderSide.Ask, 91, 1).Refusal!.Code);
        stage.Venue.SetRules(stage.Venue.Rules with { PositionLimit = null });
        Assert.Null(Submit(OrderSide.Ask, 91, 1).Refusal);
    }

    [Fact]
    public void An_order_expires_at_its_second_and_the_close_sweeps_the_rest()
    {
        var stage = new Stage();
        var expiring = stage.Venue.Submit(stage.Order(stage.Taker, OrderSide.Bid, 40, 1) with { Expiration = stage.At + TimeSpan.FromSeconds(10) }, stage.At).Order;
        var standing = stage.Buy(stage.Taker, 41, 1).Order;
        stage.Venue.AdvanceTo(stage.At + TimeSpan.FromSeconds(10));
        Assert.Equal(UpdateReason.ExpiryCancel, stage.Venue.FindOrder(stage.Taker, expiring)!.Value.Reason);
        stage.Venue.SetCloseTime(stage.Market, stage.At + TimeSpan.FromSeconds(20), stage.At + TimeSpan.FromSeconds(10));
        stage.Venue.AdvanceTo(stage.At + TimeSpan.FromSeconds(20));
        Assert.Equal(UpdateReason.CloseCancel, stage.Venue.FindOrder(stage.Taker, standing)!.Value.Reason);
        stage.At += TimeSpan.FromSeconds(20);
        Assert.Equal("MARKET_INACTIVE", stage.Buy(stage.Taker, 40, 1).Refusal!.Code);
        Assert.Equal(Money.FromDollars(1_000), stage.Venue.Available(stage.Taker, new Shard(3)));
    }

    [Fact]
    public void A_pause_keeps_orders_that_did_not_ask_and_the_return_cancels_all()
    {
        var stage = new Stage();
        var asked = stage.Venue.Submit(stage.Order(stage.Taker, OrderSide.Bid, 40, 1) with { CancelOnPause = true }, stage.At).Order;
        var kept = stage.Buy(stage.Taker, 41, 1).Order;
        stage.Venue.SetStatus(stage.Market, MarketStatus.Inactive, stage.At);
        Assert.Equal(UpdateReason.HaltCancel, stage.Venue.FindOrder(stage.Taker, asked)!.Value.Reason);
        Assert.Equal(VenueOrderStatus.Resting, stage.Venue.FindOrder(stage.Taker, kept)!.Value.Status);
        Assert.Equal("MARKET_INACTIVE", stage.Buy(stage.Taker, 40, 1).Refusal!.Code);
        stage.Venue.SetStatus(stage.Market, MarketStatus.Active, stage.At);
        Assert.Equal(UpdateReason.HaltCancel, stage.Venue.FindOrder(stage.Taker, kept)!.Value.Reason);
    }

    [Fact]
    public void Money_moves_when_the_settlement_timer_ends_and_a_scalar_pays_both_sides()
    {
        var stage = new Stage();
        stage.Sell(stage.Maker, 60, 10);
        stage.Buy(stage.Taker, 60, 10);
        stage.Venue.Determine(stage.Market, Price.FromCents(37), stage.At);
        stage.Venue.AdvanceTo(stage.At + TimeSpan.FromSeconds(299));
        Assert.Equal(MarketStatus.Determined, stage.Venue.Status(stage.Market));
        Assert.Empty(stage.Venue.ListSettlements(stage.Taker, Instant.Never));
        stage.Venue.AdvanceTo(stage.At + TimeSpan.FromSeconds(300));
        Assert.Equal(MarketStatus.Finalized, stage.Venue.Status(stage.Market));
        Assert.Equal(Money.FromCents(370), stage.Venue.ListSettlements(stage.Taker, Instant.Never).Single().Revenue);
        Assert.Equal(Money.FromCents(630), stage.Venue.ListSettlements(stage.Maker, Instant.Never).Single().Revenue);
        Assert.Empty(stage.Venue.Positions(stage.Taker));
        stage.Venue.CheckInvariants();
    }

    [Fact]
    public void Queue_position_counts_the_contracts_ahead_and_a_decrease_keeps_the_place()
    {
        var stage = new Stage();
        var first = stage.Sell(stage.Maker, 50, 10).Order;
        var second = stage.Sell(stage.Maker, 50, 5).Order;
        stage.Buy(stage.Taker, 50, 3);
        Assert.Equal(Quantity.FromContracts(7), stage.Venue.QueuePosition(stage.Maker, second));
        stage.Venue.Decrease(stage.Maker, first, Quantity.FromContracts(2), null, stage.At);
        Assert.Equal(Quantity.FromContracts(5), stage.Venue.QueuePosition(stage.Maker, second));
        Assert.Equal(Quantity.Zero, stage.Venue.QueuePosition(stage.Maker, first));
    }

    [Fact]
    public void A_cancelled_an_executed_a_foreign_and_an_unknown_order_are_all_not_found()
    {
        var stage = new Stage();
        var cancelled = stage.Buy(stage.Taker, 40, 1).Order;
        stage.Venue.Cancel(stage.Taker, cancelled, stage.At);
        var foreign = stage.Sell(stage.Maker, 60, 1).Order;
        foreach (var order in new[] { cancelled, foreign, new OrderNumber(99) })
            Assert.Equal("not_found", stage.Venue.Cancel(stage.Taker, order, stage.At).Refusal!.Code);
    }

    [Theory]
    [InlineData(FeeType.Quadratic, 1000, Liquidity.Taker, 5_200, 100, 100, 17_500)] // 1 at 0.52, recorded 2026-06-11
    [InlineData(FeeType.Quadratic, 1000, Liquidity.Taker, 9_900, 100, 100, 700)] // 1 at 0.99, recorded 2026-06-11
    [InlineData(FeeType.Quadratic, 1000, Liquidity.Taker, 5_000, 10_000, 100, 1_750_000)]
    [InlineData(FeeType.QuadraticWithMakerFees, 1000, Liquidity.Maker, 5_000, 10_000, 100, 437_500)]
    [InlineData(FeeType.QuadraticWithMakerFees, 500, Liquidity.Taker, 5_000, 100, 100, 8_800)]
    [InlineData(FeeType.Quadratic, 1000, Liquidity.Maker, 5_000, 100, 100, 0)]
    [InlineData(FeeType.Quadratic, 1000, Liquidity.Taker, 550, 100, 10_000, 5_000)] // through a broker
    public void A_single_fill_costs_what_the_venue_charges(FeeType type, int millis, Liquidity liquidity, int units, long hundredths, long precision, long micros)
    {
        var accumulator = 0L;
        var trade = FillFee.TradeFeeMicros(new FeeSchedule(type, millis), liquidity, units, hundredths);
        Assert.Equal(micros, FillFee.ChargeMicros(trade, -units * hundredths, precision, ref accumulator));
    }

    [Fact]
    public void The_accumulator_of_an_order_pays_rounding_back_over_its_fills()
    {
        var accumulator = 0L;
        var trade = FillFee.TradeFeeMicros(new FeeSchedule(FeeType.Quadratic, 1000), Liquidity.Taker, 550, 100);
        var charged = Enumerable.Range(0, 3).Select(_ => FillFee.ChargeMicros(trade, -55_000, 100, ref accumulator)).ToArray();
        Assert.Equal([3_700, 3_600, 3_700], charged);
        Assert.Equal(charged.Sum() - 3 * trade, accumulator);
    }
}
