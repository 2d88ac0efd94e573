using KalshiArb.Domain.Orders;

namespace KalshiArb.Domain.Risk;

/// <summary>Why a position is to be left.</summary>
public enum ExitReason
{
    /// <summary>The resting exit at fair value.</summary>
    Target,
    /// <summary>The maximum hold is over.</summary>
    Time,
    /// <summary>The loss per contract has reached the stop.</summary>
    Stop,
    /// <summary>An operator asked for it.</summary>
    Operator,
}

/// <summary>Asks for permission to reduce a position. An exit never opens or flips one.</summary>
/// <param name="Ticker">The market.</param>
/// <param name="Side">Ask leaves a long YES position, bid a long NO position.</param>
/// <param name="Limit">Limit price, on the YES scale.</param>
/// <param name="Count">Contracts wanted, fractions allowed; what is approved is at most what is left to exit.</param>
/// <param name="Liquidity">Whether it takes or rests.</param>
/// <param name="Reason">Why.</param>
/// <param name="BookLive">Whether the book is whole and live. Only an operator's exit goes without it.</param>
public sealed record ExitRequest(
    Ticker Ticker,
    OrderSide Side,
    Price Limit,
    Quantity Count,
    Liquidity Liquidity,
    ExitReason Reason,
    bool BookLive);
