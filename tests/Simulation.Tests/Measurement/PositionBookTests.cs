using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Simulation.Measurement;

namespace KalshiArb.Simulation.Tests.Measurement;

public sealed class PositionBookTests
{
    private static readonly Ticker Market = new("KXNBAGAME-26OCT20BOSDET-BOS");

    private static Instant Second(int second) => Instant.FromUnixSeconds(1_000_000 + second);

    private static MeasuredFill Fill(int second, OrderSide side, int cents, int contracts, int feeCents = 0) => new()
    {
        At = Second(second), Ticker = Market, Order = null, Side = side, Price = Price.FromCents(cents), Count = Quantity.FromContracts(contracts), Fee = Money.FromCents(feeCents), Liquidity = Liquidity.Taker,
    };

    [Fact]
    public void A_position_lasts_from_its_first_fill_until_nothing_is_held()
    {
        var book = new PositionBook();
        book.Fill(Fill(0, OrderSide.Bid, 40, 10, 17));
        book.Fill(Fill(10, OrderSide.Ask, 45, 4, 7));
        book.Fill(Fill(70, OrderSide.Ask, 47, 6, 10));
        book.Fill(Fill(90, OrderSide.Ask, 47, 5, 10));

        Assert.Equal(2, book.All.Length);
        Assert.Equal((Second(0), Second(70)), (book.All[0].OpenedAt, book.All[0].ClosedAt));
        // 4 * 45 + 6 * 47 - 10 * 40 - 34 cents.
        Assert.Equal(Money.FromCents(28), book.All[0].Pnl(null, null));
        Assert.Equal(-1, book.All[1].Sign);
        Assert.Null(book.All[1].ClosedAt);
    }

    [Fact]
    public void An_exit_against_holding_is_what_was_got_beside_what_was_paid_in_the_end()
    {
        var book = new PositionBook();
        book.Fill(Fill(0, OrderSide.Ask, 40, 10));
        book.Fill(Fill(10, OrderSide.Bid, 30, 4, 7));
        book.Settle(Market, Price.Zero, Second(100));

        // NO bought at 60, four sold at 70 and the rest paid 100: 30 cents short on each of the four, and the fee.
        Assert.Equal(Money.FromCents(-4 * 30 - 7), book.All[0].ExitAgainstHolding(Price.Zero));
        Assert.Equal(Money.FromCents(4 * 10 + 6 * 40 - 7), book.All[0].Pnl(null, null));
        Assert.True(book.All[0].Settled);
    }

    [Fact]
    public void A_fill_that_crosses_zero_ends_one_position_and_opens_the_other()
    {
        var book = new PositionBook();
        book.Fill(Fill(0, OrderSide.Bid, 40, 4));
        book.Fill(Fill(5, OrderSide.Ask, 50, 10, 20));

        Assert.Equal(Second(5), book.All[0].ClosedAt);
        Assert.Equal(Money.FromCents(4 * 10 - 8), book.All[0].Pnl(null, null));
        Assert.Equal((Quantity.FromContracts(-6), Money.FromCents(12)), (book.All[1].Held, book.All[1].Fees));
    }

    [Fact]
    public void An_open_position_is_worth_what_it_could_be_left_for()
    {
        var book = new PositionBook();
        book.Fill(Fill(0, OrderSide.Ask, 40, 10));

        Assert.Equal(Money.FromCents(10 * 5), book.All[0].Pnl(Price.FromCents(30), Price.FromCents(35)));
        // Without an ask NO cannot be sold: it is worth nothing.
        Assert.Equal(Money.FromCents(-10 * 60), book.All[0].Pnl(Price.FromCents(30), null));
    }

    [Fact]
    public void A_corrected_settlement_goes_to_the_position_that_the_first_one_ended()
    {
        var book = new PositionBook();
        book.Fill(Fill(0, OrderSide.Bid, 40, 10));
        book.Settle(Market, Price.Zero, Second(100));
        book.Settle(Market, Price.One, Second(200));

        Assert.Equal(Money.FromCents(10 * 60), book.All[0].Pnl(null, null));
        Assert.Equal(Money.FromCents(10 * 60), book.Closed);
    }

    [Fact]
    public void A_position_of_an_earlier_run_starts_at_its_cost()
    {
        var book = new PositionBook();
        book.Take(new OpeningPosition(Market, Quantity.FromContracts(-10), Money.FromCents(600)), Second(0));
        book.Fill(Fill(5, OrderSide.Bid, 35, 10));

        // NO bought for 60, sold for 65.
        Assert.Equal(Money.FromCents(50), book.All[0].Pnl(null, null));
        Assert.Equal("earlier run", book.All[0].Strategy);
    }
}
