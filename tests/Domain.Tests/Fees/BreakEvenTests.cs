using CsCheck;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Tests.Markets;

namespace KalshiArb.Domain.Tests.Fees;

public class BreakEvenTests
{
    private static readonly FeeSchedule Quadratic = new(FeeType.Quadratic, 1000);

    [Fact]
    public void An_entry_at_47_cents_needs_51_to_come_back()
    {
        // 10 at 0.47: fee 0.1744, cost 4.8744. At 0.50 a sale brings 5.00 - 0.175 = 4.825, at 0.51 5.10 - 0.175 = 4.9250.
        var verdict = BreakEven.CheckEntry(Price.FromCents(47), Quantity.FromContracts(10), Liquidity.Taker, Quadratic, MemberPrecision.Direct, PriceGrid.LinearCent, Price.FromCents(95));

        Assert.Equal(new BreakEvenVerdict(BreakEvenResult.Reachable, Price.FromCents(51)), verdict);
    }

    [Fact]
    public void There_is_no_price_where_none_below_one_dollar_covers_the_cost()
    {
        var verdict = BreakEven.CheckEntry(Price.FromCents(99), Quantity.FromContracts(10), Liquidity.Taker, Quadratic, MemberPrecision.Direct, PriceGrid.LinearCent, Price.FromCents(95));

        Assert.Equal(new BreakEvenVerdict(BreakEvenResult.NoPrice, null), verdict);
    }

    [Fact]
    public void A_price_above_the_ceiling_is_refused_and_named()
    {
        var verdict = BreakEven.CheckEntry(Price.FromCents(95), Quantity.FromContracts(10), Liquidity.Taker, Quadratic, MemberPrecision.Direct, PriceGrid.LinearCent, Price.FromCents(95));

        Assert.Equal(new BreakEvenVerdict(BreakEvenResult.AboveCeiling, Price.FromCents(96)), verdict);
    }

    [Fact]
    public void A_maker_exit_without_fee_comes_back_earlier()
    {
        var cost = BreakEven.EntryCost(Price.FromCents(47), Quantity.FromContracts(10), Liquidity.Maker, Quadratic, MemberPrecision.Direct);

        Assert.Equal(Price.FromCents(47), BreakEven.SellPrice(cost, Quantity.FromContracts(10), Liquidity.Maker, Quadratic, MemberPrecision.Direct, PriceGrid.LinearCent));
    }

    [Fact]
    public void The_price_found_is_the_lowest_that_covers_the_cost() =>
        Gen.Select(
            Choose.From(PriceGridTests.Structures.Select(structure => structure.Grid.Mirror()).ToArray()),
            Gen.Enum<FeeType>(),
            Choose.From(0, 500, 1000, 14_285, 20_000, 100_000),
            Gen.Enum<MemberPrecision>(),
            Gen.Enum<Liquidity>(),
            Gen.Int[1, 3000],
            Gen.Int[0, 12_000])
        .Sample((grid, type, millis, precision, exit, hundredths, costPerContract) =>
        {
            var schedule = new FeeSchedule(type, millis);
            var count = Quantity.FromHundredths(hundredths);
            var cost = Money.FromMicros((long)costPerContract * hundredths);
            Price? expected = null;
            for (var index = 0; index < grid.Count && expected is null; index++)
            {
                var price = grid.PriceAt(index);
                var fee = FeeCalculator.Fill(schedule, precision, exit, OrderSide.Ask, price, count, default).Net;
                if (price * count - fee >= cost) expected = price;
            }

            return BreakEven.SellPrice(cost, count, exit, schedule, precision, grid) == expected;
        }, iter: 300);
}
