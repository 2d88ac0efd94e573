using KalshiArb.Domain.Orders;

namespace KalshiArb.Domain.Risk;

/// <summary>
/// What risk keeps of an order from its approval until it is terminal and all its fills are booked: working, unknown and
/// owed orders count alike, since each may still become a position.
/// </summary>
/// <param name="Id">Our identity; null between approval and intent.</param>
/// <param name="Ticker">The market.</param>
/// <param name="Shard">Whose cash is reserved.</param>
/// <param name="Role">Entry or exit.</param>
/// <param name="Side">Bid or ask.</param>
/// <param name="Limit">The limit price (YES).</param>
/// <param name="Count">How many contracts it was sent for.</param>
/// <param name="Reserved">Full cost with fees, held in cash until the order leaves.</param>
/// <param name="Spent">What its booked fills have taken of the reservation; never above it.</param>
/// <param name="Seen">The largest fill count that any message has shown.</param>
/// <param name="Booked">The sum of its booked fills.</param>
/// <param name="Ended">Whether it is terminal: then no more than <paramref name="Seen"/> can fill.</param>
/// <param name="Doubted">Whether its outcome is in doubt: its ticker is frozen.</param>
public sealed record OrderAtRisk(
    ClientOrderId? Id,
    Ticker Ticker,
    Shard Shard,
    OrderRole Role,
    OrderSide Side,
    Price Limit,
    Quantity Count,
    Money Reserved,
    Money Spent,
    Quantity Seen,
    Quantity Booked,
    bool Ended,
    bool Doubted)
{
    /// <summary>Who decided it; null for an exit between approval and intent.</summary>
    public StrategyId? Strategy { get; init; }

    /// <summary>Contracts that may still move the position: everything not booked, or once ended what was seen and not booked.</summary>
    public Quantity Open => Quantity.Max((Ended ? Seen : Count) - Booked, Quantity.Zero);

    /// <summary>Whether nothing more can come of it: terminal, and every fill that was seen is booked.</summary>
    public bool IsGone => Ended && Booked >= Seen;

    /// <summary>
    /// Cash still held for it. While it can fill, all of its reservation that fills have not taken: what better prices and
    /// lower fees have saved is free only when the order ends. Once it has ended, the share of the fills that are owed, and
    /// one step of the fee's rounding, which belongs to no share. Never less than the open contracts cost at the limit. An
    /// exit holds nothing, since reducing needs no cash.
    /// </summary>
    public Money Held
    {
        get
        {
            if (Role == OrderRole.Exit) return Money.Zero;
            var left = Reserved - Spent;
            if (Ended) left = Money.Min(left, IsGone ? Money.Zero : Share(Open) + RoundingStep);
            return Money.Max(left, FeeReserve.BoughtPrice(Side, Limit) * Open);
        }
    }

    /// <summary>
    /// What its open contracts would cost with fees if each opened a position: for an entry the cash held for it. An exit is
    /// counted at a full dollar a contract, of which only a part beyond the position ever matters: no limit plus fee exceeds
    /// it (0.07 · M · P · (1 − P) is at most 1 − P for every multiplier M up to 14).
    /// </summary>
    public OrderLeg Leg => new(Side, Open, Role == OrderRole.Exit ? Price.One * Open : Held);

    private static Money RoundingStep { get; } = Money.FromMicros(100);

    private Money Share(Quantity part) =>
        Money.FromMicros((long)(((Int128)Reserved.Micros * part.Hundredths + Count.Hundredths - 1) / Count.Hundredths));
}
