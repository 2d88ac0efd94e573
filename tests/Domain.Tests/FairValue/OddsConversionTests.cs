using CsCheck;
using KalshiArb.Domain.FairValue;

namespace KalshiArb.Domain.Tests.FairValue;

public class OddsConversionTests
{
    [Theory]
    [InlineData(100, 2.0)]
    [InlineData(-100, 2.0)]
    [InlineData(150, 2.5)]
    [InlineData(-200, 1.5)]
    [InlineData(-121, 1.8264462809917354)]
    public void American_odds_become_decimal_odds(double american, double expected)
    {
        Assert.True(OddsConversion.TryDecimalFromAmerican(american, out var actual));
        Assert.Equal(expected, actual, 12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(99.9)]
    [InlineData(-99)]
    [InlineData(1.91)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(1e9)]
    public void Nonsense_is_no_american_price(double american)
    {
        Assert.False(OddsConversion.TryDecimalFromAmerican(american, out var actual));
        Assert.Equal(0, actual);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.5)]
    [InlineData(-110)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(10_001)]
    public void Nonsense_is_no_decimal_price(double odds)
    {
        Assert.False(OddsConversion.IsDecimal(odds));
        Assert.False(OddsConversion.TryAmericanFromDecimal(odds, out _));
    }

    [Fact]
    public void Decimal_to_american_and_back_is_the_same_price() =>
        Gen.Double[1.01, 500].Sample(odds =>
        {
            Assert.True(OddsConversion.TryAmericanFromDecimal(odds, out var american));
            Assert.True(OddsConversion.TryDecimalFromAmerican(american, out var back));
            Assert.Equal(odds, back, tolerance: 1e-8);
        });
}
