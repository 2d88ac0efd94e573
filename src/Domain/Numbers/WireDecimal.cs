namespace KalshiArb.Domain.Numbers;

/// <summary>
/// Exact reading of the venue's decimals ("0.4700", "100", "-3.00", "3.648800") from UTF-8. The grammar is an optional
/// minus where a sign is allowed, at least one digit, and optionally a point followed by at least one digit: no plus, no
/// exponent, no blanks. Digits beyond the finest unit must be zero; what does not fit is refused, never rounded.
/// Nothing here allocates or throws.
/// </summary>
public static class WireDecimal
{
    /// <summary>Longer texts are refused.</summary>
    public const int MaxLength = 40;

    private const int PriceDecimals = 4;
    private const int QuantityDecimals = 2;
    private const int MoneyDecimals = 6;

    /// <summary>Reads a price from $0 to $1 inclusive; false for a sign, more than four significant decimals, or a value outside.</summary>
    public static bool TryParsePrice(ReadOnlySpan<byte> utf8, out Price price)
    {
        var read = TryParse(utf8, PriceDecimals, allowMinus: false, out var units) && Price.IsInRange(units);
        price = read ? Price.FromUnits((int)units) : default;
        return read;
    }

    /// <summary>Reads the step of a price range or another unsigned difference of prices, up to $1.</summary>
    public static bool TryParseStep(ReadOnlySpan<byte> utf8, out PriceOffset step)
    {
        var read = TryParsePrice(utf8, out var price);
        step = PriceOffset.FromUnits(price.Units);
        return read;
    }

    /// <summary>Reads a count (an order's, a level's, a fill's); false for a sign or more than two significant decimals.</summary>
    public static bool TryParseQuantity(ReadOnlySpan<byte> utf8, out Quantity quantity)
    {
        var read = TryParse(utf8, QuantityDecimals, allowMinus: false, out var hundredths);
        quantity = Quantity.FromHundredths(hundredths);
        return read;
    }

    /// <summary>Reads a signed quantity (a delta, a position); false for more than two significant decimals.</summary>
    public static bool TryParseSignedQuantity(ReadOnlySpan<byte> utf8, out Quantity quantity)
    {
        var read = TryParse(utf8, QuantityDecimals, allowMinus: true, out var hundredths);
        quantity = Quantity.FromHundredths(hundredths);
        return read;
    }

    /// <summary>Reads an amount in dollars, signed; false for more than six significant decimals.</summary>
    public static bool TryParseMoney(ReadOnlySpan<byte> utf8, out Money money)
    {
        var read = TryParse(utf8, MoneyDecimals, allowMinus: true, out var micros);
        money = Money.FromMicros(micros);
        return read;
    }

    /// <summary>Reads a decimal as a whole number of 10^-<paramref name="decimals"/>; zero and false where it is not one.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="decimals">How many decimals the unit has, 0..18.</param>
    /// <param name="allowMinus">Whether a leading minus is allowed.</param>
    /// <param name="value">The number of units.</param>
    public static bool TryParse(ReadOnlySpan<byte> utf8, int decimals, bool allowMinus, out long value)
    {
        value = 0;
        if (utf8.Length > MaxLength) return false;
        var negative = allowMinus && utf8.Length > 0 && utf8[0] == (byte)'-';
        if (negative) utf8 = utf8[1..];
        var point = utf8.IndexOf((byte)'.');
        var whole = point < 0 ? utf8 : utf8[..point];
        var fraction = point < 0 ? default : utf8[(point + 1)..];
        if (whole.IsEmpty || (point >= 0 && fraction.IsEmpty)) return false;

        var scaled = 0L;
        foreach (var digit in whole)
        {
            if (!TryAppend(ref scaled, digit)) return false;
        }

        for (var i = 0; i < decimals; i++)
        {
            if (!TryAppend(ref scaled, i < fraction.Length ? fraction[i] : (byte)'0')) return false;
        }

        for (var i = decimals; i < fraction.Length; i++)
        {
            if (fraction[i] != (byte)'0') return false;
        }

        value = negative ? -scaled : scaled;
        return true;
    }

    private static bool TryAppend(ref long value, byte character)
    {
        var digit = character - '0';
        if (digit is < 0 or > 9 || value > (long.MaxValue - digit) / 10) return false;
        value = value * 10 + digit;
        return true;
    }
}
