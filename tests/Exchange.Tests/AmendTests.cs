using CsCheck;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Exchange.Matching;

namespace KalshiArb.Exchange.Tests;

public sealed class AmendTests
{
    [Fact]
    public void Only_a_smaller_size_at_the_same_price_keeps_the_place()
    {
        var stage = new Stage();
        var first = stage.Buy(stage.Maker, 40, 5).Order;
        stage.Buy(stage.Taker, 40, 7);
        Amend(stage, first, 40, 3);
        Assert.Equal(Quantity.Zero, stage.Venue.QueuePosition(stage.Maker, first));
        Amend(stage, first, 40, 4);
        Assert.Equal(new Quantity?(Quantity.FromContracts(7)), stage.Venue.QueuePosition(stage.Maker, first));
        Amend(stage, first, 41, 4);
        Assert.Equal(Price.FromCents(41), stage.Venue.BestBid(stage.Market)!.Value.Price);
        stage.Venue.CheckInvariants();
    }

    [Fact]
    public void A_refused_amend_leaves_the_order_and_its_reservation_as_they_were()
    {
        var stage = new Stage();
        var order = stage.Buy(stage.Maker, 40, 5).Order;
        stage.Sell(stage.Taker, 60, 5);
        var (before, available) = (stage.Venue.FindOrder(stage.Maker, order), stage.Venue.Available(stage.Maker, new Shard(3)));

        Assert.Equal(VenueRefusal.InsufficientBalance, Amend(stage, order, 50, 5_000).Refusal);
        Assert.Equal(VenueRefusal.InvalidOrderSize, Amend(stage, order, 50, 0).Refusal);
        Assert.Equal(VenueRefusal.OrderSideMismatch, stage.Venue.Amend(stage.Maker, order, OrderSide.Ask, Price.FromCents(50), Quantity.FromContracts(5), null, stage.At).Refusal);
        Assert.Equal(VenueRefusal.InvalidPrice, stage.Venue.Amend(stage.Maker, order, OrderSide.Bid, Price.FromUnits(4_050), Quantity.FromContracts(5), null, stage.At).Refusal);
        Assert.Equal(VenueRefusal.NotFound, stage.Venue.Amend(stage.Taker, order, OrderSide.Bid, Price.FromCents(50), Quantity.FromContracts(5), null, stage.At).Refusal);

        Assert.Equal(before, stage.Venue.FindOrder(stage.Maker, order));
        Assert.Equal(available, stage.Venue.Available(stage.Maker, new Shard(3)));
    }

    [Fact]
    public void Books_money_and_reservations_add_up_whatever_is_amended() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 1], Gen.Int[0, 9], Gen.Int[30, 70], Gen.Int[1, 900]).Array[1, 60].Sample(
            steps =>
            {
                var stage = new Stage();
                var orders = new List<(AccountId Account, OrderNumber Order, OrderSide Side)>();
                foreach (var (kind, who, which, cents, count) in steps)
                {
                    var account = who == 0 ? stage.Maker : stage.Taker;
                    if (kind == 0 || orders.Count == 0)
                    {
                        var side = which % 2 == 0 ? OrderSide.Bid : OrderSide.Ask;
                        var made = side == OrderSide.Bid ? stage.Buy(account, cents, count) : stage.Sell(account, cents, count);
                        if (made.Refusal is null) orders.Add((account, made.Order, side));
                    }
                    else
                    {
                        var (owner, order, side) = orders[which % orders.Count];
                        stage.Venue.Amend(owner, order, side, Price.FromCents(cents), Quantity.FromHundredths(count * 37L), null, stage.At);
                    }

                    stage.Venue.CheckInvariants();
                }
            },
            iter: 300);

    private static SubmitResult Amend(Stage stage, OrderNumber order, int cents, long count) =>
        stage.Venue.Amend(stage.Maker, order, OrderSide.Bid, Price.FromCents(cents), Quantity.FromContracts(count), null, stage.At);
}
