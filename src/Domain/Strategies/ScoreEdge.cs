using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Orders;

namespace KalshiArb.Domain.Strategies;

/// <summary>
/// Buys what the live win-probability model says is worth more than it costs. A score is news before the market has moved,
/// so momentum is not asked.
/// </summary>
public sealed class ScoreEdge : IStrategy
{
    /// <inheritdoc/>
    public StrategyId Id { get; } = new("score-edge");

    /// <inheritdoc/>
    public FairSource Source => FairSource.WinModel;

    /// <inheritdoc/>
    public Verdict Evaluate(in MarketView view) => EdgeRule.Evaluate(in view, Id, Source, followsMomentum: false);
}
