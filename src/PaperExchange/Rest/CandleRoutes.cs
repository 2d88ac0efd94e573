using System.Text.Json;
using KalshiArb.PaperExchange.Engine;

namespace KalshiArb.PaperExchange.Rest;

/// <summary>Candles of the venue's own trades and best prices (API reference 3.3).</summary>
internal sealed class CandleRoutes(ExchangeEngine engine, LiveWindow window)
{
    private const int MaxMarkets = 100;

    public RestReply Market(RestRequest request)
    {
        if (!TryRange(request, out var range, out var error)) return error!;
        return engine.Read(view => window.Find(view, request.Route("ticker")) is { } market && market.Event.Series.Value == request.Route("series_ticker")
            ? Bounded(request, [Read(view, market, range)], (writer, lists) =>
            {
                writer.WriteString("ticker", market.Ticker.Value);
                writer.Array("candlesticks", lists[0].Candles, Write);
            })
            : RestErrors.Refused(VenueRefusal.NotFound));
    }

    /// <summary>Of a market that settled before the cutoff; its fields end without _dollars and _fp, and a price of no trade is null.</summary>
    public RestReply Historical(RestRequest request)
    {
        if (!TryRange(request, out var range, out var error)) return error!;
        return engine.Read(view => view.FindMarket(request.Route("ticker")) is { } market && window.IsArchived(view, market)
            ? Bounded(request, [Read(view, market, range)], (writer, lists) =>
            {
                writer.WriteString("ticker", market.Ticker.Value);
                writer.Array("candlesticks", lists[0].Candles, WriteHistorical);
            })
            : RestErrors.Refused(VenueRefusal.NotFound));
    }

    public RestReply Event(RestRequest request)
    {
        if (!TryRange(request, out var range, out var error)) return error!;
        return engine.Read(view =>
        {
            if (view.FindEvent(request.Route("ticker")) is not { } listed || listed.Series.Value != request.Route("series_ticker")) return RestErrors.Refused(VenueRefusal.NotFound);
            return Bounded(request, [.. MarketWriter.MarketsOf(view, listed).Select(market => Read(view, market, range))], (writer, lists) =>
            {
                writer.Array("market_tickers", lists, static (inner, list) => inner.WriteStringValue(list.Market.Ticker.Value));
                writer.Array("market_candlesticks", lists, static (inner, list) =>
                {
                    inner.WriteStartArray();
                    foreach (var candle in list.Candles) Write(inner, candle);
                    inner.WriteEndArray();
                });
                writer.WriteNumber("adjusted_end_ts", range.End);
            });
        });
    }

    public RestReply Batch(RestRequest request)
    {
        if (!TryRange(request, out var range, out var error)) return error!;
        if (request.QueryList("market_tickers") is not { Count: > 0 } tickers) return RestErrors.BadParameter(request.Operation, "MarketTickers", "required");
        if (tickers.Count > MaxMarkets) return RestErrors.BadParameter(request.Operation, "MarketTickers", "max");
        return engine.Read(view => Bounded(
            request, [.. tickers.Select(ticker => window.Find(view, ticker)).OfType<ListedMarket>().Select(market => Read(view, market, range))], (writer, lists) => writer.Array("markets", lists, static (inner, list) =>
            {
                inner.WriteStartObject();
                inner.WriteString("market_ticker", list.Market.Ticker.Value);
                inner.Array("candlesticks", list.Candles, Write);
                inner.WriteEndObject();
            })));
    }

    private static RestReply Bounded(RestRequest request, List<Listed> lists, Action<Utf8JsonWriter, List<Listed>> write) =>
        lists.Sum(list => list.Candles.Count) > CandleHistory.CandleLimit
            ? RestErrors.BadParameter(request.Operation, "EndTs", "max")
            : WireWriter.Object(writer => write(writer, lists));

    private static Listed Read(ExchangeView view, ListedMarket market, Range range) => new(market, view.Candles(market.Index, range.Minutes, range.Start, range.End));

    private static bool TryRange(RestRequest request, out Range range, out RestReply? error)
    {
        range = default;
        if (!request.TryNumber("start_ts", "StartTs", out var start, out error) || !request.TryNumber("end_ts", "EndTs", out var end, out error)) return false;
        if (!request.TryNumber("period_interval", "PeriodInterval", out var minutes, out error)) return false;
        // The projected candle before the start is not served: no client of ours asks for it.
        if (start is not >= 0) error = RestErrors.BadParameter(request.Operation, "StartTs", "required");
        else if (end is not (>= 0 and <= 253_402_300_799)) error = RestErrors.BadParameter(request.Operation, "EndTs", "required");
        else if (minutes is not (1 or 60 or 1_440)) error = RestErrors.BadParameter(request.Operation, "PeriodInterval", "oneof");
        else if (request.Flag("include_latest_before_start")) error = RestErrors.BadParameter(request.Operation, "IncludeLatestBeforeStart", "excluded");
        else range = new Range(start.Value, end.Value, (int)minutes.Value);
        return error is null;
    }

    private static void Write(Utf8JsonWriter writer, VenueCandle candle) => Write(writer, candle, "_dollars", "_fp", nulls: false);

    private static void WriteHistorical(Utf8JsonWriter writer, VenueCandle candle) => Write(writer, candle, "", "", nulls: true);

    private static void Write(Utf8JsonWriter writer, VenueCandle candle, string ofPrice, string ofCount, bool nulls)
    {
        writer.WriteStartObject();
        writer.WriteNumber("end_period_ts", candle.End);
        WriteSpan("yes_bid", candle.Bid);
        WriteSpan("yes_ask", candle.Ask);
        writer.WriteStartObject("price");
        Price? mean = candle.Trades is null ? null : Price.FromUnits((int)((candle.ValueUnits + candle.VolumeHundredths / 2) / candle.VolumeHundredths));
        if (candle.Trades is { } trades) WritePrices(trades);
        else if (nulls) foreach (var name in (ReadOnlySpan<string>)["open", "high", "low", "close"]) writer.WriteNull(name);
        WriteOptional("mean", mean);
        WriteOptional("previous", candle.Previous is { } previous ? Price.FromUnits(previous) : null);
        writer.WriteEndObject();
        writer.Count("volume" + ofCount, Quantity.FromHundredths(candle.VolumeHundredths));
        writer.Count("open_interest" + ofCount, candle.OpenInterest);
        writer.WriteEndObject();

        void WriteOptional(string name, Price? price)
        {
            if (price is { } known) writer.Price(name + ofPrice, known);
            else if (nulls) writer.WriteNull(name);
        }

        void WriteSpan(string name, PriceSpan span)
        {
            writer.WriteStartObject(name);
            WritePrices(span);
            writer.WriteEndObject();
        }

        void WritePrices(PriceSpan span)
        {
            writer.Price("open" + ofPrice, Price.FromUnits(span.Open));
            writer.Price("high" + ofPrice, Price.FromUnits(span.High));
            writer.Price("low" + ofPrice, Price.FromUnits(span.Low));
            writer.Price("close" + ofPrice, Price.FromUnits(span.Close));
        }
    }

    private readonly record struct Range(long Start, long End, int Minutes);

    private readonly record struct Listed(ListedMarket Market, IReadOnlyList<VenueCandle> Candles);
}
