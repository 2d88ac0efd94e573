namespace KalshiArb.Domain.Fees;

/// <summary>Kalshi's fee_type. A type that we do not know has no value here: its market is not quoted.</summary>
public enum FeeType
{
    /// <summary>Takers pay, makers do not.</summary>
    Quadratic,
    /// <summary>Makers pay a quarter of the taker's fee.</summary>
    QuadraticWithMakerFees,
    /// <summary>Makers pay half of the taker's fee.</summary>
    QuadraticWithComboMakerFees,
}

/// <summary>The fee type and multiplier in force for a market.</summary>
/// <param name="Type">The formula.</param>
/// <param name="MultiplierMillis">Kalshi's fee_multiplier in thousandths (0, 500, 1000 seen).</param>
public sealed record FeeSchedule(FeeType Type, int MultiplierMillis);
