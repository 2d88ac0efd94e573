using KalshiArb.Host.Sessions;
using KalshiArb.Kalshi.Rest;
using KalshiArb.Simulation.Import;

namespace KalshiArb.Host.History;

/// <summary>
/// Reads a series' history within a span from the venue: the live lists for what is younger than the venue's cutoff, the historical ones
/// for what is older. Every page is read, or nothing: a request that fails after the client's retries, a listing that goes in a circle, more
/// than the limits, or a cutoff that passed over the span meanwhile, throw <see cref="SessionRefusedException"/>.
/// </summary>
internal sealed class HistoryReader(KalshiRestClient client, RequestCount requests, HistoryLimits limits, IProgress<HistoryProgress>? progress, CancellationToken cancellation)
{
    /// <summary>Minutes of one request: far below what the venue gives at once, so that no answer is cut.</summary>
    private static readonly TimeSpan _chunk = TimeSpan.FromDays(1);

    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    private readonly List<QuarantinedRow> _unread = [];
    private int _bars;
    private int _trades;

    public async Task<HistoryRead> ReadAsync(SeriesTicker ticker, HistorySpan span)
    {
        var cutoff = await AskAsync(client.GetHistoricalCutoffAsync(cancellation)).ConfigureAwait(false);
        var series = await AskAsync(client.GetSeriesAsync(ticker, cancellation)).ConfigureAwait(false);
        if (series.Ticker != ticker) throw Incomplete($"asked for series {ticker}, the venue answered about {series.Ticker}");
        var listed = await ListAsync(ticker, span, cutoff).ConfigureAwait(false);
        if (listed.Count > limits.Markets) throw TooMuch($"{listed.Count} markets", $"{limits.Markets}");
        var markets = ImmutableArray.CreateBuilder<HistoryMarket>(listed.Count);
        foreach (var (market, archived) in listed.Values)
        {
            progress?.Report(new HistoryProgress(markets.Count, listed.Count, _bars, _trades, requests.Requests));
            var bars = await BarsAsync(ticker, market, archived, span).ConfigureAwait(false);
            var trades = await TradesAsync(market, span, cutoff).ConfigureAwait(false);
            markets.Add(new HistoryMarket(market, bars, trades));
        }

        var after = await AskAsync(client.GetHistoricalCutoffAsync(cancellation)).ConfigureAwait(false);
        if ((after.MarketsSettled != cutoff.MarketsSettled && span.From < after.MarketsSettled) || (after.TradesCreated != cutoff.TradesCreated && span.From < after.TradesCreated))
            throw new SessionRefusedException(ExitCode.Refused, "the venue moved a part of this span to its historical lists while it was read: run it again");
        progress?.Report(new HistoryProgress(markets.Count, listed.Count, _bars, _trades, requests.Requests));
        return new HistoryRead(series, markets.ToImmutable(), listed.Values.Count(one => one.Archived), [.. _unread]);
    }

    /// <summary>
    /// The markets that were open within the span, by ticker. The live list is read first: what is archived between the two is then on the
    /// second one.
    /// </summary>
    private async Task<SortedDictionary<Ticker, (MarketInfo Market, bool Archived)>> ListAsync(SeriesTicker series, HistorySpan span, HistoricalCutoff cutoff)
    {
        var found = new SortedDictionary<Ticker, (MarketInfo, bool)>();
        var live = new MarketFilter(series) { MinClose = span.From - _second };
        await PagesAsync(cursor => client.GetMarketsAsync(live, cursor, cancellation), page => Keep(page, archived: false)).ConfigureAwait(false);
        // What closed within the span settled after its beginning.
        if (span.From < cutoff.MarketsSettled)
            await PagesAsync(cursor => client.GetHistoricalMarketsAsync(series, cursor, cancellation), page => Keep(page, archived: true)).ConfigureAwait(false);
        return found;

        void Keep(ImmutableArray<MarketInfo> page, bool archived)
        {
            foreach (var market in page)
                if (market.OpenTime < span.To && market.CloseTime > span.From) found[market.Ticker] = (market, archived);
        }
    }

    private async Task<ImmutableArray<HistoryBar>> BarsAsync(SeriesTicker series, MarketInfo market, bool archived, HistorySpan span)
    {
        var bars = ImmutableArray.CreateBuilder<HistoryBar>();
        // Of a minute that began before the span only a part is in it.
        var from = Instant.Max(span.From + _minute, market.OpenTime);
        // A minute is whole once a later one is there, or the market has closed: the last one asked for may still be going on.
        var to = Instant.Min(span.To, market.CloseTime) + _minute * 2;
        for (var start = from; start <= to; start += _chunk)
        {
            var range = new CandleRange(start, Instant.Min(start + _chunk - _second, to), CandlePeriod.Minute);
            var answer = await AskAsync(archived
                ? client.GetHistoricalCandlesAsync(market.Ticker, range, cancellation) : client.GetCandlesAsync(series, market.Ticker, range, cancellation)).ConfigureAwait(false);
            if (answer.Ticker != market.Ticker) throw Incomplete($"asked for candles of {market.Ticker}, the venue answered about {answer.Ticker}");
            foreach (var candle in answer.Candles)
            {
                if (candle.End < range.From || candle.End > range.To) continue;
                if (bars.Count > 0 && candle.End <= bars[^1].End) throw Incomplete($"{market.Ticker}: a candle that ended {candle.End} after one that ended {bars[^1].End}");
                bars.Add(new HistoryBar(candle.End, candle.Bid.Close, candle.Ask.Close, candle.Volume));
            }
        }

        var open = market.Status is MarketStatus.Initialized or MarketStatus.Active or MarketStatus.Inactive;
        if (open && bars.Count > 0) bars.RemoveAt(bars.Count - 1);
        while (bars.Count > 0 && bars[^1].End > span.To) bars.RemoveAt(bars.Count - 1);
        if ((_bars += bars.Count) > limits.Bars) throw TooMuch($"{_bars} minutes so far", $"{limits.Bars}");
        return bars.ToImmutable();
    }

    private async Task<ImmutableArray<HistoryTrade>> TradesAsync(MarketInfo market, HistorySpan span, HistoricalCutoff cutoff)
    {
        // The last trades may be stamped a moment after the close.
        var (from, to) = (Instant.Max(span.From, market.OpenTime), Instant.Min(span.To, market.CloseTime + _minute));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var trades = new List<HistoryTrade>();
        var filter = new TradeFilter(market.Ticker, from - _second, to + _second);
        if (to >= cutoff.TradesCreated) await PagesAsync(cursor => client.GetTradesAsync(filter, cursor, cancellation), Keep).ConfigureAwait(false);
        if (from < cutoff.TradesCreated) await PagesAsync(cursor => client.GetHistoricalTradesAsync(filter, cursor, cancellation), Keep).ConfigureAwait(false);
        _trades += trades.Count;
        // Newest first on the wire; within one instant the order of the wire, turned round, stays.
        trades.Reverse();
        return [.. trades.OrderBy(trade => trade.At)];

        void Keep(ImmutableArray<PublicTrade> page)
        {
            foreach (var trade in page)
            {
                if (trade.Ticker != market.Ticker) throw Incomplete($"asked for trades of {market.Ticker}, the venue answered about {trade.Ticker}");
                if (trade.At < from || trade.At > to || !seen.Add(trade.Trade.Value)) continue;
                trades.Add(new HistoryTrade(trade.At, trade.Price, trade.Count, trade.TakerOutcome, trade.IsBlock));
            }

            if (_trades + trades.Count > limits.Trades) throw TooMuch($"{_trades + trades.Count} trades so far", $"{limits.Trades}");
        }
    }

    private async Task PagesAsync<T>(Func<string?, Task<ReadOutcome<Page<T>>>> page, Action<ImmutableArray<T>> keep)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string? cursor = null;
        for (var number = 0; number < limits.Pages; number++)
        {
            var read = await AskAsync(page(cursor)).ConfigureAwait(false);
            keep(read.Items);
            _unread.AddRange(read.Quarantined);
            if (read.NextCursor is not { } next) return;
            if (!seen.Add(next)) throw Incomplete("a listing goes in a circle: a cursor came twice");
            cursor = next;
        }

        throw TooMuch($"a listing of more than {limits.Pages} pages", $"{limits.Pages}");
    }

    private async Task<T> AskAsync<T>(Task<ReadOutcome<T>> asked)
    {
        var outcome = await asked.ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        return outcome switch
        {
            ReadOutcome<T>.Ok ok => ok.Value,
            ReadOutcome<T>.Failed failed => throw Incomplete(failed.Reason),
            _ => throw new InvariantViolation("an outcome of no kind"),
        };
    }

    private static SessionRefusedException Incomplete(string reason) => new(ExitCode.Unreachable, $"the history would be incomplete, and no tape is written: {reason}");

    private static SessionRefusedException TooMuch(string what, string most) => new(ExitCode.Refused, $"{what}, and a tape takes {most}: ask for a shorter span");
}
