using KalshiArb.Domain.Positions;

namespace KalshiArb.Domain.Journal;

/// <summary>Since when positions are held; a position that goes flat and is opened again begins anew.</summary>
public static class PositionTimes
{
    /// <summary>The times after a fact.</summary>
    /// <param name="openedAt">The times before it.</param>
    /// <param name="fact">The fact.</param>
    /// <param name="ledger">The ledger after it.</param>
    public static ImmutableSortedDictionary<Ticker, Instant> After(ImmutableSortedDictionary<Ticker, Instant> openedAt, IJournaled fact, PositionLedger ledger) => fact switch
    {
        FillBooked fill when ledger.Of(fill.Ticker).IsFlat => openedAt.Remove(fill.Ticker),
        FillBooked fill when !openedAt.ContainsKey(fill.Ticker) => openedAt.Add(fill.Ticker, fill.At),
        PositionAdopted adopted when ledger.Of(adopted.Ticker).IsFlat => openedAt.Remove(adopted.Ticker),
        PositionAdopted adopted when !openedAt.ContainsKey(adopted.Ticker) => openedAt.Add(adopted.Ticker, adopted.At),
        SettlementBooked settlement => openedAt.Remove(settlement.Ticker),
        _ => openedAt,
    };
}
