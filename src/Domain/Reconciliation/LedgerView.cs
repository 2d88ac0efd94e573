namespace KalshiArb.Domain.Reconciliation;

/// <summary>What our ledger says, as far as it is compared.</summary>
/// <param name="Positions">Signed positions; a market that is absent is flat.</param>
/// <param name="Cash">Cash by shard, orders' reservations not taken off, as the venue lists it.</param>
public sealed record LedgerView(ImmutableSortedDictionary<Ticker, Quantity> Positions, ImmutableSortedDictionary<Shard, Money> Cash);
