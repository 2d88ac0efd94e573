using KalshiArb.Actors.Positions;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using static KalshiArb.Actors.Tests.Core.CoreScene;

namespace KalshiArb.Actors.Tests.Core;

/// <summary>A position ends with its settlement row; a corrected row books the difference.</summary>
public sealed class SettlementTests
{
    [Fact]
    public void A_corrected_settlement_books_the_difference_and_an_older_row_does_not_take_it_back()
    {
        using var scene = new CoreScene();
        scene.Open();
        scene.Buy();
        var before = CashOf(scene);
        var wrong = new SettlementRow(Home, Price.Zero, Quantity.FromContracts(10), Money.Zero, scene.Now);
        scene.Take(new SettlementReported(wrong));
        Assert.Equal(before, CashOf(scene));
        scene.Pass(60);
        var right = wrong with { Value = Price.One, Revenue = Money.FromDollars(10), SettledAt = scene.Now };

        scene.Take(new SettlementReported(right));
        Assert.Equal(before + Money.FromDollars(10), CashOf(scene));
        Assert.Contains(scene.Decisions, entry => entry.Code == "SETTLEMENT_CHANGED");

        scene.Take(new SettlementReported(wrong), new SettlementReported(right));
        Assert.Equal(before + Money.FromDollars(10), CashOf(scene));
    }

    [Fact]
    public void A_fill_that_comes_after_its_settlement_leaves_no_position_behind()
    {
        using var scene = new CoreScene();
        scene.Open();
        scene.SignalTaker();
        var entry = scene.Created[^1];
        scene.Accept(entry, 10, 0);
        var late = scene.FillOf(entry, 10);
        var before = CashOf(scene);
        scene.Pass(5);
        scene.Take(new SettlementReported(new SettlementRow(Home, Price.One, Quantity.FromContracts(10), Money.FromDollars(10), scene.Now)));

        scene.Take(late);

        Assert.True(scene.Ask(new PositionQuery()).Ledger.Of(Home).IsFlat);
        Assert.Equal(before + Money.FromDollars(10) - late.Price * late.Count - late.Fee, CashOf(scene));
    }

    [Fact]
    public void Cash_is_opened_with_the_venues_figure_whatever_fills_came_before_it()
    {
        using var scene = new CoreScene();
        scene.Open(reconciled: false);
        var foreign = new FillReported(
            new FillId("f-foreign"), new VenueOrderId("v-foreign"), null, Home, OrderSide.Bid, Price.FromCents(40), Quantity.FromContracts(5),
            Money.FromMicros(84_000), Liquidity.Taker, null, scene.Now + TimeSpan.FromSeconds(1));
        scene.Take(foreign);

        scene.Listing(1_000);
        Assert.Empty(scene.Ask(new PositionQuery()).Ledger.Cash);

        scene.Pass(2);
        scene.Listing(1_000);
        Assert.Equal(Money.FromDollars(1_000), CashOf(scene));
    }

    [Fact]
    public void Cash_is_opened_with_the_venues_figure_whatever_was_settled_before_it()
    {
        using var scene = new CoreScene();
        scene.Open(reconciled: false);
        var row = new SettlementRow(Home, Price.One, Quantity.FromContracts(5), Money.FromDollars(5), scene.Now);
        AccountListed Listed(Instant asOf) => new(1, [], [], [], [row], [new ShardCash(new Shard(0), Money.FromDollars(1_000))], asOf);

        scene.Take(Listed(scene.Now - TimeSpan.FromSeconds(1)));
        Assert.Empty(scene.Ask(new PositionQuery()).Ledger.Cash);

        scene.Pass(2);
        scene.Take(Listed(scene.Now));
        var ledger = scene.Ask(new PositionQuery()).Ledger;
        Assert.Equal((Money.FromDollars(1_000), Money.FromDollars(1_000)), (ledger.Cash[new Shard(0)], ledger.TotalCash));
    }

    private static Money CashOf(CoreScene scene) => scene.Ask(new PositionQuery()).Ledger.TotalCash;
}
