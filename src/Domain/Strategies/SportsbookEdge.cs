using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Orders;

namespace KalshiArb.Domain.Strategies;

/// <summary>Buys what the sportsbooks, without their margin, say is worth more than it costs. Follows momentum.</summary>
public sealed class SportsbookEdge : IStrategy
{
    /// <inheritdoc/>
    public StrategyId Id { get; } = new("sportsbook-edge");

    /// <inheritdoc/>
    public FairSource Source => FairSource.Consensus;

    /// <inheritdoc/>
    public Verdict Evaluate(in MarketView view) => EdgeRule.Evaluate(in view, Id, Source, followsMomentum: true);
}
