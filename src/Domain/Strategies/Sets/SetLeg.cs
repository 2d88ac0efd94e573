namespace KalshiArb.Domain.Strategies.Sets;

/// <summary>One market of an event, as the rule on sets sees it.</summary>
/// <param name="View">The market, its book less our own size.</param>
/// <param name="BookHeardAt">When anything was last heard on the stream that carries its book; <see cref="Instant.Never"/> when nothing was.</param>
public readonly record struct SetLeg(MarketView View, Instant BookHeardAt);
