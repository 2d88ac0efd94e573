namespace KalshiArb.Domain.Reconciliation;

/// <summary>What disagrees.</summary>
public enum DifferenceKind
{
    /// <summary>A position.</summary>
    Position,
    /// <summary>The fills of an order of ours, or an order that should not be there.</summary>
    Order,
    /// <summary>Cash of a shard.</summary>
    Cash,
}

/// <summary>Names what disagrees: a ticker, an order's id, a shard.</summary>
public readonly record struct DifferenceKey(DifferenceKind Kind, string Subject) : IComparable<DifferenceKey>
{
    /// <inheritdoc/>
    public int CompareTo(DifferenceKey other) => Kind != other.Kind ? Kind.CompareTo(other.Kind) : string.CompareOrdinal(Subject, other.Subject);
}

/// <summary>A disagreement between our ledger and the exchange.</summary>
/// <param name="Key">What disagrees.</param>
/// <param name="Ticker">The market; null for cash.</param>
/// <param name="Ours">What we have, for people.</param>
/// <param name="Exchange">What the exchange shows, for people.</param>
/// <param name="CashGap">For cash: the exchange's less ours; zero otherwise.</param>
/// <param name="FirstAsOf">How current the listing was in which it was first seen.</param>
/// <param name="Confirmed">Whether a later listing showed it too: only then does it count.</param>
public sealed record Difference(DifferenceKey Key, Ticker? Ticker, string Ours, string Exchange, Money CashGap, Instant FirstAsOf, bool Confirmed)
{
    /// <summary>Both sides' numbers.</summary>
    public override string ToString() => $"{Key.Kind} {Key.Subject}: ours {Ours}, exchange {Exchange}";
}
