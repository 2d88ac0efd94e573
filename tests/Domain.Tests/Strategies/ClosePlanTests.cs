using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Strategies;

namespace KalshiArb.Domain.Tests.Strategies;

public sealed class ClosePlanTests
{
    private static readonly Instant At = Instant.FromUnixSeconds(1_800_000_000);
    private static readonly ClientOrderId Order = new("o");

    private static CloseWanted Wanted(int cents = 40, Quantity? count = null) => new("c", Price.FromCents(cents), count, "test", At);

    private static CloseStep Decide(
        decimal position, OrderInTheWay? entry = null, OrderInTheWay? exit = null, CloseWanted? wanted = null, int after = 0) =>
        ClosePlan.Decide(wanted ?? Wanted(), Quantity.FromHundredths((long)(position * 100)), entry, exit, PriceGrid.LinearCent, At + TimeSpan.FromSeconds(after));

    [Theory]
    [InlineData(10, OrderSide.Ask, 40)]
    [InlineData(-10, OrderSide.Bid, 60)]
    [InlineData(0.37, OrderSide.Ask, 40)]
    [InlineData(-0.37, OrderSide.Bid, 60)]
    public void It_leaves_the_side_that_is_held_at_that_sides_price_and_never_more_than_is_held(double position, OrderSide side, int cents)
    {
        var held = Quantity.FromHundredths((long)Math.Round(Math.Abs(position) * 100));

        Assert.Equal(new CloseStep.Send(side, Price.FromCents(cents), held), Decide((decimal)position));
        Assert.Equal(new CloseStep.Send(side, Price.FromCents(cents), held), Decide((decimal)position, wanted: Wanted(count: Quantity.FromContracts(99))));
        var some = Quantity.FromHundredths(11);
        Assert.Equal(new CloseStep.Send(side, Price.FromCents(cents), some), Decide((decimal)position, wanted: Wanted(count: some)));
    }

    [Fact]
    public void The_exit_then_the_entry_are_cancelled_first_and_their_ends_waited_for()
    {
        var (entry, exit) = (new OrderInTheWay(new ClientOrderId("e"), false), new OrderInTheWay(new ClientOrderId("x"), false));

        Assert.Equal(new CloseStep.Cancel(exit.Id), Decide(10, entry, exit));
        Assert.IsType<CloseStep.Wait>(Decide(10, entry, exit with { CancelPending = true }));
        Assert.Equal(new CloseStep.Cancel(entry.Id), Decide(10, entry));
        Assert.IsType<CloseStep.Wait>(Decide(10, entry with { CancelPending = true }));
    }

    [Fact]
    public void An_exit_that_does_not_end_gives_the_close_up_and_an_entry_does_not()
    {
        var stuck = new OrderInTheWay(Order, true);

        Assert.Contains("exit o has not ended within 5 s: nothing was sent", Assert.IsType<CloseStep.Over>(Decide(10, exit: stuck, after: 5)).Text, StringComparison.Ordinal);
        Assert.IsType<CloseStep.Send>(Decide(10, stuck, after: 5));
    }

    [Fact]
    public void Nothing_held_a_price_off_the_grid_and_no_count_are_said()
    {
        Assert.Equal("nothing is held", Assert.IsType<CloseStep.Over>(Decide(0)).Text);
        var off = Wanted() with { Limit = Price.FromUnits(4_050) };
        Assert.Contains("0.4050 is not a price of this market; the nearest below is 0.4", Assert.IsType<CloseStep.Over>(Decide(10, wanted: off)).Text, StringComparison.Ordinal);
        Assert.Contains("the nearest below is 0.4", Assert.IsType<CloseStep.Over>(Decide(-10, wanted: off)).Text, StringComparison.Ordinal);
        Assert.IsType<CloseStep.Over>(Decide(10, wanted: Wanted(count: Quantity.Zero)));
    }
}
