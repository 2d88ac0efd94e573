namespace KalshiArb.PaperExchange.Rest;

/// <summary>What a tier gives (rate limits page of August 2026; capacities as measured 2026-10-06).</summary>
/// <param name="Name">usage_tier.</param>
/// <param name="ReadRefill">Read tokens a second.</param>
/// <param name="ReadCapacity">Most read tokens.</param>
/// <param name="WriteRefill">Write tokens a second, on each shard.</param>
/// <param name="WriteCapacity">Most write tokens, on each shard.</param>
public sealed record UsageTier(string Name, int ReadRefill, int ReadCapacity, int WriteRefill, int WriteCapacity)
{
    /// <summary>Self-serve; the tier that a trading account has.</summary>
    public static UsageTier Advanced { get; } = new("advanced", 300, 900, 300, 600);

    /// <summary>What a new account has.</summary>
    public static UsageTier Basic { get; } = new("basic", 200, 400, 100, 100);
}

/// <summary>
/// The account's token buckets in market time: one for reads; for writes one without a shard and one for each shard from 1 on.
/// Anonymous reads have a bucket of their own (measured ceiling, 2026-08-26: 51 requests a second pass, 77 do not).
/// </summary>
internal sealed class TokenBuckets
{
    private readonly Lock _lock = new();
    private readonly Bucket _read;
    private readonly Bucket _anonymous = new(510, 760);
    private readonly Bucket[] _write;

    public TokenBuckets(UsageTier tier, int shards)
    {
        Tier = tier;
        _read = new Bucket(tier.ReadRefill, tier.ReadCapacity);
        _write = [.. Enumerable.Range(0, shards).Select(_ => new Bucket(tier.WriteRefill, tier.WriteCapacity))];
    }

    public UsageTier Tier { get; }

    public bool TryRead(int cost, bool anonymous, Instant now)
    {
        lock (_lock) return TryTake([anonymous ? _anonymous : _read], cost, now);
    }

    /// <summary>Takes write tokens: of one shard's bucket (0 is the one without a shard), or for an auto-routed write of every one.</summary>
    public bool TryWrite(int cost, int? shard, Instant now)
    {
        lock (_lock) return TryTake(shard is { } named && named < _write.Length ? [_write[named]] : _write, cost, now);
    }

    private static bool TryTake(ReadOnlySpan<Bucket> buckets, int cost, Instant now)
    {
        foreach (var bucket in buckets)
        {
            bucket.Refill(now);
            if (bucket.MilliTokens < cost * 1_000L) return false;
        }

        foreach (var bucket in buckets) bucket.MilliTokens -= cost * 1_000L;
        return true;
    }

    private sealed class Bucket(int refill, int capacity)
    {
        private Instant _last;

        public long MilliTokens = capacity * 1_000L;

        public void Refill(Instant now)
        {
            if (now <= _last) return;
            // At most what fills the bucket from empty: a long rest must not overflow.
            var micros = _last == Instant.Never ? 0 : Math.Min((now - _last).Ticks / TimeSpan.TicksPerMicrosecond, 3_600_000_000L);
            var more = micros * refill / 1_000;
            if (more == 0 && _last != Instant.Never) return;
            MilliTokens = Math.Min(capacity * 1_000L, MilliTokens + more);
            _last = now;
        }
    }
}
