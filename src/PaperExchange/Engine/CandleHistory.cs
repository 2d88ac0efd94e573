namespace KalshiArb.PaperExchange.Engine;

/// <summary>First, highest, lowest and last of a price, in units of $0.0001.</summary>
internal readonly record struct PriceSpan(int Open, int High, int Low, int Close)
{
    public static PriceSpan At(int units) => new(units, units, units, units);

    public PriceSpan With(int units) => new(Open, Math.Max(High, units), Math.Min(Low, units), units);

    public PriceSpan Then(PriceSpan later) => new(Open, Math.Max(High, later.High), Math.Min(Low, later.Low), later.Close);
}

/// <summary>One period of one market; a side without orders counts as $0 bid and $1 asked.</summary>
/// <param name="End">Its end, Unix seconds.</param>
/// <param name="Bid">The best bid.</param>
/// <param name="Ask">The best ask.</param>
/// <param name="Trades">Trade prices; null without a trade.</param>
/// <param name="Previous">The last trade before it; null without one.</param>
/// <param name="VolumeHundredths">Traded in it.</param>
/// <param name="ValueUnits">Prices times hundredths, in sum: for the mean.</param>
/// <param name="OpenInterest">At its end.</param>
internal readonly record struct VenueCandle(
    long End, PriceSpan Bid, PriceSpan Ask, PriceSpan? Trades, int? Previous, long VolumeHundredths, long ValueUnits, Quantity OpenInterest);

/// <summary>
/// Minutes in which a market moved, from the venue's own trades and best prices, bounded. What lies between two of them stands
/// still; longer candles are put together from them.
/// </summary>
internal sealed class CandleHistory(int markets)
{
    /// <summary>Older minutes are forgotten: two days in which a market moves every minute.</summary>
    public const int MaxMinutes = 2_880;

    private readonly List<VenueCandle>[] _minutes = [.. Enumerable.Range(0, markets).Select(_ => new List<VenueCandle>())];
    private readonly HashSet<int> _moved = [];

    public void Note(EngineChanges changes, Venue venue)
    {
        if (changes.Levels.Count == 0 && changes.Trades.Count == 0) return;
        var end = (changes.At.UnixMillis / 60_000 + 1) * 60;
        _moved.Clear();
        foreach (var level in changes.Levels) _moved.Add(level.Market.Value);
        foreach (var trade in changes.Trades) _moved.Add(trade.Market.Value);
        foreach (var market in _moved)
        {
            var index = new MarketIndex(market);
            var bid = venue.BestBid(index)?.Price.Units ?? 0;
            var ask = venue.BestAsk(index)?.Price.Units ?? Price.UnitsPerDollar;
            var minute = Begin(_minutes[market], end, bid, ask);
            _minutes[market][^1] = minute with { Bid = minute.Bid.With(bid), Ask = minute.Ask.With(ask), OpenInterest = venue.OpenInterest(index) };
        }

        foreach (var trade in changes.Trades)
        {
            var minutes = _minutes[trade.Market.Value];
            var (units, count) = (trade.Price.Units, trade.Count.Hundredths);
            minutes[^1] = minutes[^1] with
            {
                Trades = minutes[^1].Trades?.With(units) ?? PriceSpan.At(units),
                VolumeHundredths = minutes[^1].VolumeHundredths + count,
                ValueUnits = minutes[^1].ValueUnits + units * count,
            };
        }
    }

    public IReadOnlyList<VenueCandle> Read(MarketIndex market, int minutes, long startSeconds, long endSeconds)
    {
        var candles = new List<VenueCandle>();
        var kept = _minutes[market.Value];
        if (kept.Count == 0) return candles;
        var length = minutes * 60L;
        var end = Math.Max(RoundUp(startSeconds, length), RoundUp(kept[0].End, length));
        var next = kept.FindIndex(minute => minute.End > end - length);
        VenueCandle? before = next > 0 ? kept[next - 1] : next < 0 ? kept[^1] : null;
        if (next < 0) next = kept.Count;
        for (; end <= endSeconds && candles.Count <= CandleLimit; end += length)
        {
            var candle = Still(before, end);
            while (next < kept.Count && kept[next].End <= end)
            {
                candle = candle is { } known ? Join(known, kept[next]) : kept[next] with { End = end };
                next++;
            }

            if (candle is not { } whole) continue;
            candles.Add(whole);
            before = whole;
        }

        return candles;
    }

    /// <summary>More than these are not put together: the venue's bound of one answer.</summary>
    public const int CandleLimit = 10_000;

    private static VenueCandle Begin(List<VenueCandle> minutes, long end, int bid, int ask)
    {
        if (minutes.Count > 0 && minutes[^1].End >= end) return minutes[^1];
        if (minutes.Count >= MaxMinutes) minutes.RemoveRange(0, MaxMinutes / 10);
        var begun = minutes.Count > 0 ? Still(minutes[^1], end)!.Value : new VenueCandle(end, PriceSpan.At(bid), PriceSpan.At(ask), null, null, 0, 0, Quantity.Zero);
        minutes.Add(begun);
        return begun;
    }

    private static VenueCandle? Still(VenueCandle? before, long end) => before is not { } last ? null : new VenueCandle(
        end, PriceSpan.At(last.Bid.Close), PriceSpan.At(last.Ask.Close), null, last.Trades?.Close ?? last.Previous, 0, 0, last.OpenInterest);

    private static VenueCandle Join(VenueCandle candle, VenueCandle minute) => candle with
    {
        Bid = candle.Bid.Then(minute.Bid),
        Ask = candle.Ask.Then(minute.Ask),
        Trades = candle.Trades is { } prices && minute.Trades is { } later ? prices.Then(later) : candle.Trades ?? minute.Trades,
        VolumeHundredths = candle.VolumeHundredths + minute.VolumeHundredths,
        ValueUnits = candle.ValueUnits + minute.ValueUnits,
        OpenInterest = minute.OpenInterest,
    };

    private static long RoundUp(long seconds, long length) => (Math.Max(0, seconds) + length - 1) / length * length;
}
