using System.Globalization;
using System.Text.Json;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Kalshi.Rest;
using KalshiArb.Kalshi.Tests.Wire;

namespace KalshiArb.Kalshi.Tests.Rest;

public class CandleTests
{
    private static readonly CandleRange _range = new(Instant.FromUnixSeconds(1_786_137_900), Instant.FromUnixSeconds(1_786_138_800), CandlePeriod.Minute);

    [SkippableFact]
    public async Task The_candles_of_August_2026_read_with_every_number()
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(SharedFiles.File("data/kalshi-2026-08/candlesticks_mlb.json")));
        var count = 0;
        foreach (var market in file.RootElement.GetProperty("markets").EnumerateObject())
        {
            var rows = market.Value.GetProperty("candlesticks");
            using var venue = new FakeVenue(200, $$"""{"ticker":"{{market.Name}}","candlesticks":{{rows.GetRawText()}}}""");
            using var client = venue.Client();
            var read = Assert.IsType<ReadOutcome<MarketCandles>.Ok>(await client.GetCandlesAsync(new SeriesTicker("KXMLBGAME"), new Ticker(market.Name), _range)).Value;

            Assert.Equal(rows.GetArrayLength(), read.Candles.Length);
            foreach (var (row, candle) in rows.EnumerateArray().Zip(read.Candles))
            {
                Assert.Equal(row.GetProperty("end_period_ts").GetInt64(), candle.End.UnixMillis / 1_000);
                Assert.Equal(Decimal(row.GetProperty("yes_bid"), "close_dollars"), candle.Bid.Close.Units / 10_000m);
                Assert.Equal(Decimal(row.GetProperty("yes_ask"), "high_dollars"), candle.Ask.High.Units / 10_000m);
                Assert.Equal(Decimal(row, "volume_fp"), candle.Volume.Hundredths / 100m);
                Assert.Equal(Decimal(row, "open_interest_fp"), candle.OpenInterest.Hundredths / 100m);
                if (candle.Trades is { } trades) Assert.Equal(Decimal(row.GetProperty("price"), "low_dollars"), trades.Low.Units / 10_000m);
                count++;
            }
        }

        Assert.True(count > 0);
    }

    [SkippableFact]
    public async Task The_January_2026_shapes_of_candles_queue_positions_amends_and_batches_are_refused_with_a_reason()
    {
        string Body(string name)
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(SharedFiles.File($"data/kalshi-rest-2026-01/{name}_response.json")));
            return document.RootElement.GetProperty("response").GetRawText();
        }

        async Task<string> Ask(string name, Func<KalshiRestClient, Task<object>> ask)
        {
            using var venue = new FakeVenue(200, Body(name));
            using var client = venue.Client();
            return (await ask(client)).ToString()!;
        }

        var ticker = new Ticker("KXELONMARS-99");
        var series = new SeriesTicker("KXELONMARS");
        Assert.Contains("missing", await Ask("series_candlesticks", async client => await client.GetCandlesAsync(series, ticker, _range)), StringComparison.Ordinal);
        Assert.Contains("missing", await Ask("event_candlesticks", async client => await client.GetEventCandlesAsync(series, new EventTicker("KXELONMARS-99"), _range)), StringComparison.Ordinal);
        Assert.Contains("missing", await Ask("order_queue_position", async client => await client.GetQueuePositionAsync(new VenueOrderId("o"), ticker)), StringComparison.Ordinal);
        Assert.Contains("missing", await Ask("order_queue_positions", async client => await client.ListQueuePositionsAsync([])), StringComparison.Ordinal);
        Assert.StartsWith("Unknown", await Ask("amend_order", async client => await client.AmendAsync(new VenueOrderId("o"), Terms, OrderRole.Exit)), StringComparison.Ordinal);
        using var venue = new FakeVenue(200, Body("candlesticks_batch"));
        using var batch = venue.Client();
        var page = Assert.IsType<ReadOutcome<Page<MarketCandles>>.Ok>(await batch.GetCandleBatchAsync([ticker], _range)).Value;
        Assert.Empty(page.Items);
        Assert.Contains("missing", Assert.Single(page.Quarantined).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_create_is_answered_order_by_order_and_silence_stays_unknown()
    {
        var first = WriteOutcomeTests.Ticket;
        var second = first with { Id = ClientOrderIds.Make("main", 12, OrderRole.Entry, 900) };
        var third = first with { Id = ClientOrderIds.Make("main", 12, OrderRole.Entry, 901) };
        using var venue = new FakeVenue(201, $$"""
            {"orders":[{"client_order_id":"{{second.Id.Value}}","error":{"code":"invalid_price","message":"invalid price"} },
            {"order_id":"o1","client_order_id":"{{first.Id.Value}}","fill_count":"0.00","remaining_count":"1.00","ts_ms":1781159370164},
            {"client_order_id":"{{third.Id.Value}}","error":{"code":"EXCHANGE_UNAVAILABLE"} }]}
            """);
        using var client = venue.Client();

        var items = Assert.IsType<WriteOutcome<BatchCreateAck>.Accepted>(await client.CreateBatchAsync([first, second, third], null)).Value.Items;

        Assert.Equal("o1", items[0]!.Ack!.VenueOrder.Value);
        Assert.Equal("invalid_price", items[1]!.Error!.Code);
        Assert.Null(items[2]);
    }

    [Fact]
    public async Task An_amend_without_counts_is_one_that_changed_nothing_in_the_book()
    {
        using var venue = new FakeVenue(200, """{"order_id":"o1","client_order_id":"c1","remaining_count":null,"fill_count":null,"ts_ms":1781159370164}""");
        using var client = venue.Client();
        var ack = Assert.IsType<WriteOutcome<AmendAck>.Accepted>(await client.AmendAsync(new VenueOrderId("o1"), Terms, OrderRole.Exit)).Value;
        Assert.Equal((null, null, new ClientOrderId("c1")), (ack.Filled, ack.Remaining, ack.Order));
        Assert.IsType<WriteOutcome<AmendAck>.Unknown>(await client.AmendAsync(new VenueOrderId("o2"), Terms, OrderRole.Exit));
    }

    private static AmendTerms Terms => new(new Ticker("A-B-C"), new Shard(3), OrderSide.Bid, Price.FromCents(30), Quantity.FromContracts(1));

    private static decimal Decimal(JsonElement row, string name) => decimal.Parse(row.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
