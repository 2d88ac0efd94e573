using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Kalshi.Limits;

/// <summary>What a request is for, which decides how far down it may spend.</summary>
public enum Spending
{
    /// <summary>An order that opens: only above the reserves of both kinds.</summary>
    Entry,
    /// <summary>An order that closes, or the making of a group: to the last token.</summary>
    Exit,
    /// <summary>A cancel, a trigger, a decrease: to the last token.</summary>
    Cancel,
    /// <summary>A read of the account: to the last token.</summary>
    AccountRead,
    /// <summary>A read that can wait (discovery, books): only above the read reserve.</summary>
    MarketRead,
}

/// <summary>
/// The account's token budgets as we count them: one read bucket, and a write bucket for each shard (docs page "Rate limits",
/// August 2026: a write to a shard from 1 on draws that shard's bucket alone, an auto-routed one every shard's, shard 0 and
/// batches the unscoped one, which is kept here as shard 0's). Safe for several threads; its time is given to it.
/// </summary>
public sealed class RateBudget
{
    /// <summary>Read tokens that entries and reads that can wait leave alone.</summary>
    public const int ReadReserve = 60;

    /// <summary>Shards told apart at most.</summary>
    public const int MaxShards = 64;

    private readonly Lock _lock = new();
    private readonly Func<Instant> _clock;
    private readonly TokenBucket _read;
    private readonly SortedDictionary<int, TokenBucket> _write = [];
    private readonly SortedDictionary<int, (int Groups, int Working)> _commitments = [];
    private BucketLimits _writeLimits;
    private CostTable _costs;

    /// <summary>Makes budgets with full buckets.</summary>
    /// <param name="limits">From GET /account/limits.</param>
    /// <param name="costs">From GET /account/endpoint_costs.</param>
    /// <param name="clock">The time by which buckets refill.</param>
    public RateBudget(AccountLimits limits, CostTable costs, Func<Instant> clock)
    {
        (_clock, _costs, _writeLimits) = (clock, costs, limits.Write);
        _read = new TokenBucket(limits.Read, clock());
        Bucket(0, clock());
    }

    /// <summary>Takes limits read anew.</summary>
    public void Apply(AccountLimits limits)
    {
        lock (_lock)
        {
            var now = _clock();
            _read.Resize(limits.Read, now);
            _writeLimits = limits.Write;
            foreach (var (_, bucket) in _write) bucket.Resize(limits.Write, now);
        }
    }

    /// <summary>Takes costs read anew.</summary>
    public void Apply(CostTable costs)
    {
        lock (_lock) _costs = costs;
    }

    /// <summary>
    /// Says what stands on a shard, so that entries leave enough to take it back: 10 for a cancel-all, 10 for each entry group
    /// and 2 for each working order. Batches draw the bucket of shard 0, which therefore answers for every working order.
    /// </summary>
    public void SetCommitments(Shard shard, int entryGroups, int workingOrders)
    {
        lock (_lock)
        {
            if (_commitments.Count >= MaxShards && !_commitments.ContainsKey(shard.Index)) return;
            _commitments[shard.Index] = (entryGroups, workingOrders);
        }
    }

    /// <summary>Write tokens that an entry on a shard leaves alone.</summary>
    public int WriteReserve(Shard shard)
    {
        lock (_lock) return Reserve(shard.Index);
    }

    /// <summary>Whole write tokens of a shard now.</summary>
    public long WriteAvailable(Shard shard)
    {
        lock (_lock)
        {
            var now = _clock();
            return Bucket(shard.Index, now).Available(now);
        }
    }

    /// <summary>Whole read tokens now.</summary>
    public long ReadAvailable
    {
        get
        {
            lock (_lock) return _read.Available(_clock());
        }
    }

    /// <summary>Spends what a request costs; false, and nothing spent, when it may not go now.</summary>
    /// <param name="spending">What it is for.</param>
    /// <param name="method">Its method.</param>
    /// <param name="route">Its path from the root, parameters as ':'.</param>
    /// <param name="shard">For writes: the shard named in it, shard 0 for a batch; null for all shards.</param>
    /// <param name="items">How many items a batch has; 1 otherwise.</param>
    public bool TrySpend(Spending spending, string method, string route, Shard? shard, int items = 1)
    {
        lock (_lock)
        {
            var now = _clock();
            var cost = _costs.Of(method, route) * items;
            if (spending is Spending.AccountRead or Spending.MarketRead)
                return _read.TrySpend(cost, spending == Spending.MarketRead ? ReadReserve : 0, now);
            if (spending == Spending.Entry && !_read.Holds(0, ReadReserve, now)) return false;
            if (shard is { } one) return Bucket(one.Index, now).TrySpend(cost, spending == Spending.Entry ? Reserve(one.Index) : 0, now);
            foreach (var (_, bucket) in _write)
                if (!bucket.Holds(cost, 0, now)) return false;
            foreach (var (_, bucket) in _write) bucket.TrySpend(cost, 0, now);
            return true;
        }
    }

    /// <summary>The venue answered 429 to a request of this kind: what we counted is not there.</summary>
    public void Drain(Spending spending, Shard? shard)
    {
        lock (_lock)
        {
            var now = _clock();
            if (spending is Spending.AccountRead or Spending.MarketRead) _read.Drain(now);
            else if (shard is { } one) Bucket(one.Index, now).Drain(now);
            else
                foreach (var (_, bucket) in _write) bucket.Drain(now);
        }
    }

    private int Reserve(int shard)
    {
        var (groups, working) = _commitments.GetValueOrDefault(shard);
        if (shard == 0)
            foreach (var (other, commitment) in _commitments)
                if (other != 0) working += commitment.Working;
        return 10 + 10 * groups + 2 * working;
    }

    private TokenBucket Bucket(int shard, Instant now)
    {
        if (_write.TryGetValue(shard, out var bucket)) return bucket;
        InvariantViolation.Unless(_write.Count < MaxShards, "rate budget: too many shards");
        return _write[shard] = new TokenBucket(_writeLimits, now);
    }
}
