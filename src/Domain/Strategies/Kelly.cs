namespace KalshiArb.Domain.Strategies;

/// <summary>
/// How much of the money a bet is worth by Kelly's rule. For a contract that pays $1 with probability p and costs c with its
/// fee, the growth-optimal share of the money is (p − c) / (1 − c); a fraction of it is staked.
/// </summary>
public static class Kelly
{
    /// <summary>
    /// The number of contracts, in whole hundredths, rounded down. Zero without an edge, money, fraction or room under the
    /// cap, and for a probability that is not a number; never negative, never more than the money pays for.
    /// </summary>
    /// <param name="probability">Probability that the side bought pays, 0..1.</param>
    /// <param name="price">Price of one contract on that side's own scale.</param>
    /// <param name="fee">Entry fee of one contract; not negative.</param>
    /// <param name="fraction">Share of the Kelly stake, 0..1 (0.25 is quarter Kelly); more than 1 counts as 1.</param>
    /// <param name="available">Money that may be staked.</param>
    /// <param name="cap">Most contracts that any other limit allows.</param>
    public static Quantity Contracts(double probability, Price price, Money fee, double fraction, Money available, Quantity cap)
    {
        InvariantViolation.Unless(fee >= Money.Zero, "kelly: a fee is not negative");
        if (available <= Money.Zero || cap.Sign <= 0 || !(fraction > 0) || !(probability <= 1)) return Quantity.Zero;
        var cost = (price * Quantity.FromContracts(1) + fee).Micros;
        var paid = probability * Money.MicrosPerDollar;
        if (cost <= 0 || cost >= Money.MicrosPerDollar || !(paid > cost)) return Quantity.Zero;

        var share = Math.Min(fraction, 1) * (paid - cost) / (Money.MicrosPerDollar - cost);
        var wanted = share * available.Micros / cost * Quantity.HundredthsPerContract;
        // The doubles above size the bet; what it may cost at most is counted in integers.
        var affordable = (long)Int128.Min((Int128)available.Micros * Quantity.HundredthsPerContract / cost, long.MaxValue);
        var most = Math.Min(affordable, cap.Hundredths);
        return Quantity.FromHundredths(wanted >= most ? most : (long)Math.Floor(wanted));
    }
}
