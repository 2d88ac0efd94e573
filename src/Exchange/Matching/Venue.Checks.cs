using KalshiArb.Exchange.Accounts;

namespace KalshiArb.Exchange.Matching;

public sealed partial class Venue
{
    /// <summary>
    /// Throws <see cref="InvariantViolation"/> when money was made or lost, positions of a market do not add up to zero, a level's
    /// size is not the sum of its orders, a book is locked or crossed, or a reservation is not what the open orders need.
    /// It looks at everything: for tests and the end of a run.
    /// </summary>
    public void CheckInvariants()
    {
        var money = CheckMoney();
        InvariantViolation.Unless(money.Difference == Money.Zero, $"The venue's money is off by {money.Difference}: {money}.");
        foreach (var market in _markets) Check(market);
        foreach (var account in _accounts) Check(account);
    }

    /// <summary>A fingerprint of the whole state: the same operations at the same times give the same.</summary>
    public ulong StateHash()
    {
        var hash = new StateHasher();
        hash.Add(Now.UnixMicros);
        hash.Add(_lastOrder);
        hash.Add(_lastMatch);
        hash.Add(_deposited);
        hash.Add(_feesCollected);
        foreach (var market in _markets)
        {
            hash.Add((long)market.Status);
            hash.Add(market.CloseTime.UnixMicros);
            hash.Add(market.Value?.Units ?? -1);
            hash.Add(market.Volume);
            hash.Add(market.OpenInterest);
            for (var units = market.Book.BestBid; units >= 0; units = market.Book.NextBid(units)) AddLevel(ref hash, market, units);
            for (var units = market.Book.BestAsk; units <= Price.UnitsPerDollar; units = market.Book.NextAsk(units)) AddLevel(ref hash, market, units);
        }

        foreach (var account in _accounts)
        {
            foreach (var micros in account.Cash) hash.Add(micros);
            foreach (var micros in account.Reserved) hash.Add(micros);
            for (var i = 0; i < account.HoldingSlots; i++)
            {
                if (account.Find(new MarketIndex(i)) is not { } holding) continue;
                hash.Add(i);
                hash.Add(holding.Position);
                hash.Add(holding.CostMicros);
                hash.Add(holding.RealizedMicros);
                hash.Add(holding.FeesMicros);
            }
        }

        foreach (var group in _groups)
        {
            hash.Add(group.Matched);
            hash.Add(group.Triggered ? 1 : 0);
        }

        return hash.Value;
    }

    private static void AddLevel(ref StateHasher hash, MarketState market, int units)
    {
        for (var order = market.Book.Head(units); order is not null; order = order.Next)
        {
            hash.Add(order.Number.Value);
            hash.Add(order.Account.Id.Value);
            hash.Add(units);
            hash.Add(order.Remaining);
            hash.Add(order.Filled);
            hash.Add(order.FeeAccumulator);
        }
    }

    private void Check(MarketState market)
    {
        var book = market.Book;
        InvariantViolation.Unless(book.BestBid < book.BestAsk, $"{market.Facts.Ticker} is crossed: {book.BestBid} and {book.BestAsk}.");
        for (var units = book.BestBid; units >= 0; units = book.NextBid(units)) CheckLevel(market, units);
        for (var units = book.BestAsk; units <= Price.UnitsPerDollar; units = book.NextAsk(units)) CheckLevel(market, units);
        var longs = 0L;
        var sum = 0L;
        foreach (var account in _accounts)
        {
            if (account.Find(market.Index) is not { } holding) continue;
            longs += Math.Max(0, holding.Position);
            sum += holding.Position;
        }

        InvariantViolation.Unless(sum == 0 && longs == market.OpenInterest, $"Positions of {market.Facts.Ticker} add up to {sum}, longs to {longs}, open interest is {market.OpenInterest}.");
    }

    private static void CheckLevel(MarketState market, int units)
    {
        var size = 0L;
        for (var order = market.Book.Head(units); order is not null; order = order.Next) size += order.Remaining;
        InvariantViolation.Unless(size == market.Book.Size(units) && size > 0, $"Level {units} of {market.Facts.Ticker} says {market.Book.Size(units)} and holds {size}.");
    }

    private void Check(Account account)
    {
        Span<long> reserved = stackalloc long[_rules.Shards];
        reserved.Clear();
        for (var i = 0; i < account.HoldingSlots; i++)
        {
            if (account.Find(new MarketIndex(i)) is not { } holding) continue;
            var needed = holding.Needed(_markets[i], _precision);
            InvariantViolation.Unless(needed == holding.Reserved, $"Account {account.Id.Value} reserves {holding.Reserved} in {_markets[i].Facts.Ticker} and needs {needed}.");
            reserved[_markets[i].Shard] += needed;
        }

        for (var shard = 0; shard < reserved.Length; shard++)
            InvariantViolation.Unless(reserved[shard] == account.Reserved[shard], $"Account {account.Id.Value} reserves {account.Reserved[shard]} on shard {shard} and needs {reserved[shard]}.");
    }
}

/// <summary>Mixes 64-bit values into a fingerprint (the multiply-xorshift finalizer of SplitMix64). Not for adversaries.</summary>
internal struct StateHasher
{
    private ulong _state;

    public readonly ulong Value => _state;

    public void Add(long value)
    {
        unchecked
        {
            var mixed = _state ^ ((ulong)value + 0x9E3779B97F4A7C15UL);
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
            _state = (mixed ^ (mixed >> 31)) + 0x632BE59BD9B4E019UL;
        }
    }
}
