using KalshiArb.Domain.Orders;

namespace KalshiArb.Domain.Strategies;

/// <summary>How strongly a market moves towards each outcome, 0 to 100 each. The default value is no momentum at all.</summary>
/// <param name="Yes">For buying YES.</param>
/// <param name="No">For buying NO: the same rules on the mirrored market.</param>
public readonly record struct MomentumScores(double Yes, double No)
{
    /// <summary>The score for buying an outcome.</summary>
    public double For(Outcome outcome) => outcome == Outcome.Yes ? Yes : No;
}
