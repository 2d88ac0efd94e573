namespace KalshiArb.PaperExchange.Engine;

/// <summary>What is remembered of one market.</summary>
/// <param name="LastPrice">The last trade's YES price; null before the first.</param>
/// <param name="PreviousPrice">The trade before; null before the second.</param>
/// <param name="LastSize">The last trade's size.</param>
/// <param name="UpdatedAt">When its status changed last.</param>
/// <param name="DeterminedAt">When it got its result; null before.</param>
/// <param name="SettledAt">When money moved; null before.</param>
public readonly record struct MarketMemory(
    Price? LastPrice, Price? PreviousPrice, Quantity LastSize, Instant UpdatedAt, Instant? DeterminedAt, Instant? SettledAt);

/// <summary>What the venue library does not keep: public trades (bounded), last prices, times of status changes, pauses.</summary>
internal sealed class MarketHistory(int markets, int shards, Instant start)
{
    /// <summary>Older trades are forgotten.</summary>
    public const int MaxTrades = 20_000;

    private readonly MarketMemory[] _memories = [.. Enumerable.Repeat(new MarketMemory(null, null, default, start, null, null), markets)];
    private readonly List<PublicTrade> _trades = [];
    private readonly bool[] _tradingPaused = new bool[shards];
    private readonly bool[] _exchangePaused = new bool[shards];

    public IReadOnlyList<PublicTrade> Trades => _trades;

    public MarketMemory Of(MarketIndex market) => _memories[market.Value];

    public bool IsTradingPaused(Shard shard) => _tradingPaused[shard.Index];

    public bool IsExchangePaused(Shard shard) => _exchangePaused[shard.Index];

    public void NotePause(Shard shard, bool? trading, bool? exchange)
    {
        _tradingPaused[shard.Index] = trading ?? exchange ?? false;
        if (exchange is { } paused) _exchangePaused[shard.Index] = paused;
    }

    public void Note(EngineChanges changes)
    {
        foreach (var trade in changes.Trades)
        {
            ref var memory = ref _memories[trade.Market.Value];
            memory = memory with { PreviousPrice = memory.LastPrice, LastPrice = trade.Price, LastSize = trade.Count };
            _trades.Add(trade);
        }

        if (_trades.Count > MaxTrades * 2) _trades.RemoveRange(0, _trades.Count - MaxTrades);
        foreach (var change in changes.Markets)
        {
            ref var memory = ref _memories[change.Market.Value];
            memory = memory with
            {
                UpdatedAt = change.At,
                DeterminedAt = change.Status is MarketStatus.Determined or MarketStatus.Amended ? change.At : memory.DeterminedAt,
                SettledAt = change.Status == MarketStatus.Finalized ? change.At : memory.SettledAt,
            };
        }
    }
}
