using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Orders;

namespace KalshiArb.Domain.Strategies;

/// <summary>
/// A strategy: a pure function of a market view. Stateless; it is called on every change of a market and must not allocate.
/// </summary>
public interface IStrategy
{
    /// <summary>Its name in signals, switches, limits and P&amp;L.</summary>
    StrategyId Id { get; }

    /// <summary>The fair value it rests on: without fresh evidence of that source it is not called.</summary>
    FairSource Source { get; }

    /// <summary>Judges a market that has passed <see cref="EntryScreen"/>.</summary>
    Verdict Evaluate(in MarketView view);
}
