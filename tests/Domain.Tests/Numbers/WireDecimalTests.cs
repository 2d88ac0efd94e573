using System.Globalization;
using System.Text;
using CsCheck;
using KalshiArb.Domain.Numbers;

namespace KalshiArb.Domain.Tests.Numbers;

public class WireDecimalTests
{
    [Theory]
    [InlineData("0.4700", 4700)]
    [InlineData("0.47", 4700)]
    [InlineData("0.470000", 4700)]
    [InlineData("0", 0)]
    [InlineData("1", 10000)]
    [InlineData("1.0000", 10000)]
    [InlineData("0.0955", 955)]
    [InlineData("0.9950", 9950)]
    public void Prices_are_read_exactly(string text, int units)
    {
        Assert.True(WireDecimal.TryParsePrice(Bytes(text), out var price));
        Assert.Equal(units, price.Units);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData(".5")]
    [InlineData("1.")]
    [InlineData("-0.47")]
    [InlineData("+0.47")]
    [InlineData(" 0.47")]
    [InlineData("0.47 ")]
    [InlineData("0,47")]
    [InlineData("0.4.7")]
    [InlineData("4e-1")]
    [InlineData("0.47001")]
    [InlineData("1.0001")]
    [InlineData("2")]
    [InlineData("NaN")]
    [InlineData("0.00000000000000000000000000000000000000000000")]
    public void What_is_no_price_is_refused(string text)
    {
        Assert.False(WireDecimal.TryParsePrice(Bytes(text), out var price));
        Assert.Equal(Price.Zero, price);
    }

    [Fact]
    public void Counts_have_no_sign_and_deltas_may()
    {
        Assert.True(WireDecimal.TryParseQuantity("100"u8, out var count));
        Assert.Equal(Quantity.FromContracts(100), count);
        Assert.False(WireDecimal.TryParseQuantity("-3.00"u8, out _));
        Assert.True(WireDecimal.TryParseSignedQuantity("-3.00"u8, out var delta));
        Assert.Equal(Quantity.FromContracts(-3), delta);
        Assert.False(WireDecimal.TryParseSignedQuantity("0.001"u8, out _));
    }

    [Fact]
    public void Money_is_read_to_the_micro_dollar()
    {
        Assert.True(WireDecimal.TryParseMoney("3.648800"u8, out var fee));
        Assert.Equal(3_648_800, fee.Micros);
        Assert.True(WireDecimal.TryParseMoney("-0.000001"u8, out var least));
        Assert.Equal(-1, least.Micros);
        Assert.False(WireDecimal.TryParseMoney("0.0000001"u8, out _));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.True(WireDecimal.TryParseMoney("9223372036854.775807"u8, out var most));
        Assert.Equal(long.MaxValue, most.Micros);
        Assert.False(WireDecimal.TryParseMoney("9223372036854.775808"u8, out _));
        Assert.False(WireDecimal.TryParseMoney("99999999999999999999"u8, out _));
    }

    [Fact]
    public void Reading_agrees_with_decimal_arithmetic() =>
        Gen.Select(Gen.Bool, Gen.Long[0, 999_999_999_999], Gen.Int[0, 8], Gen.Int[0, 4]).Sample((negative, digits, places, zeros) =>
        {
            var value = (negative ? -1 : 1) * digits / (decimal)Math.Pow(10, places);
            var text = value.ToString("F" + places, CultureInfo.InvariantCulture);
            if (places > 0) text += new string('0', zeros);
            var fits = value * 1_000_000m == decimal.Truncate(value * 1_000_000m);

            var read = WireDecimal.TryParseMoney(Bytes(text), out var money);

            return read == fits && (!read || money.Micros == value * 1_000_000m);
        });

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
