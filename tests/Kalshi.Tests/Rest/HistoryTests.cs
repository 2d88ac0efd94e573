using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Kalshi.Tests.Rest;

/// <summary>What only a download of history asks for.</summary>
public sealed class HistoryTests
{
    private static readonly Instant _from = Instant.FromUnixSeconds(1_786_137_900);
    private static readonly CandleRange _range = new(_from, Instant.FromUnixSeconds(1_786_138_800), CandlePeriod.Minute);

    [Fact]
    public async Task Candles_of_both_tiers_read_to_the_same_numbers()
    {
        const string Candle = """
            "yes_bid":{"open$":"0.3300","high$":"0.3400","low$":"0.3300","close$":"0.3400"},"yes_ask":{"open$":"0.3500","high$":"0.3600","low$":"0.3500","close$":"0.3600"}
            """;
        var traded = "{\"end_period_ts\":1786137960," + Candle + ",\"price\":{\"open$\":\"0.3400\",\"high$\":\"0.3500\",\"low$\":\"0.3400\",\"close$\":\"0.3500\",\"mean$\":\"0.3456\",\"previous$\":\"0.3300\"},\"volume#\":\"28.74\",\"open_interest#\":\"128107.77\"}";
        var quiet = "{\"end_period_ts\":1786138020," + Candle + ",\"price\":{\"open$\":null,\"high$\":null,\"low$\":null,\"close$\":null,\"mean$\":null,\"previous$\":\"0.3500\"},\"volume#\":\"0.00\",\"open_interest#\":\"128107.77\"}";
        var body = "{\"ticker\":\"A-B-C\",\"candlesticks\":[" + traded + "," + quiet + "]}";
        using var venue = new FakeVenue(request => new FakeReply(200, request.Target.Contains("/historical/", StringComparison.Ordinal)
            ? body.Replace("$", "", StringComparison.Ordinal).Replace("#", "", StringComparison.Ordinal)
            : body.Replace("$", "_dollars", StringComparison.Ordinal).Replace("#", "_fp", StringComparison.Ordinal)));
        using var client = venue.Client();

        var live = Assert.IsType<ReadOutcome<MarketCandles>.Ok>(await client.GetCandlesAsync(new SeriesTicker("A"), new Ticker("A-B-C"), _range)).Value;
        var historical = Assert.IsType<ReadOutcome<MarketCandles>.Ok>(await client.GetHistoricalCandlesAsync(new Ticker("A-B-C"), _range)).Value;

        Assert.Equal(live.Candles.ToArray(), historical.Candles.ToArray());
        Assert.Equal((Price.FromCents(34), Price.FromCents(36), Quantity.FromHundredths(2_874)), (live.Candles[0].Bid.Close, live.Candles[0].Ask.Close, live.Candles[0].Volume));
        Assert.Null(historical.Candles[1].Trades);
        Assert.Equal("/trade-api/v2/historical/markets/A-B-C/candlesticks?start_ts=1786137900&end_ts=1786138800&period_interval=1", venue.Seen[1].Target);
    }

    [Fact]
    public async Task The_fields_of_one_tier_are_no_fields_of_the_other()
    {
        using var venue = new FakeVenue(200, """{"ticker":"A-B-C","candlesticks":[{"end_period_ts":1786137960,"yes_bid":{"open":"0.33","high":"0.34","low":"0.33","close":"0.34"},"yes_ask":{"open":"0.35","high":"0.36","low":"0.35","close":"0.36"},"price":{},"volume":"0","open_interest":"1"}]}""");
        using var client = venue.Client();
        Assert.Contains("open_dollars: missing", Assert.IsType<ReadOutcome<MarketCandles>.Failed>(await client.GetCandlesAsync(new SeriesTicker("A"), new Ticker("A-B-C"), _range)).Reason, StringComparison.Ordinal);
        Assert.IsType<ReadOutcome<MarketCandles>.Ok>(await client.GetHistoricalCandlesAsync(new Ticker("A-B-C"), _range));
    }

    [Fact]
    public async Task Filters_reach_the_wire()
    {
        using var venue = new FakeVenue(request => new FakeReply(200, request.Target.Contains("trades", StringComparison.Ordinal) ? """{"trades":[],"cursor":""}""" : """{"markets":[],"cursor":""}"""));
        using var client = venue.Client();
        await client.GetMarketsAsync(new MarketFilter(new SeriesTicker("A")) { MinClose = _from }, "p2");
        await client.GetHistoricalMarketsAsync(new SeriesTicker("A"), "p2");
        await client.GetTradesAsync(new TradeFilter(new Ticker("A-B-C"), _from, _range.To), "p2");
        await client.GetHistoricalTradesAsync(new TradeFilter(new Ticker("A-B-C")), null);

        Assert.Equal(
            [
                "/markets?series_ticker=A&min_close_ts=1786137900&mve_filter=exclude&limit=1000&cursor=p2", "/historical/markets?series_ticker=A&limit=1000&cursor=p2",
                "/markets/trades?ticker=A-B-C&min_ts=1786137900&max_ts=1786138800&limit=1000&cursor=p2", "/historical/trades?ticker=A-B-C&limit=1000",
            ],
            venue.Seen.Select(request => request.Target["/trade-api/v2".Length..]));
        Assert.All(venue.Seen, request => Assert.DoesNotContain("KALSHI-ACCESS-KEY", request.Headers.Keys));
    }

    [SkippableFact]
    public async Task A_settled_market_says_when_money_moved()
    {
        using var file = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(Wire.SharedFiles.File("data/kalshi-2026-08/candlesticks_pregame_mlb.json")));
        var market = file.RootElement.GetProperty("market");
        using var venue = new FakeVenue(200, $$"""{"market":{{market.GetRawText()}}}""");
        using var client = venue.Client();

        var read = Assert.IsType<ReadOutcome<MarketInfo>.Ok>(await client.GetMarketAsync(new Ticker("KXMLBGAME-26AUG091340LAAMIA-LAA"))).Value;

        Assert.Equal(Instant.From(new DateTimeOffset(2026, 8, 9, 20, 42, 35, 528, TimeSpan.Zero).AddMicroseconds(123)), read.SettledAt);
        Assert.Equal((MarketStatus.Finalized, "no"), (read.Status, read.Result));
    }
}
