using System.Collections.Immutable;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;

namespace KalshiArb.Simulation.Measurement;

/// <summary>What one market looked like at a moment, our own orders left out.</summary>
/// <param name="Active">Whether it took orders.</param>
/// <param name="Live">Whether its book was whole.</param>
/// <param name="Bid">Best YES bid; null when there was none.</param>
/// <param name="Ask">Best YES ask; null when there was none.</param>
/// <param name="Odds">Value of YES by the sportsbooks while their evidence was fresh; null otherwise.</param>
/// <param name="Score">Value of YES by the win model while its evidence was fresh; null otherwise.</param>
public readonly record struct MarketMoment(bool Active, bool Live, Price? Bid, Price? Ask, double? Odds, double? Score)
{
    /// <summary>Half-way between bid and ask of an active market with a whole book that shows both, in dollars; null otherwise.</summary>
    public double? Mid => Active && Live && Bid is { } bid && Ask is { } ask && bid < ask
        ? (bid.Units + ask.Units) / (2.0 * Price.UnitsPerDollar) : null;
}

/// <summary>A position that was there before the first input.</summary>
/// <param name="Ticker">The market.</param>
/// <param name="Quantity">Signed.</param>
/// <param name="Cost">What it cost on its own side, without fees.</param>
public readonly record struct OpeningPosition(Ticker Ticker, Quantity Quantity, Money Cost);

/// <summary>How a measurement looks at the core. It asks between inputs and changes nothing.</summary>
public interface ICoreSight
{
    /// <summary>A market as it is after the last input; null when there is none of that name.</summary>
    /// <param name="ticker">The market.</param>
    /// <param name="at">The moment: evidence that is too old by then does not count.</param>
    MarketMoment? Of(Ticker ticker, Instant at);

    /// <summary>The positions of earlier runs; asked once, before the first input.</summary>
    ImmutableArray<OpeningPosition> Opening();
}
