using System.Collections.Immutable;
using System.Text.Json;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;

namespace KalshiArb.Kalshi.Rest;

/// <summary>Reads candles, the historical cutoff and queue positions (schema 3.30.0). Integer cents and counts of before 2026-03-12 are refused as missing fields.</summary>
internal static class CandleRows
{
    /// <summary>A market's candles; one that cannot be read makes all fail, since a gap would look like a quiet period.</summary>
    public static MarketCandles? Market(JsonElement element, string tickerField, out string? fault)
    {
        var row = new JsonRow(element, "candlesticks");
        var ticker = new Ticker(row.Name(tickerField));
        var candles = Candles(row, row.Array("candlesticks"));
        fault = row.Fault;
        return fault is null ? new MarketCandles(ticker, candles) : null;
    }

    /// <summary>The candles of an event: tickers and lists side by side.</summary>
    public static EventCandles? Event(JsonElement element, out string? fault)
    {
        var row = new JsonRow(element, "event_candlesticks");
        var tickers = row.Texts("market_tickers");
        var markets = ImmutableArray.CreateBuilder<MarketCandles>();
        foreach (var list in row.Array("market_candlesticks"))
        {
            if (list.ValueKind != JsonValueKind.Array || markets.Count >= tickers.Length || tickers[markets.Count].Length == 0)
            {
                row.Fail("market_candlesticks", $"item {markets.Count} is no list of a market that is named");
                break;
            }

            markets.Add(new MarketCandles(new Ticker(tickers[markets.Count]), Candles(row, list.EnumerateArray())));
        }

        if (markets.Count != tickers.Length) row.Fail("market_candlesticks", $"{markets.Count} lists for {tickers.Length} tickers");
        var end = row.Seconds("adjusted_end_ts");
        fault = row.Fault;
        return fault is null ? new EventCandles(markets.ToImmutable(), end) : null;
    }

    public static Candle? Candle(JsonElement element, out string? fault)
    {
        var row = new JsonRow(element, "candlestick");
        var candle = new Candle(
            row.Seconds("end_period_ts"), Quotes(row, "yes_bid"), Quotes(row, "yes_ask"), Trades(row, out var mean, out var previous), mean, previous,
            row.Count("volume_fp"), row.Count("open_interest_fp"));
        if (row.Fault is null && candle.Trades is null && candle.Volume > Quantity.Zero) row.Fail("price", "no prices, and a volume");
        fault = row.Fault;
        return fault is null ? candle : null;
    }

    public static HistoricalCutoff? Cutoff(JsonElement element, out string? fault)
    {
        var row = new JsonRow(element, "historical_cutoff");
        var cutoff = new HistoricalCutoff(
            row.Time("market_settled_ts"), row.Time("trades_created_ts"), row.Time("orders_updated_ts"), row.OptionalTime("market_positions_last_updated_ts"));
        fault = row.Fault;
        return fault is null ? cutoff : null;
    }

    public static QueuePosition? Queued(JsonElement element, out string? fault)
    {
        var row = new JsonRow(element, "queue_position");
        var position = new QueuePosition(new VenueOrderId(row.Name("order_id")), new Ticker(row.Name("market_ticker")), row.Count("queue_position_fp"));
        fault = row.Fault;
        return fault is null ? position : null;
    }

    public static QueuePosition? Queued(VenueOrderId order, Ticker ticker, JsonElement element, out string? fault)
    {
        var row = new JsonRow(element, "queue_position");
        var ahead = row.Count("queue_position_fp");
        fault = row.Fault;
        return fault is null ? new QueuePosition(order, ticker, ahead) : null;
    }

    private static ImmutableArray<Candle> Candles(JsonRow row, JsonElement.ArrayEnumerator items)
    {
        var candles = ImmutableArray.CreateBuilder<Candle>();
        foreach (var item in items)
        {
            if (Candle(item, out var why) is { } candle) candles.Add(candle);
            else row.Fail("candlesticks", $"item {candles.Count}: {why}");
            if (row.Fault is not null) break;
        }

        return candles.ToImmutable();
    }

    private static CandlePrices Quotes(JsonRow outer, string name)
    {
        if (!outer.TryField(name, out var field))
        {
            outer.Fail(name, "missing");
            return default;
        }

        var row = new JsonRow(field, name);
        var range = new CandlePrices(row.Price("open_dollars"), row.Price("high_dollars"), row.Price("low_dollars"), row.Price("close_dollars"));
        Enclose(row, range);
        if (row.Fault is { } why) outer.Fail(name, why);
        return range;
    }

    private static CandlePrices? Trades(JsonRow outer, out decimal? mean, out Price? previous)
    {
        (mean, previous) = (null, null);
        if (!outer.TryField("price", out var field))
        {
            outer.Fail("price", "missing");
            return null;
        }

        var row = new JsonRow(field, "price");
        mean = row.OptionalDecimal("mean_dollars");
        previous = row.OptionalPrice("previous_dollars");
        if (mean is < 0 or > 1) row.Fail("mean_dollars", "no price from $0 to $1");
        CandlePrices? range = null;
        if (row.Has("open_dollars") || row.Has("high_dollars") || row.Has("low_dollars") || row.Has("close_dollars"))
        {
            range = new CandlePrices(row.Price("open_dollars"), row.Price("high_dollars"), row.Price("low_dollars"), row.Price("close_dollars"));
            Enclose(row, range.Value);
        }

        if (row.Fault is { } why) outer.Fail("price", why);
        return range;
    }

    private static void Enclose(JsonRow row, CandlePrices range)
    {
        if (row.Fault is null && (range.Low > range.Open || range.Low > range.Close || range.High < range.Open || range.High < range.Close))
            row.Fail("high_dollars", "low and high do not enclose open and close");
    }
}
