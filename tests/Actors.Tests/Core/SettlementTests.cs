using KalshiArb.Actors.Positions;
using KalshiArb.Domain.Numbers;
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

    private static Money CashOf(CoreScene scene) => scene.Ask(new PositionQuery()).Ledger.TotalCash;
}
