namespace KalshiArb.Domain.Orders;

/// <summary>How much a notice asks for.</summary>
public enum Gravity
{
    /// <summary>To be logged.</summary>
    Note,
    /// <summary>An operator must know.</summary>
    Alert,
    /// <summary>No further entries until an operator has looked: Paused, unless the state is stricter already.</summary>
    Pause,
    /// <summary>The service must not start trading: it could not compare itself with the exchange.</summary>
    RefuseStart,
    /// <summary>Something that cannot be: Killed.</summary>
    Kill,
}

/// <summary>
/// Something seen while deciding that is not a fact of the ledger. The supervisor turns <see cref="Gravity.Pause"/> and
/// <see cref="Gravity.Kill"/> into the trading state, since it alone may change that.
/// </summary>
/// <param name="Gravity">What it asks for.</param>
/// <param name="Ticker">The market, where there is one.</param>
/// <param name="Code">Name in SNAKE_CASE.</param>
/// <param name="Text">The evidence, with both sides' numbers where two disagree.</param>
public sealed record Notice(Gravity Gravity, Ticker? Ticker, string Code, string Text);
