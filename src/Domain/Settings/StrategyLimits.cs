namespace KalshiArb.Domain.Settings;

/// <summary>
/// What one strategy may have at stake, all markets together. A market counts in full for every strategy that has entered it since it
/// was last flat; foreign and adopted positions count for none of them, but for the account.
/// </summary>
/// <param name="MaxExposure">Exposure of its markets.</param>
/// <param name="MaxMarkets">Markets in which it has a position or a working entry.</param>
/// <param name="MaxOrderCost">Cost of one order with fees.</param>
public sealed record StrategyLimits(Money MaxExposure, int MaxMarkets, Money MaxOrderCost);
