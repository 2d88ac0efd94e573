using System.Globalization;
using System.Text.Json;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Kalshi.Tests.Rest;

public class RecordedBodyTests
{

    [SkippableFact]
    public async Task Every_body_of_the_June_2026_recording_reads_whole_or_is_refused_as_the_venue_meant_it()
    {
        var folder = RecordedReference.Folder("reference", "wire-demo-2026-06-11");
        Skip.IfNot(Directory.Exists(folder), folder + " is not here");
        var read = 0;
        foreach (var path in Directory.GetFiles(folder, "*.meta.json").Order(StringComparer.Ordinal))
        {
            var bodyPath = path.Replace(".meta.json", ".json", StringComparison.Ordinal);
            if (!File.Exists(bodyPath)) continue;
            using var meta = JsonDocument.Parse(File.ReadAllText(path));
            var (method, route, status) = (meta.RootElement.GetProperty("method").GetString()!, meta.RootElement.GetProperty("path").GetString()!, meta.RootElement.GetProperty("status").GetInt32());
            var observer = new Watcher();
            using var venue = new FakeVenue(status, File.ReadAllText(bodyPath));
            using var client = new KalshiRestClient(venue.Options with { Subaccount = 0, Observer = observer });

            var kind = await AskAsync(client, method, route[..(route + "?").IndexOf('?', StringComparison.Ordinal)]["/trade-api/v2".Length..]);

            Assert.True(kind == (status < 300 ? "Ok" : method == "GET" ? "Failed" : "Rejected"), $"{Path.GetFileName(bodyPath)} ({method} {route} {status}): {kind}");
            Assert.True(observer.Unknown.Count == 0, $"{Path.GetFileName(bodyPath)}: unknown {string.Join(", ", observer.Unknown)}");
            Assert.True(observer.Rows.Count == 0, $"{Path.GetFileName(bodyPath)}: {string.Join("; ", observer.Rows)}");
            read++;
        }

        Assert.True(read >= 50, $"{read} bodies");
    }

    [SkippableFact]
    public async Task Fills_positions_and_settlements_keep_every_number_of_their_rows()
    {
        var fills = RecordedReference.Folder("data", "kalshi-2026-08", "portfolio_fills_redacted.json");
        var settlements = RecordedReference.Folder("data", "kalshi-2026-08", "portfolio_settlements_redacted.json");
        Skip.IfNot(File.Exists(fills) && File.Exists(settlements), fills + " is not here");
        using var fillBody = JsonDocument.Parse(File.ReadAllText(fills));
        using var settledBody = JsonDocument.Parse(File.ReadAllText(settlements));
        var rows = fillBody.RootElement.GetProperty("payload").GetProperty("fills");
        // The redacted files hold the rows alone.
        var page = $$"""{"cursor":"","fills":{{rows.GetRawText()}}}""";
        var observer = new Watcher();
        using var venue = new FakeVenue(request => new FakeReply(200, request.Target.Contains("fills", StringComparison.Ordinal) ? page : settledBody.RootElement.GetProperty("payload").GetRawText()));
        using var client = new KalshiRestClient(venue.Options with { Subaccount = 0, Observer = observer });

        var read = Assert.IsType<ReadOutcome<Page<FillReported>>.Ok>(await client.ListFillsAsync(null, null)).Value.Items;
        var settled = Assert.IsType<ReadOutcome<Page<SettlementRow>>.Ok>(await client.ListSettlementsAsync(null, null)).Value.Items;

        Assert.Equal(rows.GetArrayLength(), read.Length);
        foreach (var (row, fill) in rows.EnumerateArray().Zip(read))
        {
            Assert.Equal(Decimal(row, "yes_price_dollars"), fill.Price.Units / 10_000m);
            Assert.Equal(Decimal(row, "count_fp"), fill.Count.Hundredths / 100m);
            Assert.Equal(Decimal(row, "fee_cost"), fill.Fee.Micros / 1_000_000m);
            Assert.Equal(row.GetProperty("outcome_side").GetString() == "yes", fill.Side == OrderSide.Bid);
            Assert.Equal((row.GetProperty("fill_id").GetString(), row.GetProperty("order_id").GetString()), (fill.Fill.Value, fill.VenueOrder.Value));
        }

        foreach (var (row, one) in settledBody.RootElement.GetProperty("payload").GetProperty("settlements").EnumerateArray().Zip(settled))
        {
            Assert.Equal(Decimal(row, "yes_count_fp") - Decimal(row, "no_count_fp"), one.Position.Hundredths / 100m);
            Assert.Equal(row.GetProperty("revenue").GetInt64(), one.Revenue.Micros / 10_000);
            Assert.Equal(row.GetProperty("market_result").GetString() == "yes" ? Price.One : Price.Zero, one.Value);
            // What the venue paid is what our ledger would have computed.
            Assert.Equal(one.Revenue, Domain.Positions.PositionLedger.SettlementRevenue(one.Position, one.Value));
        }

        Assert.Empty(observer.Unknown);
    }

    [SkippableFact]
    public async Task Every_market_of_the_production_recording_reads_with_all_its_fields()
    {
        var folder = RecordedReference.Folder("reference", "wire-prod-2026-07-09");
        Skip.IfNot(Directory.Exists(folder), folder + " is not here");
        var count = 0;
        foreach (var path in Directory.GetFiles(folder, "*.json"))
        {
            using var body = JsonDocument.Parse(File.ReadAllText(path));
            foreach (var market in body.RootElement.EnumerateObject())
            {
                var read = await ReadMarketAsync(market.Value);
                Assert.Equal(market.Name, read.Ticker.Value);
                Assert.Equal(Decimal(market.Value, "volume_fp"), read.Volume.Hundredths / 100m);
                Assert.Equal(Decimal(market.Value, "yes_bid_size_fp"), (read.Bid?.Size.Hundredths ?? 0) / 100m);
                if (read.Bid is { } bid) Assert.Equal(Decimal(market.Value, "yes_bid_dollars"), bid.Price.Units / 10_000m);
                Assert.Equal(PriceGrid.LinearCent, read.Grid);
                Assert.NotEmpty(read.CustomStrike);
                count++;
            }
        }

        Assert.True(count >= 10, $"{count} markets");
    }

    [SkippableFact]
    public async Task The_bodies_of_August_2026_read_with_all_their_fields()
    {
        var events = RecordedReference.Folder("data", "kalshi-2026-08", "events_sports_nested.json");
        var settled = RecordedReference.Folder("data", "kalshi-2026-08", "markets_settled.json");
        var single = RecordedReference.Folder("data", "kalshi-2026-08", "market_single.json");
        var fees = RecordedReference.Folder("data", "kalshi-2026-08", "series_fee_fields.json");
        Skip.IfNot(File.Exists(events), events + " is not here");
        var observer = new Watcher();
        var list = File.ReadAllText(events);
        using var singleBody = JsonDocument.Parse(File.ReadAllText(single));
        using var feeBody = JsonDocument.Parse(File.ReadAllText(fees));
        using var settledBody = JsonDocument.Parse(File.ReadAllText(settled));
        var markets = settledBody.RootElement.GetProperty("markets").GetRawText();
        var series = feeBody.RootElement.GetProperty("payloads").EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetRawText());
        using var venue = new FakeVenue(request => new FakeReply(200, request.Target switch
        {
            var target when target.Contains("/orderbook", StringComparison.Ordinal) => singleBody.RootElement.GetProperty("orderbook").GetRawText(),
            var target when target.Contains("/events?", StringComparison.Ordinal) => $$"""{"cursor":"","events":{{list}}}""",
            var target when target.Contains("/markets?", StringComparison.Ordinal) => $$"""{"cursor":"","markets":{{markets}}}""",
            var target when target.Contains("/series/", StringComparison.Ordinal) => series[target[(target.LastIndexOf('/') + 1)..]],
            _ => singleBody.RootElement.GetProperty("single").GetRawText(),
        }));
        using var client = new KalshiRestClient(venue.Options with { Observer = observer });

        var page = Assert.IsType<ReadOutcome<Page<EventInfo>>.Ok>(await client.GetEventsAsync(new EventFilter(WithMarkets: true), null)).Value;
        var ended = Assert.IsType<ReadOutcome<Page<MarketInfo>>.Ok>(await client.GetMarketsAsync(new MarketFilter(Status: "settled"), null)).Value;
        Assert.IsType<ReadOutcome<MarketInfo>.Ok>(await client.GetMarketAsync(new Ticker("KXNCAAFGAME-26SEP19MSUND-ND")));
        var book = Assert.IsType<ReadOutcome<OrderBookInfo>.Ok>(await client.GetOrderBookAsync(new Ticker("KXNCAAFGAME-26SEP19MSUND-ND"))).Value;
        foreach (var name in series.Keys) Assert.IsType<ReadOutcome<SeriesInfo>.Ok>(await client.GetSeriesAsync(new SeriesTicker(name)));

        Assert.Equal(32, page.Items.Length);
        Assert.Equal(settledBody.RootElement.GetProperty("markets").GetArrayLength(), ended.Items.Length);
        Assert.NotEmpty(book.Yes);
        Assert.All(ended.Items.Where(market => market.Status == MarketStatus.Finalized), market => Assert.NotNull(market.SettlementValue));
        Assert.True(observer.Unknown.Count == 0, string.Join(", ", observer.Unknown));
        Assert.True(observer.Rows.Count == 0, string.Join("; ", observer.Rows));
    }

    [SkippableFact]
    public async Task The_January_2026_shapes_read_or_are_refused_with_a_reason()
    {
        var folder = RecordedReference.Folder("data", "kalshi-rest-2026-01");
        Skip.IfNot(Directory.Exists(folder), folder + " is not here");
        string Body(string name)
        {
            using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, name + "_response.json")));
            return document.RootElement.GetProperty("response").GetRawText();
        }

        async Task<string> Ask(string name, Func<KalshiRestClient, Task<object>> ask)
        {
            using var venue = new FakeVenue(200, Body(name));
            using var client = venue.Client();
            var outcome = await ask(client);
            if (outcome.GetType().Name.Contains("Failed", StringComparison.Ordinal)) Assert.Matches("missing|4559 cents for a result of yes", outcome.ToString()!);
            return outcome.GetType().Name.Split('`')[0];
        }

        Assert.Equal("Ok", await Ask("exchange_status", async client => await client.GetExchangeStatusAsync()));
        Assert.Equal("Ok", await Ask("exchange_schedule", async client => await client.GetScheduleAsync()));
        Assert.Equal("Ok", await Ask("user_data_timestamp", async client => await client.GetUserDataTimestampAsync()));
        Assert.Equal("Ok", await Ask("series_single", async client => await client.GetSeriesAsync(new SeriesTicker("CO2"))));
        Assert.Equal("Ok", await Ask("series_fee_changes", async client => await client.GetFeeChangesAsync(new SeriesTicker("CO2"))));
        Assert.Equal("Ok", await Ask("live_data_milestone", async client => await client.GetLiveDataAsync("93ce8b69")));
        Assert.Equal("Ok", await Ask("milestones_list", async client => await client.GetMilestonesAsync(new EventTicker("SIMNBAGAME"), null)));
        Assert.Equal("Ok", await Ask("order_groups_list", async client => await client.ListOrderGroupsAsync()));
        Assert.Equal("Ok", await Ask("order_group_single", async client => await client.GetOrderGroupAsync(new OrderGroupId("g"), new Shard(0))));
        Assert.Equal("Failed", await Ask("portfolio_balance", async client => await client.GetBalanceAsync()));
        Assert.Equal("Failed", await Ask("portfolio_orders", async client => await client.ListOrdersAsync(new OrderFilter(), null)));
        Assert.Equal("Failed", await Ask("portfolio_fills", async client => await client.ListFillsAsync(null, null)));
        Assert.Equal("Failed", await Ask("portfolio_positions", async client => await client.ListPositionsAsync(null)));
        Assert.Equal("Failed", await Ask("portfolio_settlements", async client => await client.ListSettlementsAsync(null, null)));
        Assert.Equal("Unknown", await Ask("create_order", async client => await client.CreateOrderAsync(WriteOutcomeTests.Ticket, null)));
    }

    private static async Task<MarketInfo> ReadMarketAsync(JsonElement market)
    {
        var observer = new Watcher();
        using var venue = new FakeVenue(200, $$"""{"market":{{market.GetRawText()}}}""");
        using var client = new KalshiRestClient(venue.Options with { Observer = observer });
        var read = Assert.IsType<ReadOutcome<MarketInfo>.Ok>(await client.GetMarketAsync(new Ticker("x"))).Value;
        Assert.Empty(observer.Unknown);
        return read;
    }

    private static decimal Decimal(JsonElement row, string name) => decimal.Parse(row.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    /// <summary>Asks what the recording asked; the legacy order routes, which we do not have, are read by their order.</summary>
    private static async Task<string> AskAsync(KalshiRestClient client, string method, string route)
    {
        var order = new VenueOrderId(route[(route.LastIndexOf('/') + 1)..]);
        object outcome = (method, route) switch
        {
            ("GET", "/account/limits") => await client.GetLimitsAsync(),
            ("GET", "/account/endpoint_costs") => await client.GetEndpointCostsAsync(),
            ("GET", "/exchange/status") => await client.GetExchangeStatusAsync(),
            ("GET", "/portfolio/balance") => await client.GetBalanceAsync(),
            ("GET", "/portfolio/fills") => await client.ListFillsAsync(null, null),
            ("GET", "/portfolio/orders") => await client.ListOrdersAsync(new OrderFilter(), null),
            ("GET", "/portfolio/positions") => await client.ListPositionsAsync(null),
            ("GET", "/portfolio/settlements") => await client.ListSettlementsAsync(null, null),
            ("GET", "/series/fee_changes") => await client.GetFeeChangesAsync(new SeriesTicker("x")),
            ("GET", "/markets/trades") => await client.GetTradesAsync(new TradeFilter(new Ticker("x")), null),
            ("GET", "/markets") => await client.GetMarketsAsync(new MarketFilter(), null),
            ("GET", _) when route.EndsWith("/orderbook", StringComparison.Ordinal) => await client.GetOrderBookAsync(new Ticker("x")),
            ("GET", _) when route.StartsWith("/markets/", StringComparison.Ordinal) => await client.GetMarketAsync(new Ticker("x")),
            ("GET", _) when route.StartsWith("/portfolio/orders/", StringComparison.Ordinal) => await client.GetOrderAsync(order),
            ("POST", "/portfolio/events/orders") => await client.CreateOrderAsync(WriteOutcomeTests.Ticket with { Id = new ClientOrderId("any") }, null),
            ("DELETE", _) when route.StartsWith("/portfolio/events/orders/", StringComparison.Ordinal) => await client.CancelOrderAsync(order, new Ticker("x"), new Shard(0)),
            (_, _) when route.StartsWith("/portfolio/orders", StringComparison.Ordinal) => await client.GetOrderAsync(order),
            _ => throw new InvalidOperationException($"{method} {route} is not asked by us"),
        };
        var kind = outcome.GetType().Name.Split('`')[0];
        // The answers to other people's orders are read, and then refused for naming another order.
        if (kind == "Unknown" && outcome.ToString()!.Contains("the answer is about order", StringComparison.Ordinal)) return "Ok";
        return kind == "Accepted" ? "Ok" : kind;
    }

    internal sealed class Watcher : IRestObserver
    {
        public List<string> Unknown { get; } = [];

        public List<QuarantinedRow> Rows { get; } = [];

        public List<(Instant Sent, Instant Received, Instant Venue, bool Exact)> Times { get; } = [];

        public void UnknownField(string type, string field) => Unknown.Add($"{type}.{field}");

        public void Quarantined(QuarantinedRow row) => Rows.Add(row);

        public void VenueTime(Instant sentAt, Instant receivedAt, Instant venueTime, bool exact) => Times.Add((sentAt, receivedAt, venueTime, exact));

        public void Replied(string method, string route, int? status, TimeSpan took)
        {
        }
    }
}
