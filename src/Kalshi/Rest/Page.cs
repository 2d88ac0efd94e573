using System.Collections.Immutable;

namespace KalshiArb.Kalshi.Rest;

/// <summary>A row of an answer that could not be read: a field that we need is missing or malformed. It is kept, never guessed.</summary>
/// <param name="Type">What it should have been (market, order, …).</param>
/// <param name="Key">Its ticker or id, when that much could be read.</param>
/// <param name="Reason">What is wrong.</param>
/// <param name="Bytes">Its first bytes, at most <see cref="MaxBytes"/>.</param>
public sealed record QuarantinedRow(string Type, string? Key, string Reason, ImmutableArray<byte> Bytes)
{
    /// <summary>How much of a row is kept.</summary>
    public const int MaxBytes = 4_096;

    /// <inheritdoc/>
    public override string ToString() => $"{Type} {Key ?? "?"}: {Reason}";
}

/// <summary>One page of a listing.</summary>
/// <param name="Items">The rows that were read.</param>
/// <param name="Quarantined">The rows that were not. Always empty in listings of the account, where such a row makes the listing fail.</param>
/// <param name="NextCursor">Where the next page begins; null at the end.</param>
public sealed record Page<T>(ImmutableArray<T> Items, ImmutableArray<QuarantinedRow> Quarantined, string? NextCursor);
