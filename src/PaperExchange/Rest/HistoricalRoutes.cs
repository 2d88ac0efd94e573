namespace KalshiArb.PaperExchange.Rest;

/// <summary>The historical tier: nothing here is older than the cutoff, so its lists are empty and it knows no market.</summary>
internal static class HistoricalRoutes
{
    public static RestReply Markets(RestRequest request) => Empty(request, "markets");

    public static RestReply Trades(RestRequest request) => Empty(request, "trades");

    public static RestReply Fills(RestRequest request) => Empty(request, "fills");

    public static RestReply Orders(RestRequest request) => Empty(request, "orders");

    public static RestReply Market(RestRequest request) => RestErrors.Refused(VenueRefusal.NotFound);

    private static RestReply Empty(RestRequest request, string name) => !request.TryLimit(100, 1_000, out _, out var error) ? error! : WireWriter.Object(writer =>
    {
        writer.EmptyArray(name);
        writer.WriteString("cursor", "");
    });
}
