using KalshiArb.Domain.Ports;

namespace KalshiArb.Domain.Reconciliation;

/// <summary>
/// Which markets must be listed before they are entered again. While a market or its shard was paused, and when its grid
/// changed, the venue may have cancelled or moved what we had there, and the frames of it may be late: what is known before
/// such a change is no ground for an entry after it.
/// </summary>
public sealed record MarketChanges
{
    /// <summary>Markets remembered. Beyond it a market is not known, and every activation of it counts as one after a pause.</summary>
    public const int Capacity = 16_384;

    /// <summary>Before the first market.</summary>
    public static MarketChanges None { get; } = new();

    private ImmutableSortedDictionary<Ticker, Known> Markets { get; init; } = ImmutableSortedDictionary<Ticker, Known>.Empty;

    private ImmutableSortedSet<Shard> Stopped { get; init; } = [];

    /// <summary>Takes an input that concerns markets; others change nothing. Returns what is known after it, and which markets a listing is owed for.</summary>
    public (MarketChanges Next, ImmutableArray<Ticker> Owed) Take(Input input) => input switch
    {
        MarketListed listed => Listed(listed.Facts),
        MarketStatusChanged changed => Changed(changed.Ticker, changed.Status),
        PriceGridChanged { Grid: { } grid } changed => Regridded(changed.Ticker, grid),
        ShardTradingChanged changed => Changed(changed.Shard, changed.Trading),
        _ => (this, []),
    };

    private (MarketChanges Next, ImmutableArray<Ticker> Owed) Listed(MarketFacts facts)
    {
        var before = Markets.GetValueOrDefault(facts.Ticker);
        var next = With(facts.Ticker, new Known(facts.Shard, facts.Grid, IsPause(facts.Status)));
        var resumed = before is { Paused: true } && facts.Status == MarketStatus.Active;
        return (next, before is not null && (resumed || !SameGrid(before.Grid, facts.Grid)) ? [facts.Ticker] : []);
    }

    private (MarketChanges Next, ImmutableArray<Ticker> Owed) Changed(Ticker ticker, MarketStatus status)
    {
        if (!Markets.TryGetValue(ticker, out var known)) return (this, status == MarketStatus.Active && Markets.Count >= Capacity ? [ticker] : []);
        if (status == MarketStatus.Finalized) return (this with { Markets = Markets.Remove(ticker) }, []);
        return (With(ticker, known with { Paused = IsPause(status) }), known.Paused && status == MarketStatus.Active ? [ticker] : []);
    }

    private (MarketChanges Next, ImmutableArray<Ticker> Owed) Regridded(Ticker ticker, PriceGrid grid) =>
        (Markets.TryGetValue(ticker, out var known) ? With(ticker, known with { Grid = grid }) : this, [ticker]);

    private (MarketChanges Next, ImmutableArray<Ticker> Owed) Changed(Shard shard, ShardTrading trading)
    {
        if (trading != ShardTrading.Open) return (this with { Stopped = Stopped.Add(shard) }, []);
        if (!Stopped.Contains(shard)) return (this, []);
        var owed = ImmutableArray.CreateBuilder<Ticker>();
        foreach (var (ticker, known) in Markets)
            if (known.Shard == shard) owed.Add(ticker);
        return (this with { Stopped = Stopped.Remove(shard) }, owed.ToImmutable());
    }

    private MarketChanges With(Ticker ticker, Known known) =>
        Markets.Count >= Capacity && !Markets.ContainsKey(ticker) ? this : this with { Markets = Markets.SetItem(ticker, known) };

    private static bool IsPause(MarketStatus status) => status is not (MarketStatus.Active or MarketStatus.Initialized);

    private static bool SameGrid(PriceGrid left, PriceGrid right) => ReferenceEquals(left, right) || left.Ranges.AsSpan().SequenceEqual(right.Ranges.AsSpan());

    private sealed record Known(Shard Shard, PriceGrid Grid, bool Paused);
}
