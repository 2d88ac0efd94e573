using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;

namespace KalshiArb.Domain.Strategies;

/// <summary>Buys what the sportsbooks say is worth more than it costs, and never more than an even chance.</summary>
public sealed class PatientEdge : IStrategy
{
    /// <inheritdoc/>
    public StrategyId Id { get; } = new("patient-edge");

    /// <inheritdoc/>
    public FairSource Source => FairSource.Consensus;

    /// <inheritdoc/>
    public Verdict Evaluate(in MarketView view)
    {
        var verdict = EdgeRule.Evaluate(in view, Id, Source, followsMomentum: true);
        return verdict.IsEntry && verdict.Signal.OwnPrice > Price.FromCents(50) ? Verdict.None(VerdictCode.NoEdge) : verdict;
    }
}
