using KalshiArb.PaperExchange.Engine;

namespace KalshiArb.PaperExchange.Rest;

/// <summary>
/// The historical tier: markets that settled before the cutoff, and trades before it, as far as the venue remembers. The account's own
/// orders and fills are all in the live lists, so here are none.
/// </summary>
internal sealed class HistoricalRoutes(ExchangeEngine engine, LiveWindow window)
{
    public RestReply Markets(RestRequest request)
    {
        if (!request.TryLimit(100, 1_000, out var limit, out var error)) return error!;
        var (series, owner, tickers) = (request.Query("series_ticker"), request.Query("event_ticker"), request.QueryList("tickers"));
        if (new[] { series is not null, owner is not null, tickers is not null }.Count(given => given) > 1) return RestErrors.BadParameter(request.Operation, "SeriesTicker", "excluded_with");
        return engine.Read(view =>
        {
            var rows = view.Markets.Where(market => window.IsArchived(view, market)
                && (series is null || market.Event.Series.Value == series) && (owner is null || market.Event.Event.Value == owner) && (tickers is null || tickers.Contains(market.Ticker.Value)));
            var (page, cursor) = request.Page(rows, static market => market.Index.Value + 1L, newestFirst: false, limit);
            return WireWriter.Object(writer =>
            {
                writer.Array("markets", page, (inner, market) => MarketWriter.Write(inner, view, market));
                writer.WriteString("cursor", cursor);
            });
        });
    }

    public RestReply Market(RestRequest request) => engine.Read(view => view.FindMarket(request.Route("ticker")) is { } market && window.IsArchived(view, market)
        ? WireWriter.Object(writer =>
        {
            writer.WritePropertyName("market");
            MarketWriter.Write(writer, view, market);
        })
        : RestErrors.Refused(VenueRefusal.NotFound));

    public RestReply Trades(RestRequest request) => MarketRoutes.Trades(engine, request, (view, trade) => trade.At < window.Cutoff(view));

    public static RestReply Fills(RestRequest request) => Empty(request, "fills");

    public static RestReply Orders(RestRequest request) => Empty(request, "orders");

    private static RestReply Empty(RestRequest request, string name) => !request.TryLimit(100, 1_000, out _, out var error) ? error! : WireWriter.Object(writer =>
    {
        writer.EmptyArray(name);
        writer.WriteString("cursor", "");
    });
}
