using System.Collections.Immutable;
using System.Text.Json;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;

namespace KalshiArb.Kalshi.Rest;

/// <summary>Reads candles, the historical cutoff and queue positions (schema 3.30.0). Integer cents and counts of before 2026-03-12 are refused as missing fields.</summary>
internal static class CandleRows
{
    private static readonly Names _live = new("_dollars", "_fp");

    private static readonly Names _historical = new("", "");

    /// <summary>How fields of prices and of counts end: the two tiers differ in nothing else.</summary>
    private readonly record struct Names(string OfPrice, string OfCount);

    /// <summary>A market's candles; one that cannot be read makes all fail, since a gap would look like a quiet period.</summary>
    public static MarketCandles? Market(JsonElement element, string tickerField, out string? fault) => Market(element, tickerField, _live, out fault);

    /// <summary>The same from the historical tier.</summary>
    public static MarketCandles? Historical(JsonElement element, out string? fault) => Market(element, "ticker", _historical, out fault);

    private static MarketCandles? Market(JsonElement element, string tickerField, Names names, out string? fault)
    {
        var row = new JsonRow(element, "candlesticks");
        var ticker = new Ticker(row.Name(tickerField));
        var candles = Candles(row, row.Array("candlesticks"), names);
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

            markets.Add(new MarketCandles(new Ticker(tickers[markets.Count]), Candles(row, list.EnumerateArray(), _live)));
        }

        if (markets.Count != tickers.Length) row.Fail("market_candlesticks", $"{markets.Count} lists for {tickers.Length} tickers");
        var end = row.Seconds("adjusted_end_ts");
        fault = row.Fault;
        return fault is null ? new EventCandles(markets.ToImmutable(), end) : null;
    }

    public static Candle? Candle(JsonElement element, out string? fault) => Candle(element, _live, out fault);

    private static Candle? Candle(JsonElement element, Names names, out string? fault)
    {
        var row = new JsonRow(element, "candlestick");
        var candle = new Candle(
            row.Seconds("end_period_ts"), Quotes(row, "yes_bid", names), Quotes(row, "yes_ask", names), Trades(row, names, out var mean, out var previous), mean, previous,
            row.Count("volume" + names.OfCount), row.Count("open_interest" + names.OfCount));
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

    private static ImmutableArray<Candle> Candles(JsonRow row, JsonElement.ArrayEnumerator items, Names names)
    {
        var candles = ImmutableArray.CreateBuilder<Candle>();
        foreach (var item in items)
        {
            if (Candle(item, names, out var why) is { } candle) candles.Add(candle);
            else row.Fail("candlesticks", $"item {candles.Count}: {why}");
            if (row.Fault is not null) break;
        }

        return candles.ToImmutable();
    }

    private static CandlePrices Quotes(JsonRow outer, string name, Names names)
    {
        if (!outer.TryField(name, out var field))
        {
            outer.Fail(name, "missing");
            return default;
        }

        var row = new JsonRow(field, name);
        var range = Range(row, names);
        Enclose(row, names, range);
        if (row.Fault is { } why) outer.Fail(name, why);
        return range;
    }

    private static CandlePrices? Trades(JsonRow outer, Names names, out decimal? mean, out Price? previous)
    {
        (mean, previous) = (null, null);
        if (!outer.TryField("price", out var field))
        {
            outer.Fail("price", "missing");
            return null;
        }

        var row = new JsonRow(field, "price");
        mean = row.OptionalDecimal("mean" + names.OfPrice);
        previous = row.OptionalPrice("previous" + names.OfPrice);
        if (mean is < 0 or > 1) row.Fail("mean" + names.OfPrice, "no price from $0 to $1");
        CandlePrices? range = null;
        if (row.Has("open" + names.OfPrice) || row.Has("high" + names.OfPrice) || row.Has("low" + names.OfPrice) || row.Has("close" + names.OfPrice))
        {
            range = Range(row, names);
            Enclose(row, names, range.Value);
        }

        if (row.Fault is { } why) outer.Fail("price", why);
        return range;
    }

    private static CandlePrices Range(JsonRow row, Names names) =>
        new(row.Price("open" + names.OfPrice), row.Price("high" + names.OfPrice), row.Price("low" + names.OfPrice), row.Price("close" + names.OfPrice));

    private static void Enclose(JsonRow row, Names names, CandlePrices range)
    {
        if (row.Fault is null && (range.Low > range.Open || range.Low > range.Close || range.High < range.Open || range.High < range.Close))
            row.Fail("high" + names.OfPrice, "low and high do not enclose open and close");
    }
}
