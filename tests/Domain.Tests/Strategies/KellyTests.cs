using CsCheck;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Strategies;

namespace KalshiArb.Domain.Tests.Strategies;

public sealed class KellyTests
{
    private static readonly Quantity NoCap = Quantity.FromContracts(1_000_000);

    [Fact]
    public void A_quarter_of_Kelly_on_a_thousand_dollars()
    {
        // (0.60 − 0.50) / (1 − 0.50) = 0.2; a quarter of it is $50 of $1,000, which buys 100 contracts at 50 cents.
        Assert.Equal(Quantity.FromContracts(100), Kelly.Contracts(0.6, Price.FromCents(50), Money.Zero, 0.25, Money.FromDollars(1_000), NoCap));
    }

    [Fact]
    public void The_fee_is_part_of_the_price()
    {
        // c = 0.5175: 0.25 · 0.0825 / 0.4825 · 1000 / 0.5175 = 82.60 contracts.
        Assert.Equal(Quantity.FromHundredths(8_260), Kelly.Contracts(0.6, Price.FromCents(50), Money.FromMicros(17_500), 0.25, Money.FromDollars(1_000), NoCap));
    }

    [Fact]
    public void A_cap_cuts_it() =>
        Assert.Equal(Quantity.FromContracts(10), Kelly.Contracts(0.6, Price.FromCents(50), Money.Zero, 0.25, Money.FromDollars(1_000), Quantity.FromContracts(10)));

    [Fact]
    public void Without_edge_money_fraction_or_room_it_is_zero()
    {
        Zero(0.5, 50, 0, 0.25, 1_000_000, 1_000);
        Zero(0.51, 50, 17_500, 0.25, 1_000_000, 1_000);
        Zero(0.6, 50, 0, 0.25, 0, 1_000);
        Zero(0.6, 50, 0, 0.25, -5_000_000, 1_000);
        Zero(0.6, 50, 0, 0, 1_000_000, 1_000);
        Zero(0.6, 50, 0, 0.25, 1_000_000, 0);
        Zero(double.NaN, 50, 0, 0.25, 1_000_000, 1_000);
        Zero(0.6, 50, 0, double.NaN, 1_000_000, 1_000);
        Zero(1, 99, 20_000, 0.25, 1_000_000, 1_000);
        Zero(2, 50, 0, 0.25, 1_000_000, 1_000);
        Zero(0.6, 0, 0, 0.25, 1_000_000, 1_000);
    }

    [Fact]
    public void It_is_never_negative_beyond_the_cap_or_more_than_the_money_buys() =>
        Gen.Select(Gen.Double[-1, 2], Gen.Int[0, 10_000], Gen.Long[0, 40_000], Gen.Double[-1, 3], Gen.Long[-1_000_000, 10_000_000_000], Gen.Long[-100, 1_000_000])
            .Sample((probability, price, fee, fraction, money, cap) =>
            {
                var count = Kelly.Contracts(probability, Price.FromUnits(price), Money.FromMicros(fee), fraction, Money.FromMicros(money), Quantity.FromHundredths(cap));
                Assert.True(count >= Quantity.Zero && (count.IsZero || count.Hundredths <= cap));
                Assert.True((price * 100L + fee) * count.Hundredths <= Math.Max(money, 0) * 100);
                if (probability * 1_000_000 <= price * 100 + fee || money <= 0) Assert.Equal(Quantity.Zero, count);
            }, iter: 3_000);

    private static void Zero(double probability, int cents, long fee, double fraction, long micros, long cap) => Assert.Equal(
        Quantity.Zero,
        Kelly.Contracts(probability, Price.FromCents(cents), Money.FromMicros(fee), fraction, Money.FromMicros(micros), Quantity.FromHundredths(cap)));
}
