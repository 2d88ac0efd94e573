using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Exchange.Matching;

namespace KalshiArb.Exchange.Tests;

/// <summary>Ways in which the venue was seen, or is feared, to differ from its documentation; and who caused a level to change.</summary>
public sealed class VenueOddRulesTests
{
    private static readonly ClientOrderId Id = new("once");

    [Fact]
    public void A_client_id_may_be_spent_only_while_its_order_is_open()
    {
        var stage = new Stage(VenueRules.Kalshi2026 with { IdsOnlyWhileOpen = true });
        var first = stage.Venue.Submit(stage.Order(stage.Taker, OrderSide.Bid, 40, 1) with { ClientId = Id }, stage.At);
        Assert.Equal(VenueRefusal.OrderAlreadyExists, stage.Venue.Submit(stage.Order(stage.Taker, OrderSide.Bid, 41, 1) with { ClientId = Id }, stage.At).Refusal);
        Assert.Null(stage.Venue.Cancel(stage.Taker, first.Order, stage.At).Refusal);
        Assert.Null(stage.Venue.Submit(stage.Order(stage.Taker, OrderSide.Bid, 41, 1) with { ClientId = Id }, stage.At).Refusal);
    }

    [Fact]
    public void A_past_expiration_may_be_taken_as_immediate_and_leaves_no_deadline()
    {
        var stage = new Stage();
        stage.Sell(stage.Maker, 50, 1);
        stage.Venue.AdvanceTo(stage.At);
        var late = stage.Order(stage.Taker, OrderSide.Bid, 50, 3) with { Expiration = stage.At - TimeSpan.FromSeconds(1) };
        Assert.Equal(VenueRefusal.InvalidExpiration, stage.Venue.Submit(late, stage.At).Refusal);

        var deadline = stage.Venue.NextDeadline;
        stage.Venue.ChangeRules(stage.Venue.Rules with { PastExpirationIsImmediate = true });
        var taken = stage.Venue.Submit(late, stage.At);
        Assert.Equal((null, Quantity.FromContracts(1), Quantity.Zero), (taken.Refusal, taken.Filled, taken.Remaining));
        Assert.Equal(VenueOrderStatus.Canceled, stage.Venue.FindOrder(stage.Taker, taken.Order)!.Value.Status);
        Assert.Equal(deadline, stage.Venue.NextDeadline);
        stage.Venue.CheckInvariants();
    }

    [Fact]
    public void A_level_names_the_order_that_caused_its_change()
    {
        var stage = new Stage();
        stage.Venue.Submit(stage.Order(stage.Maker, OrderSide.Ask, 50, 2) with { ClientId = new ClientOrderId("rests") }, stage.At);
        stage.Venue.Submit(stage.Order(stage.Taker, OrderSide.Bid, 50, 1) with { ClientId = Id }, stage.At);
        Assert.Equal(
            [(stage.Maker, new ClientOrderId("rests"), 2L), (stage.Taker, Id, -1L)],
            stage.Venue.Outputs.Levels.Select(level => (level.By, level.Cause!.Value, level.Delta.Hundredths / 100)));
    }
}
