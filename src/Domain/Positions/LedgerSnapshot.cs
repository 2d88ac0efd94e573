using KalshiArb.Domain.Journal;

namespace KalshiArb.Domain.Positions;

/// <summary>Cash of a shard, in a snapshot.</summary>
public readonly record struct ShardMoney(Shard Shard, Money Amount);

/// <summary>Money of a market whose shard is not known, in a snapshot.</summary>
public readonly record struct UnplacedMoney(Ticker Ticker, Money Amount);

/// <summary>The shard of a market, in a snapshot.</summary>
public readonly record struct MarketShard(Ticker Ticker, Shard Shard);

/// <summary>A market whose position was adopted, in a snapshot.</summary>
public readonly record struct AdoptedMarket(Ticker Ticker, Instant AsOf);

/// <summary>The whole state of a <see cref="PositionLedger"/> as plain lists in a fixed order, for a serializer.</summary>
public sealed record LedgerSnapshot(
    ImmutableArray<Position> Positions,
    ImmutableArray<ShardMoney> Cash,
    ImmutableArray<UnplacedMoney> Unplaced,
    ImmutableArray<MarketShard> Shards,
    ImmutableArray<SettlementBooked> Settled,
    Instant SettledHorizon,
    ImmutableArray<RememberedFill> Fills,
    int FillCapacity,
    Instant FillHorizon,
    Money RealizedPnl,
    Money Fees,
    DayResult Day,
    ImmutableArray<AdoptedMarket> Adopted);

public sealed partial record PositionLedger
{
    /// <summary>The whole state as plain lists.</summary>
    public LedgerSnapshot ToSnapshot() => new(
        [.. Positions.Values],
        [.. Cash.Select(pair => new ShardMoney(pair.Key, pair.Value))],
        [.. UnplacedCash.Select(pair => new UnplacedMoney(pair.Key, pair.Value))],
        [.. Shards.Select(pair => new MarketShard(pair.Key, pair.Value))],
        [.. Settled.Values],
        SettledHorizon,
        [.. Fills.InOrder],
        Fills.Capacity,
        Fills.Horizon,
        RealizedPnl,
        Fees,
        Day,
        [.. Adopted.Select(pair => new AdoptedMarket(pair.Key, pair.Value))]);

    /// <summary>The ledger that a snapshot was taken of.</summary>
    public static PositionLedger Restore(LedgerSnapshot snapshot) => new()
    {
        Positions = snapshot.Positions.ToImmutableSortedDictionary(position => position.Ticker, position => position),
        Cash = snapshot.Cash.ToImmutableSortedDictionary(cash => cash.Shard, cash => cash.Amount),
        UnplacedCash = snapshot.Unplaced.ToImmutableSortedDictionary(cash => cash.Ticker, cash => cash.Amount),
        Shards = snapshot.Shards.ToImmutableSortedDictionary(market => market.Ticker, market => market.Shard),
        Settled = snapshot.Settled.ToImmutableSortedDictionary(row => row.Ticker, row => row),
        SettledHorizon = snapshot.SettledHorizon,
        Fills = FillMemory.Restore(snapshot.FillCapacity, snapshot.Fills, snapshot.FillHorizon),
        RealizedPnl = snapshot.RealizedPnl,
        Fees = snapshot.Fees,
        Day = snapshot.Day,
        Adopted = snapshot.Adopted.ToImmutableSortedDictionary(market => market.Ticker, market => market.AsOf),
    };
}
