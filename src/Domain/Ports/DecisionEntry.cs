namespace KalshiArb.Domain.Ports;

/// <summary>What a line of the decision log is about.</summary>
public enum DecisionKind
{
    /// <summary>A strategy's verdict on a market changed its code.</summary>
    Verdict,
    /// <summary>A strategy wants to enter.</summary>
    Signal,
    /// <summary>Risk gave permission, with size and reservation.</summary>
    Approved,
    /// <summary>Risk refused.</summary>
    Refused,
    /// <summary>An order was decided.</summary>
    Intent,
    /// <summary>A cancel was decided.</summary>
    Cancel,
    /// <summary>Trading state, freeze, cool-down or another brake changed.</summary>
    Brake,
    /// <summary>A fill or settlement was booked.</summary>
    Booked,
    /// <summary>An order ended.</summary>
    Ended,
    /// <summary>An operator must know.</summary>
    Alert,
}

/// <summary>
/// One line of the decision log. The text is canonical: the hash chain runs over its UTF-8 bytes, so it holds decisions
/// alone and nothing that depends on settings, speed or place.
/// </summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Ticker">The market, where there is one.</param>
/// <param name="Code">Reason code or name in SNAKE_CASE.</param>
/// <param name="Text">The evidence as key=value pairs, in a fixed order, invariant culture.</param>
public sealed record DecisionEntry(DecisionKind Kind, Ticker? Ticker, string Code, string Text);
