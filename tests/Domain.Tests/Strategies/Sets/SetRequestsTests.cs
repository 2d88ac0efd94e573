using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Strategies.Sets;

namespace KalshiArb.Domain.Tests.Strategies.Sets;

/// <summary>What risk is asked with, made from a set.</summary>
public class SetRequestsTests
{
    [Fact]
    public void Each_leg_takes_the_ask_of_what_is_bought_with_the_evidence_of_its_own_market()
    {
        var legs = SetScene.Cheap();
        var signal = SetRule.Evaluate(SetScene.Whole, legs, SetScene.Settings).Signal!;

        var request = SetRequests.Of(signal, legs);

        Assert.Equal((legs[0].View.Terms.Facts.Event, signal.Count), (request.Event, request.Count));
        Assert.Equal([45, 50], request.Legs.Select(leg => leg.Limit.Units / 100));
        Assert.All(request.Legs, leg => Assert.Equal((SetRule.Strategy, OrderSide.Bid, Liquidity.Taker), (leg.Strategy, leg.Side, leg.Liquidity)));
        Assert.Equal(legs.Select(leg => leg.View.Ask!.Value.Size), request.Legs.Select(leg => leg.Book.Displayed));
        Assert.Equal(legs.Select(leg => leg.View.FreshFair(FairSource.Consensus)!.Value.Yes), request.Legs.Select(leg => leg.WinProbability));
        Assert.Equal(signal.WorstProfit.Micros / 100 / (signal.Count.Hundredths / 100), request.Legs[0].Edge.Units);
        Assert.All(request.Legs, leg => Assert.NotNull(leg.BreakEvenSell));
    }

    [Fact]
    public void A_set_of_NO_is_sold_at_the_bids_with_the_other_probability()
    {
        var legs = SetScene.Dear();
        var request = SetRequests.Of(SetRule.Evaluate(SetScene.Whole, legs, SetScene.Settings).Signal!, legs);

        Assert.Equal([50, 55], request.Legs.Select(leg => leg.Limit.Units / 100));
        Assert.All(request.Legs, leg => Assert.Equal(OrderSide.Ask, leg.Side));
        Assert.Equal(legs.Select(leg => 1 - leg.View.FreshFair(FairSource.Consensus)!.Value.Yes), request.Legs.Select(leg => leg.WinProbability));
    }

    [Fact]
    public void Status_and_close_are_those_of_the_view_and_not_of_the_listing()
    {
        var legs = SetScene.Cheap();
        var signal = SetRule.Evaluate(SetScene.Whole, legs, SetScene.Settings).Signal!;
        legs[1] = legs[1].With(view => view with { Status = Domain.Markets.MarketStatus.Inactive, CloseTime = view.Now + TimeSpan.FromMinutes(7) });

        var leg = SetRequests.Of(signal, legs).Legs[1];

        Assert.Equal((Domain.Markets.MarketStatus.Inactive, legs[1].View.CloseTime), (leg.Market.Status, leg.Market.CloseTime));
    }
}
