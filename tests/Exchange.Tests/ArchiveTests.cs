using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;

namespace KalshiArb.Exchange.Tests;

/// <summary>What the venue forgets, and what it never does.</summary>
public sealed class ArchiveTests
{
    [Fact]
    public void What_ended_before_is_listed_no_more_and_what_rests_is_however_old()
    {
        var stage = new Stage();
        stage.Venue.AdvanceTo(stage.At);
        var resting = stage.Buy(stage.Taker, 40, 3);
        stage.Sell(stage.Maker, 52, 1);
        stage.Buy(stage.Taker, 52, 1);
        stage.At += TimeSpan.FromHours(1);
        stage.Sell(stage.Maker, 53, 1);
        var late = stage.Buy(stage.Taker, 53, 1);
        var (position, cash) = (stage.Venue.Position(stage.Taker, stage.Market), stage.Venue.Cash(stage.Taker, new Domain.Markets.Shard(3)));

        stage.Venue.Archive(stage.Taker, stage.At);

        Assert.Equal([resting.Order, late.Order], stage.Venue.ListOrders(stage.Taker, Instant.Never).Select(order => order.Order));
        Assert.Equal(late.Order, Assert.Single(stage.Venue.ListFills(stage.Taker, Instant.Never)).Order);
        Assert.Equal(position, stage.Venue.Position(stage.Taker, stage.Market));
        Assert.Equal(cash, stage.Venue.Cash(stage.Taker, new Domain.Markets.Shard(3)));
        stage.Venue.CheckInvariants();
    }

    [Fact]
    public void The_client_id_of_an_order_that_is_archived_may_be_used_again_and_that_of_another_may_not()
    {
        var stage = new Stage();
        var first = stage.Order(stage.Taker, OrderSide.Bid, 40, 1, TimeInForce.ImmediateOrCancel) with { ClientId = new ClientOrderId("ka-1-e-1") };
        var second = first with { ClientId = new ClientOrderId("ka-1-e-2") };
        stage.Venue.Submit(first, stage.At);
        stage.At += TimeSpan.FromHours(1);
        stage.Venue.Submit(second, stage.At);

        stage.Venue.Archive(stage.Taker, stage.At);

        Assert.NotNull(stage.Venue.Submit(second, stage.At).Refusal);
        Assert.Null(stage.Venue.Submit(first, stage.At).Refusal);
    }
}
