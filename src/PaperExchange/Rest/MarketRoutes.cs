using System.Text.Json;
using KalshiArb.PaperExchange.Engine;

namespace KalshiArb.PaperExchange.Rest;

/// <summary>Public reads of series, events, markets, books and trades (API reference 3.2 and 3.3).</summary>
internal sealed class MarketRoutes(ExchangeEngine engine, LiveWindow window)
{
    private const int MaxBooks = 100;

    public RestReply SeriesList(RestRequest request)
    {
        var category = request.Query("category");
        return Read(view => WireWriter.Object(writer => writer.Array(
            "series", category is null or "Sports" ? SeriesOf(view) : [], (inner, series) => MarketWriter.WriteSeries(inner, view, series))));
    }

    public RestReply Series(RestRequest request) => Read(view =>
    {
        var ticker = new SeriesTicker(request.Route("series_ticker"));
        return !SeriesOf(view).Contains(ticker) ? NotFound() : WireWriter.Object(writer =>
        {
            writer.WritePropertyName("series");
            MarketWriter.WriteSeries(writer, view, ticker);
        });
    });

    // The slate's fees do not change.
    public static RestReply SeriesFeeChanges(RestRequest request) => WireWriter.Object(static writer => writer.EmptyArray("series_fee_change_arr"));

    public static RestReply EventFeeChanges(RestRequest request) => WireWriter.Object(static writer =>
    {
        writer.EmptyArray("event_fee_changes");
        writer.WriteString("cursor", "");
    });

    public RestReply Events(RestRequest request)
    {
        if (!request.TryLimit(200, 200, out var limit, out var error)) return error!;
        var status = request.Query("status");
        if (!IsEventStatus(status)) return RestErrors.BadParameter(request.Operation, "Status", "oneof");
        var series = request.Query("series_ticker");
        var tickers = request.QueryList("tickers");
        var nested = request.Flag("with_nested_markets");
        return Read(view =>
        {
            var rows = view.Events
                .Where(listed => (series is null || listed.Series.Value == series) && (tickers is null || tickers.Contains(listed.Event.Value)))
                .Where(listed => status is null || MarketWriter.MarketsOf(view, listed).Any(market => Matches(view.Facts(market.Index).Status, status)))
                .Select(listed => (Listed: listed, Key: (long)view.Events.IndexOf(listed) + 1));
            var (page, cursor) = request.Page(rows, static row => row.Key, newestFirst: false, limit);
            return WireWriter.Object(writer =>
            {
                writer.Array("events", page, (inner, row) => MarketWriter.WriteEvent(inner, view, row.Listed, nested));
                if (request.Flag("with_milestones")) writer.Array("milestones", page, (inner, row) => LiveRoutes.WriteMilestone(inner, row.Listed));
                writer.WriteString("cursor", cursor);
            });
        });
    }

    public RestReply Event(RestRequest request) => Read(view =>
    {
        if (view.FindEvent(request.Route("event_ticker")) is not { } listed) return NotFound();
        return WireWriter.Object(writer =>
        {
            writer.WritePropertyName("event");
            MarketWriter.WriteEvent(writer, view, listed, request.Flag("with_nested_markets"));
            writer.Array("markets", MarketWriter.MarketsOf(view, listed), (inner, market) => MarketWriter.Write(inner, view, market));
        });
    });

    public RestReply Markets(RestRequest request)
    {
        if (!request.TryLimit(100, 1_000, out var limit, out var error)) return error!;
        var status = request.Query("status");
        if (!IsStatus(status)) return RestErrors.BadParameter(request.Operation, "Status", "oneof");
        if (request.Query("mve_filter") is not (null or "only" or "exclude")) return RestErrors.BadParameter(request.Operation, "MveFilter", "oneof");
        if (!request.TryNumber("min_close_ts", "MinCloseTs", out var minClose, out error) || !request.TryNumber("max_close_ts", "MaxCloseTs", out var maxClose, out error)) return error!;
        var (series, owner, tickers) = (request.Query("series_ticker"), request.Query("event_ticker"), request.QueryList("tickers"));
        var none = request.Query("mve_filter") == "only"; // there are no combos here
        return Read(view =>
        {
            var rows = view.Markets.Where(market =>
            {
                if (none || (series is not null && market.Event.Series.Value != series) || (owner is not null && market.Event.Event.Value != owner)) return false;
                if ((tickers is not null && !tickers.Contains(market.Ticker.Value)) || window.IsArchived(view, market)) return false;
                var facts = view.Facts(market.Index);
                var close = WireWriter.Seconds(facts.CloseTime);
                return (minClose is null || close >= minClose) && (maxClose is null || close <= maxClose) && (status is null || Matches(facts.Status, status));
            });
            var (page, cursor) = request.Page(rows, static market => market.Index.Value + 1L, newestFirst: false, limit);
            return WireWriter.Object(writer =>
            {
                writer.Array("markets", page, (inner, market) => MarketWriter.Write(inner, view, market));
                writer.WriteString("cursor", cursor);
            });
        });
    }

    public RestReply Market(RestRequest request) => Read(view =>
    {
        if (window.Find(view, request.Route("ticker")) is not { } market) return NotFound();
        return WireWriter.Object(writer =>
        {
            writer.WritePropertyName("market");
            MarketWriter.Write(writer, view, market);
        });
    });

    public RestReply OrderBook(RestRequest request)
    {
        if (!request.TryNumber("depth", "Depth", out var depth, out var error)) return error!;
        if (depth > 100) return RestErrors.BadParameter(request.Operation, "Depth", "lte");
        return Read(view =>
        {
            if (view.FindMarket(request.Route("ticker")) is not { } market) return NotFound();
            return WireWriter.Object(writer => WriteBook(writer, view, market, depth ?? 0));
        });
    }

    public RestReply OrderBooks(RestRequest request)
    {
        var tickers = request.QueryAll("tickers").ToList();
        if (tickers.Count == 0) return RestErrors.BadParameter(request.Operation, "Tickers", "required");
        if (tickers.Count > MaxBooks) return RestErrors.BadParameter(request.Operation, "Tickers", "max");
        return Read(view => WireWriter.Object(writer => writer.Array(
            "orderbooks", tickers.Select(view.FindMarket).OfType<ListedMarket>(), (inner, market) =>
            {
                inner.WriteStartObject();
                inner.WriteString("ticker", market.Ticker.Value);
                WriteBook(inner, view, market, 0);
                inner.WriteEndObject();
            })));
    }

    public RestReply Trades(RestRequest request) => Trades(engine, request, (view, trade) => trade.At >= window.Cutoff(view));

    /// <summary>Trades of one tier, newest first; bounds are included.</summary>
    public static RestReply Trades(ExchangeEngine engine, RestRequest request, Func<ExchangeView, PublicTrade, bool> ofTier)
    {
        if (!request.TryLimit(100, 1_000, out var limit, out var error)) return error!;
        if (!request.TryNumber("min_ts", "MinTs", out var min, out error) || !request.TryNumber("max_ts", "MaxTs", out var max, out error)) return error!;
        var ticker = request.Query("ticker");
        var none = request.Flag("is_block_trade"); // there are no block trades here
        return engine.Read(view =>
        {
            var wanted = ticker is null ? null : view.FindMarket(ticker);
            var rows = none || (ticker is not null && wanted is null) ? [] : view.Trades.Reverse()
                .Where(trade => (wanted is null || trade.Market == wanted.Index) && (min is null || WireWriter.Seconds(trade.At) >= min) && (max is null || WireWriter.Seconds(trade.At) <= max) && ofTier(view, trade));
            var (page, cursor) = request.Page(rows, static trade => trade.Match.Value, newestFirst: true, limit);
            return WireWriter.Object(writer =>
            {
                writer.Array("trades", page, (inner, trade) => WriteTrade(inner, view, trade));
                writer.WriteString("cursor", cursor);
            });
        });
    }

    private T Read<T>(Func<ExchangeView, T> read) => engine.Read(read);

    private static RestReply NotFound() => RestErrors.Refused(VenueRefusal.NotFound);

    private static IEnumerable<SeriesTicker> SeriesOf(ExchangeView view) => view.Events.Select(listed => listed.Series).Distinct();

    private static void WriteBook(Utf8JsonWriter writer, ExchangeView view, ListedMarket market, long depth)
    {
        writer.WriteStartObject("orderbook_fp");
        WriteLadder("yes_dollars", Outcome.Yes);
        WriteLadder("no_dollars", Outcome.No);
        writer.WriteEndObject();

        void WriteLadder(string name, Outcome ladder)
        {
            var levels = view.Levels(market.Index, ladder);
            var from = depth > 0 && levels.Length > depth ? levels.Length - (int)depth : 0; // best last
            writer.Array(name, levels[from..], static (inner, level) =>
            {
                inner.WriteStartArray();
                inner.WriteStringValue(WireWriter.Text(level.Price));
                inner.WriteStringValue(WireWriter.Text(level.Size));
                inner.WriteEndArray();
            });
        }
    }

    private static void WriteTrade(Utf8JsonWriter writer, ExchangeView view, PublicTrade trade)
    {
        var outcome = trade.TakerSide == OrderSide.Bid ? "yes" : "no";
        writer.WriteStartObject();
        writer.WriteString("trade_id", trade.Match.ToFillId().Value);
        writer.WriteString("ticker", view.Market(trade.Market).Ticker.Value);
        writer.Count("count_fp", trade.Count);
        writer.Price("yes_price_dollars", trade.Price);
        writer.Price("no_price_dollars", trade.Price.Complement);
        writer.WriteString("taker_side", outcome);
        writer.WriteString("taker_outcome_side", outcome);
        writer.WriteString("taker_book_side", trade.TakerSide == OrderSide.Bid ? "bid" : "ask");
        writer.Time("created_time", trade.At);
        writer.WriteBoolean("is_block_trade", false);
        writer.WriteEndObject();
    }

    private static bool IsEventStatus(string? status) => status is null or "unopened" or "open" or "closed" or "settled";

    private static bool IsStatus(string? status) => IsEventStatus(status) || status == "paused";

    /// <summary>The filter's words (market_lifecycle page): open is active, closed is past the close and not settled.</summary>
    private static bool Matches(MarketStatus status, string filter) => filter switch
    {
        "unopened" => status == MarketStatus.Initialized,
        "open" => status == MarketStatus.Active,
        "paused" => status == MarketStatus.Inactive,
        "closed" => status is MarketStatus.Closed or MarketStatus.Determined or MarketStatus.Disputed or MarketStatus.Amended,
        _ => status == MarketStatus.Finalized,
    };
}
