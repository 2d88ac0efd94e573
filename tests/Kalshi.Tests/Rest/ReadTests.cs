using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Kalshi.Tests.Rest;

public class ReadTests
{
    private const string Row = """{"fill_id":"f1","trade_id":"f1","order_id":"o1","ticker":"A-B-C","outcome_side":"no","book_side":"ask","count_fp":"1.50","yes_price_dollars":"0.520000","no_price_dollars":"0.4800","is_taker":false,"created_time":"2026-06-11T06:29:30.164956Z","fee_cost":"0.017500","subaccount_number":5,"side":"yes","action":"sell"}""";

    [Fact]
    public async Task A_fill_of_a_listing_has_the_side_of_its_new_fields_and_no_client_order_id()
    {
        var fill = Assert.Single(await Fills($$"""{"cursor":"","fills":[{{Row}}]}"""));

        Assert.Equal(
            new FillReported(
                new FillId("f1"), new VenueOrderId("o1"), null, new Ticker("A-B-C"), OrderSide.Ask, Price.FromCents(52), Quantity.FromHundredths(150), Money.FromMicros(17_500),
                Liquidity.Maker, null, Instant.From(DateTimeOffset.Parse("2026-06-11T06:29:30.164956Z", System.Globalization.CultureInfo.InvariantCulture))),
            fill);
    }

    [Theory]
    [InlineData("\"0.520000\"", "\"0.52005\"")]
    [InlineData("\"0.520000\"", "\"1.0001\"")]
    [InlineData("\"0.520000\"", "\"5.2e-1\"")]
    [InlineData("\"1.50\"", "\"1.505\"")]
    [InlineData("\"1.50\"", "\"0.00\"")]
    [InlineData("\"1.50\"", "\"-1.00\"")]
    [InlineData("\"1.50\"", "null")]
    [InlineData("\"0.017500\"", "\"0.0175001\"")]
    [InlineData("\"book_side\":\"ask\"", "\"book_side\":\"bid\"")]
    [InlineData("\"outcome_side\":\"no\",\"book_side\":\"ask\",", "")]
    [InlineData("\"is_taker\":false,", "")]
    [InlineData("\"fill_id\":\"f1\"", "\"fill_id\":\"\"")]
    [InlineData("\"subaccount_number\":5", "\"subaccount_number\":0")]
    [InlineData("Z\"", "\"")]
    public async Task One_row_that_cannot_be_read_makes_a_listing_of_the_account_fail(string from, string to)
    {
        var broken = Row.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(Row, broken);
        var observer = new RecordedBodyTests.Watcher();
        using var venue = new FakeVenue(200, $$"""{"cursor":"","fills":[{{Row}},{{broken}}]}""");
        using var client = new KalshiRestClient(venue.Options with { Observer = observer });

        Assert.IsType<ReadOutcome<Page<FillReported>>.Failed>(await client.ListFillsAsync(null, null));

        Assert.Equal(broken, System.Text.Encoding.UTF8.GetString([.. observer.Rows[0].Bytes]));
    }

    [Fact]
    public async Task One_market_that_cannot_be_read_is_quarantined_with_its_bytes_and_the_others_go_on()
    {
        const string Good = """{"ticker":"A-B-C","event_ticker":"A-B","market_type":"binary","status":"active","open_time":"2026-06-11T05:39:29Z","close_time":"2026-06-25T16:00:00Z","settlement_timer_seconds":30,"price_ranges":[{"start":"0.0000","end":"1.0000","step":"0.0100"}],"volume_fp":"0.00","new_field":1}""";
        var bad = Good.Replace("\"step\":\"0.0100\"", "\"step\":\"0.0300\"", StringComparison.Ordinal).Replace("A-B-C", "A-B-D", StringComparison.Ordinal);
        var observer = new RecordedBodyTests.Watcher();
        using var venue = new FakeVenue(200, $$"""{"cursor":"","markets":[{{bad}},{{Good}},{"ticker":"\ud800"}]}""");
        using var client = new KalshiRestClient(venue.Options with { Observer = observer });

        var page = Assert.IsType<ReadOutcome<Page<MarketInfo>>.Ok>(await client.GetMarketsAsync(new MarketFilter(), null)).Value;

        Assert.Equal("A-B-C", Assert.Single(page.Items).Ticker.Value);
        Assert.Equal(("A-B-D", bad), (page.Quarantined[0].Key, System.Text.Encoding.UTF8.GetString([.. page.Quarantined[0].Bytes])));
        Assert.Equal(2, page.Quarantined.Length);
        Assert.Equal("market.new_field", Assert.Single(observer.Unknown));
        Assert.Equal(2, client.UnknownFields);
        Assert.Contains("mve_filter=exclude", Assert.Single(venue.Seen).Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_pages_are_read_by_their_cursors_up_to_an_empty_one()
    {
        using var venue = new FakeVenue(request => new FakeReply(200, request.Target.Contains("cursor=a%2Bb%3D", StringComparison.Ordinal)
            ? $$"""{"cursor":"","fills":[{{Row}}]}"""
            : $$"""{"cursor":"a+b=","fills":[{{Row}},{{Row}}]}"""));
        using var client = venue.Client();

        var fills = Assert.IsType<ReadOutcome<System.Collections.Immutable.ImmutableArray<FillReported>>.Ok>(await client.ListAllFillsAsync(Instant.FromUnixMicros(1_792_539_100_900_000))).Value;

        Assert.Equal(3, fills.Length);
        Assert.Equal("/trade-api/v2/portfolio/fills?min_ts=1792539100&subaccount=5&limit=1000", venue.Seen[0].Target);
    }

    [Fact]
    public async Task A_listing_in_a_circle_and_one_without_its_cursor_fail()
    {
        using var circle = new FakeVenue(200, """{"cursor":"x","fills":[]}""");
        using var client = circle.Client();
        Assert.Contains("circle", (await client.ListAllFillsAsync(null)).ToString(), StringComparison.Ordinal);

        using var without = new FakeVenue(200, """{"fills":[]}""");
        using var second = without.Client();
        Assert.Contains("cursor: missing", (await second.ListAllFillsAsync(null)).ToString(), StringComparison.Ordinal);

        var number = 0;
        using var endless = new FakeVenue(_ => new FakeReply(200, $$"""{"cursor":"c{{number++}}","fills":[]}"""));
        using var third = new KalshiRestClient(endless.Options with { MaxPages = 3 });
        Assert.Contains("more than 3 pages", (await third.ListAllFillsAsync(null)).ToString(), StringComparison.Ordinal);
        Assert.Equal(3, endless.Seen.Length);
    }

    [Theory]
    [InlineData(429, """{"error":"too many requests"}""", 3)]
    [InlineData(503, "<html></html>", 3)]
    [InlineData(401, """{"error":{"code":"header_timestamp_expired","message":"header timestamp expired"}}""", 1)]
    public async Task A_read_is_tried_again_a_bounded_number_of_times_where_that_can_help(int status, string body, int attempts)
    {
        using var venue = new FakeVenue(status, body);
        using var client = new KalshiRestClient(venue.Options with { ReadRetries = 2, ReadRetryDelay = TimeSpan.FromMilliseconds(1), ReadRetryMaxDelay = TimeSpan.FromMilliseconds(5) });

        Assert.IsType<ReadOutcome<Instant>.Failed>(await client.GetUserDataTimestampAsync());

        Assert.Equal(attempts, venue.Seen.Length);
    }

    [Fact]
    public async Task A_read_that_works_at_last_is_an_answer_and_its_time_is_seen()
    {
        var count = 0;
        using var venue = new FakeVenue(_ => ++count < 3 ? new FakeReply(0, "", CutBeforeReply: true) : new FakeReply(200, """{"as_of_time":"2026-01-15T14:02:18.848643Z"}"""));
        var observer = new RecordedBodyTests.Watcher();
        using var client = new KalshiRestClient(venue.Options with { Observer = observer, ReadRetries = 5, ReadRetryDelay = TimeSpan.FromMilliseconds(1) });

        var asOf = Assert.IsType<ReadOutcome<Instant>.Ok>(await client.GetUserDataTimestampAsync()).Value;

        Assert.Equal("2026-01-15T14:02:18.848643Z", asOf.ToString());
        var (sent, received, stamp, exact) = Assert.Single(observer.Times);
        Assert.True(sent <= received && stamp == asOf && !exact);
    }

    [Fact]
    public async Task A_status_of_503_with_the_status_body_is_the_answer()
    {
        using var venue = new FakeVenue(503, """{"exchange_active":false,"trading_active":false,"exchange_estimated_resume_time":"2026-11-26T10:00:00Z","exchange_index_statuses":[{"exchange_index":3,"description":"Tennis","exchange_active":true,"trading_active":false,"intra_exchange_transfers_active":true}]}""");
        using var client = venue.Client();

        var status = Assert.IsType<ReadOutcome<ExchangeStatus>.Ok>(await client.GetExchangeStatusAsync()).Value;

        Assert.Equal(new ShardStatus(new Shard(3), "Tennis", true, false), Assert.Single(status.Shards));
        Assert.False(status.ExchangeActive);
    }

    [Fact]
    public async Task Cash_without_shards_is_no_answer_and_a_caller_can_give_up()
    {
        using var venue = new FakeVenue(200, """{"balance":10000,"portfolio_value":25000,"updated_ts":1768231443}""");
        using var client = venue.Client();
        Assert.Contains("balance_breakdown: missing", (await client.GetBalanceAsync()).ToString(), StringComparison.Ordinal);

        using var silent = new FakeVenue(_ => new FakeReply(0, "", Silent: true));
        using var second = new KalshiRestClient(silent.Options with { ReadRetries = 3 });
        using var giveUp = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        Assert.Contains("given up by the caller", (await second.GetBalanceAsync(giveUp.Token)).ToString(), StringComparison.Ordinal);
    }

    private static async Task<System.Collections.Immutable.ImmutableArray<FillReported>> Fills(string body)
    {
        using var venue = new FakeVenue(200, body);
        using var client = venue.Client();
        return Assert.IsType<ReadOutcome<Page<FillReported>>.Ok>(await client.ListFillsAsync(null, null)).Value.Items;
    }
}
