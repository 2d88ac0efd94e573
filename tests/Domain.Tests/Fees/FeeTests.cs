using CsCheck;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Tests.Markets;

namespace KalshiArb.Domain.Tests.Fees;

public class FeeTests
{
    private static readonly FeeSchedule Quadratic = new(FeeType.Quadratic, 1000);
    private static readonly FeeSchedule MakerFees = new(FeeType.QuadraticWithMakerFees, 1000);

    private static readonly Gen<FeeSchedule> AnySchedule =
        Gen.Select(Gen.Enum<FeeType>(), Choose.From(0, 1, 250, 500, 1000, 1500, 14_285, 40_000)).Select((type, millis) => new FeeSchedule(type, millis));

    private static readonly Gen<PriceGrid> AnyGrid = Choose.From(PriceGridTests.Structures.Select(structure => structure.Grid).ToArray());

    [Theory]
    [InlineData(100, 5200, 17_500)] // observed on the wire, 2026-06-11
    [InlineData(100, 9900, 700)] // observed on the wire, 2026-06-11
    [InlineData(10_000, 5000, 1_750_000)]
    public void Takers_pay_the_documented_amounts(int hundredths, int units, long micros) =>
        Assert.Equal(micros, First(Quadratic, MemberPrecision.Direct, Liquidity.Taker, OrderSide.Bid, units, hundredths).Net.Micros);

    [Fact]
    public void Makers_pay_a_quarter_where_the_type_says_so_and_nothing_otherwise()
    {
        Assert.Equal(437_500, First(MakerFees, MemberPrecision.Direct, Liquidity.Maker, OrderSide.Bid, 5000, 10_000).Net.Micros);
        Assert.Equal(0, First(Quadratic, MemberPrecision.Direct, Liquidity.Maker, OrderSide.Bid, 5000, 10_000).Net.Micros);
        var combo = new FeeSchedule(FeeType.QuadraticWithComboMakerFees, 1000);
        Assert.Equal(875_000, First(combo, MemberPrecision.Direct, Liquidity.Maker, OrderSide.Bid, 5000, 10_000).Net.Micros);
    }

    [Fact]
    public void The_multiplier_of_baseball_halves_the_fee() =>
        Assert.Equal(8_800, First(new FeeSchedule(FeeType.QuadraticWithMakerFees, 500), MemberPrecision.Direct, Liquidity.Taker, OrderSide.Bid, 5000, 100).Net.Micros);

    [Fact]
    public void A_broker_member_is_rounded_to_the_cent()
    {
        var fee = First(Quadratic, MemberPrecision.Cent, Liquidity.Taker, OrderSide.Bid, 550, 100);

        Assert.Equal(3_639, fee.TradeFee.Micros);
        Assert.Equal(1_361, fee.RoundingFee.Micros);
        Assert.Equal(5_000, fee.Net.Micros);
        // The balance falls by $0.06: the price of 5.5 cents and the fee.
        Assert.Equal(60_000, (Price.FromUnits(550) * Quantity.FromContracts(1) + fee.Net).Micros);
    }

    [Fact]
    public void The_accumulator_gives_back_what_rounding_took_in_whole_units()
    {
        // 0.01 contracts at 0.99: trade fee 7 micro-dollars, rounding 93. The second fill's 93 make 186: one unit comes back.
        var first = First(Quadratic, MemberPrecision.Direct, Liquidity.Taker, OrderSide.Bid, 9900, 1);
        var second = FeeCalculator.Fill(Quadratic, MemberPrecision.Direct, Liquidity.Taker, OrderSide.Bid, Price.FromUnits(9900), Quantity.FromHundredths(1), first.After);

        Assert.Equal((100, 93), (first.Net.Micros, first.After.Carried.Micros));
        Assert.Equal((0, 86), (second.Net.Micros, second.After.Carried.Micros));
    }

    [Fact]
    public void An_order_of_many_fills_pays_what_a_decimal_reference_says() =>
        Gen.Select(AnySchedule, Gen.Enum<MemberPrecision>(), Gen.Enum<OrderSide>(), AnyFill.List[1, 12]).Sample((schedule, precision, side, fills) =>
        {
            var accumulator = default(FeeAccumulator);
            var carried = 0m;
            foreach (var (liquidity, units, hundredths) in fills)
            {
                var fee = FeeCalculator.Fill(schedule, precision, liquidity, side, Price.FromUnits(units), Quantity.FromHundredths(hundredths), accumulator);
                var expected = Reference(schedule, precision, liquidity, side, units / 10_000m, hundredths / 100m, ref carried);
                accumulator = fee.After;
                Assert.Equal(expected, fee.Net.Micros / 1_000_000m);
                Assert.Equal(carried, accumulator.Carried.Micros / 1_000_000m);
                Assert.True(fee.Net >= Money.Zero);
            }
        });

    [Fact]
    public void An_ask_pays_the_same_whether_it_closes_YES_or_opens_NO() =>
        Gen.Select(AnySchedule, Gen.Enum<MemberPrecision>(), AnyFill).Sample((schedule, precision, fill) =>
        {
            var (liquidity, units, hundredths) = fill;
            var closesYes = First(schedule, precision, liquidity, OrderSide.Ask, units, hundredths);
            var opensNo = First(schedule, precision, liquidity, OrderSide.Bid, 10_000 - units, hundredths);
            return closesYes == opensNo;
        });

    [Fact]
    public void No_way_of_cutting_an_order_into_fills_costs_more_than_the_upper_bound() =>
        Gen.Select(AnySchedule.Where(schedule => schedule.MultiplierMillis <= 14_285), Gen.Enum<MemberPrecision>(), Gen.Enum<Liquidity>(), AnyGrid, Gen.Int[1, 9999], Gen.Select(Gen.Int[1, 300], Gen.Int[0, 9999]).List[1, 30])
            .Sample((schedule, precision, liquidity, grid, limitUnits, cuts) =>
            {
                var limit = grid.RoundUp(Price.FromUnits(limitUnits)) ?? grid.LastTickBelowOne;
                var (accumulator, total, spent) = (default(FeeAccumulator), Quantity.Zero, Money.Zero);
                foreach (var (hundredths, better) in cuts)
                {
                    var count = Quantity.FromHundredths(hundredths);
                    var price = grid.PriceAt(Math.Min(better, grid.IndexOf(limit)));
                    var fee = FeeCalculator.Fill(schedule, precision, liquidity, OrderSide.Bid, price, count, accumulator);
                    (accumulator, total, spent) = (fee.After, total + count, spent + price * count + fee.Net);
                }

                return spent <= limit * total + FeeCalculator.UpperBound(schedule, precision, liquidity, limit, total, grid);
            });

    [Fact]
    public void Impossible_fills_break_an_invariant()
    {
        Assert.Throws<InvariantViolation>(() => First(Quadratic, MemberPrecision.Direct, Liquidity.Taker, OrderSide.Bid, 0, 100));
        Assert.Throws<InvariantViolation>(() => First(Quadratic, MemberPrecision.Direct, Liquidity.Taker, OrderSide.Bid, 10_000, 100));
        Assert.Throws<InvariantViolation>(() => First(Quadratic, MemberPrecision.Direct, Liquidity.Taker, OrderSide.Bid, 5000, 0));
    }

    [Fact]
    public void Very_large_fills_are_exact_too()
    {
        var fee = FeeCalculator.TradeFee(Quadratic, Liquidity.Taker, Price.FromCents(50), Quantity.FromContracts(1_000_000_000));

        Assert.Equal(Money.FromDollars(17_500_000), fee);
    }

    private static Gen<(Liquidity Liquidity, int Units, int Hundredths)> AnyFill { get; } =
        Gen.Select(Gen.Enum<Liquidity>(), Gen.OneOf(Gen.Int[1, 9999], Gen.Int[1, 99].Select(cents => cents * 100)), Gen.OneOf(Gen.Int[1, 200], Gen.Int[1, 1_000_000]));

    private static FeeBreakdown First(FeeSchedule schedule, MemberPrecision precision, Liquidity liquidity, OrderSide side, int units, int hundredths) =>
        FeeCalculator.Fill(schedule, precision, liquidity, side, Price.FromUnits(units), Quantity.FromHundredths(hundredths), default);

    // The venue's rule word for word, in decimals.
    private static decimal Reference(FeeSchedule schedule, MemberPrecision precision, Liquidity liquidity, OrderSide side, decimal price, decimal count, ref decimal accumulator)
    {
        var share = liquidity == Liquidity.Taker ? 1m : schedule.Type switch
        {
            FeeType.Quadratic => 0m,
            FeeType.QuadraticWithMakerFees => 0.25m,
            _ => 0.5m,
        };
        var unit = precision == MemberPrecision.Direct ? 0.0001m : 0.01m;
        var trade = decimal.Ceiling(schedule.MultiplierMillis / 1000m * 0.07m * share * count * price * (1 - price) * 1_000_000m) / 1_000_000m;
        var revenue = side == OrderSide.Bid ? -price * count : price * count;
        var aligned = decimal.Floor((revenue - trade) / unit) * unit;
        var rounding = revenue - trade - aligned;
        accumulator += rounding;
        var rebate = unit * Math.Min(decimal.Floor(accumulator / unit), decimal.Floor((trade + rounding) / unit));
        accumulator -= rebate;
        return trade + rounding - rebate;
    }
}
