namespace KalshiArb.Exchange.Accounts;

/// <summary>
/// The venue's own fee arithmetic, in micro-dollars (schedule of 2026-07-07, rounding of 2026-08-27). It is kept apart from the
/// trader's formula on purpose: the ledger check compares the two.
/// </summary>
internal static class FillFee
{
    /// <summary>The exact fee rounded up to a micro-dollar: multiplier × 0.07 × share × contracts × p × (1 − p).</summary>
    public static long TradeFeeMicros(FeeSchedule fees, Liquidity liquidity, int priceUnits, long hundredths)
    {
        // micro-dollars = millis/1000 × 7/100 × share × hundredths/100 × units × (10000 − units) / 10^8 × 10^6
        var divisor = 1_000_000_000L;
        if (liquidity == Liquidity.Maker)
        {
            switch (fees.Type)
            {
                case FeeType.Quadratic: return 0;
                case FeeType.QuadraticWithMakerFees: divisor *= 4; break;
                case FeeType.QuadraticWithComboMakerFees: divisor *= 2; break;
                default: throw new InvariantViolation($"The venue lists no market with fee type {fees.Type}.");
            }
        }

        var rate = 7L * fees.MultiplierMillis * priceUnits * (Price.UnitsPerDollar - priceUnits);
        if (rate == 0) return 0;
        if (hundredths <= long.MaxValue / 2 / rate) return (rate * hundredths + divisor - 1) / divisor;
        return (long)(((Int128)rate * hundredths + divisor - 1) / divisor);
    }

    /// <summary>
    /// What one fill costs after rounding and rebate. <paramref name="revenueMicros"/> is negative for a buyer of YES;
    /// <paramref name="accumulator"/> belongs to the order and spans its taker and maker fills.
    /// </summary>
    public static long ChargeMicros(long tradeFee, long revenueMicros, long precision, ref long accumulator)
    {
        var exact = revenueMicros - tradeFee;
        var rest = exact % precision;
        if (rest < 0) rest += precision; // rest = exact − floor(exact, precision)
        accumulator += rest;
        var rebate = precision * Math.Min(accumulator / precision, (tradeFee + rest) / precision);
        accumulator -= rebate;
        return tradeFee + rest - rebate;
    }
}
