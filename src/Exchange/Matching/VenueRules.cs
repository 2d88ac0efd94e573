namespace KalshiArb.Exchange.Matching;

/// <summary>What the venue does where its documentation leaves a choice. All facts; a caller states each.</summary>
/// <param name="Shards">How many shards there are (Kalshi: 4 in autumn 2026).</param>
/// <param name="FeePrecision">Member precision g of fee rounding: $0.0001 for a direct member, $0.01 through a broker (fee_rounding, 2026-08-27).</param>
/// <param name="RefuseRestingReduceOnly">Refuse reduce_only on orders that may rest (seen at the venue; hummingbot issue 8464).</param>
/// <param name="CancelAllLingers">How long after a cancel-all new orders of the account are cancelled as well (changelog 2026-08-27: up to a minute).</param>
/// <param name="GroupWindow">The rolling window of order groups (15 s).</param>
/// <param name="MaxOpenOrders">Open orders an account may have (200,000 in the specification of June 2026).</param>
/// <param name="MaxGroups">Order groups an account may have (100,000 since 2026-08-13).</param>
public sealed record VenueRules(
    int Shards,
    Money FeePrecision,
    bool RefuseRestingReduceOnly,
    TimeSpan CancelAllLingers,
    TimeSpan GroupWindow,
    int MaxOpenOrders,
    int MaxGroups)
{
    /// <summary>An expiration_time that has passed turns the order into an immediate one instead of being refused.</summary>
    public bool PastExpirationIsImmediate { get; init; }

    /// <summary>A client id is free again once its order has ended; by default it is spent for good, as observed.</summary>
    public bool ClientIdsFreeOnceClosed { get; init; }

    /// <summary>
    /// A post-only order that would cross is made and cancelled at once (PostOnlyCrossCancel, changelog 2026-06-04) instead of
    /// being refused (observed on the demo venue, 2026-06-11).
    /// </summary>
    public bool PostOnlyCrossCancels { get; init; }

    /// <summary>
    /// Contracts, long or short, that an account may reach in one market when all that it has open on that side fills; null, the
    /// default, for no limit. At Kalshi the number stands in a contract's terms and in no field of the API. It binds accounts with
    /// a history; those without stand for many members each.
    /// </summary>
    public Quantity? PositionLimit { get; init; }

    /// <summary>Kalshi in October 2026 for a direct member.</summary>
    public static VenueRules Kalshi2026 { get; } = new(4, Money.FromMicros(100), false, TimeSpan.Zero, TimeSpan.FromSeconds(15), 200_000, 100_000);
}
