using System.Text.Json;
using KalshiArb.Domain.Orders;
using KalshiArb.PaperExchange.Rest;

namespace KalshiArb.PaperExchange.Tests;

/// <summary>Every required field of the specification of June 2026 is in the venue's bodies, but for those removed since.</summary>
public sealed class ShapeTests
{
    // Changelog: removed 2026-07-09, 2026-09-10 and 2026-10-01.
    private static readonly HashSet<string> _removed =
        ["fractional_trading_enabled", "response_price_units", "resting_orders_count", "available_on_brokers", "liquidity_dollars"];

    [SkippableFact]
    public async Task Bodies_have_every_required_field()
    {
        var schemas = Specification.Read();
        await using var venue = await VenueUnderTest.QuietAsync(UsageTier.Advanced with { ReadCapacity = 100_000, WriteCapacity = 100_000 });
        venue.HouseOrder(Stage.Celtics, OrderSide.Ask, 50, 10);
        venue.HouseOrder(Stage.Knicks, OrderSide.Ask, 50, 10);
        var ack = (await venue.OrderAsync(Stage.Celtics, "bid", "0.50", "2", tif: "immediate_or_cancel")).With(201);
        (await venue.OrderAsync(Stage.Knicks, "bid", "0.50", "2", tif: "immediate_or_cancel")).With(201);
        venue.Settle(Stage.Knicks, 100);
        var resting = (await venue.OrderAsync(Stage.Celtics, "bid", "0.40", "2", "r")).With(201).At("order_id");
        var group = (await venue.PostAsync("/portfolio/order_groups/create", """{"contracts_limit":9}""")).With(201);
        var decreased = (await venue.PostAsync($"/portfolio/events/orders/{resting}/decrease", """{"reduce_to":"1","exchange_index":3}""")).With(200);
        Check(ack.Json, "CreateOrderV2Response");
        Check(group.Json, "CreateOrderGroupResponse");
        Check(decreased.Json, "DecreaseOrderV2Response");
        await Get("/exchange/status", "", "ExchangeStatus");
        await Get("/exchange/schedule", "schedule", "Schedule");
        await Get("/exchange/schedule", "schedule.standard_hours.0", "WeeklySchedule");
        await Get("/exchange/schedule", "schedule.maintenance_windows.0", "MaintenanceWindow");
        await Get("/exchange/user_data_timestamp", "", "GetUserDataTimestampResponse");
        await Get("/series", "series.0", "Series");
        await Get("/series/KXNBAGAME", "series", "Series");
        await Get("/events", "events.0", "EventData");
        await Get("/events?with_nested_markets=true", "events.0.markets.0", "Market");
        await Get("/events/KXNBAGAME-26OCT17BOSNYK", "event", "EventData");
        await Get("/markets", "markets.0", "Market");
        await Get("/markets/" + Stage.Celtics, "market", "Market");
        await Get("/markets/trades", "trades.0", "Trade");
        await Get($"/markets/orderbooks?tickers={Stage.Celtics}&tickers={Stage.Chiefs}", "orderbooks.1", "MarketOrderbookFp");
        await Get("/portfolio/orders", "orders.0", "Order");
        await Get("/portfolio/orders/" + resting, "order", "Order");
        await Get("/portfolio/fills", "fills.0", "Fill");
        await Get("/portfolio/positions", "market_positions.0", "MarketPosition");
        await Get("/portfolio/positions", "event_positions.0", "EventPosition");
        await Get("/portfolio/settlements", "settlements.0", "Settlement");
        await Get("/portfolio/balance", "", "GetBalanceResponse");
        await Get("/portfolio/balance", "balance_breakdown.0", "IndexedBalance");
        await Get("/portfolio/orders/queue_positions", "queue_positions.0", "OrderQueuePosition");
        await Get("/portfolio/order_groups", "order_groups.0", "OrderGroup");
        await Get("/portfolio/order_groups/" + group.At("order_group_id"), "", "GetOrderGroupResponse");
        await Get("/portfolio/subaccounts/balances", "subaccount_balances.0", "SubaccountBalance");
        await Get("/portfolio/subaccounts/netting", "netting_configs.0", "SubaccountNettingConfig");
        await Get("/portfolio/summary/total_resting_order_value", "", "GetPortfolioRestingOrderTotalValueResponse");
        await Get("/account/limits", "", "GetAccountApiLimitsResponse");
        await Get("/account/limits", "read", "BucketLimit");
        await Get("/account/endpoint_costs", "endpoint_costs.0", "EndpointTokenCost");
        await Get("/api_keys", "api_keys.0", "ApiKey");
        await Get("/milestones?limit=5", "milestones.0", "Milestone");
        await Get("/historical/cutoff", "", "GetHistoricalCutoffResponse");
        await Get("/events/fee_changes", "", "GetEventFeeChangesResponse");
        var milestone = (await venue.PublicAsync("/milestones?limit=1")).Json.GetProperty("milestones")[0].GetProperty("id").GetString();
        await Get("/live_data/milestone/" + milestone, "live_data", "LiveData");
        await Get("/live_data/batch?milestone_ids=" + milestone, "live_datas.0", "LiveData");
        var cancelled = (await venue.DeleteAsync($"/portfolio/events/orders/{resting}?exchange_index=3")).With(200);
        Check(cancelled.Json, "CancelOrderV2Response");

        async Task Get(string path, string at, string schema) => Check(Find((await venue.GetAsync(path)).With(200).Json, at), schema);

        void Check(JsonElement json, string schema)
        {
            foreach (var field in schemas[schema])
                Assert.True(json.TryGetProperty(field, out _) || _removed.Contains(field), $"{schema} has no {field}: {json}");
        }
    }

    [Fact]
    public async Task A_slate_is_listed_with_games_that_have_milestones_and_scores()
    {
        await using var venue = await VenueUnderTest.SlateAsync();
        venue.Clock.Pass(TimeSpan.FromSeconds(60));
        var events = (await venue.PublicAsync("/events?with_nested_markets=true&limit=2")).With(200);
        Assert.NotEqual("", events.At("cursor"));
        Assert.Equal(2, events.Json.GetProperty("events").GetArrayLength());
        var first = events.Json.GetProperty("events")[0];
        var market = first.GetProperty("markets")[0];
        Assert.StartsWith(first.GetProperty("event_ticker").GetString() + "-", market.GetProperty("ticker").GetString(), StringComparison.Ordinal);
        Assert.Matches("^\\d\\.\\d{4}$", market.GetProperty("yes_bid_dollars").GetString()!);
        Assert.Equal(1.0m, decimal.Parse(market.GetProperty("yes_bid_dollars").GetString()!) + decimal.Parse(market.GetProperty("no_ask_dollars").GetString()!));
        var milestone = (await venue.PublicAsync("/milestones?limit=10&related_event_ticker=" + first.GetProperty("event_ticker").GetString())).With(200).Json.GetProperty("milestones")[0];
        var live = (await venue.PublicAsync("/live_data/milestone/" + milestone.GetProperty("id").GetString())).With(200);
        Assert.Equal("inprogress", live.At("live_data.details.status"));
        Assert.NotEqual("[]", (await venue.PublicAsync("/markets/trades?limit=5")).At("trades"));
        Assert.Equal("[]", (await venue.PublicAsync("/markets?mve_filter=only")).At("markets"));
        Assert.Equal("[]", (await venue.PublicAsync("/markets?status=settled")).At("markets"));
    }

    [Fact]
    public async Task After_a_restart_the_listings_are_the_same_byte_for_byte()
    {
        using var folder = new Folder();
        var before = new List<string>();
        string[] paths =
        [
            "/portfolio/orders?limit=1000", "/portfolio/fills?limit=1000", "/portfolio/positions", "/portfolio/order_groups", "/portfolio/balance",
            "/markets/trades?limit=1000", "/markets?limit=1000", "/portfolio/orders/queue_positions",
        ];
        await using (var venue = await VenueUnderTest.SlateAsync(folder.Path))
        {
            venue.Clock.Pass(TimeSpan.FromSeconds(45));
            var tickers = (await venue.PublicAsync("/markets")).Json.GetProperty("markets").EnumerateArray().Select(market => market.GetProperty("ticker").GetString()!).ToList();
            for (var i = 0; i < tickers.Count; i++)
            {
                await venue.OrderAsync(tickers[i], "bid", "0.9900", "2.50", "take" + i, "immediate_or_cancel");
                await venue.OrderAsync(tickers[i], "ask", "0.9800", "1.00", "rest" + i);
                await venue.OrderAsync(tickers[i], "bid", "0.0200", "1.00", "gone" + i);
                venue.Clock.Pass(TimeSpan.FromSeconds(3));
            }

            (await venue.PostAsync("/portfolio/order_groups/create", """{"contracts_limit":9,"exchange_index":3}""")).With(201);
            await venue.DeleteAsync("/portfolio/events/orders/" + (await venue.GetAsync("/portfolio/orders?status=resting&limit=1")).Json.GetProperty("orders")[0].GetProperty("order_id").GetString() + "?market_ticker=" + tickers[^1]);
            foreach (var path in paths) before.Add((await venue.GetAsync(path)).With(200).Text);
        }

        await using var again = await VenueUnderTest.SlateAsync(folder.Path);

        for (var i = 0; i < paths.Length; i++) Assert.Equal(before[i], (await again.GetAsync(paths[i])).Text);
        Assert.Contains("taker_fill_cost_dollars", before[0], StringComparison.Ordinal);
        Assert.Equal("order_already_exists", (await again.OrderAsync((await again.PublicAsync("/markets?limit=1")).Json.GetProperty("markets")[0].GetProperty("ticker").GetString()!, "bid", "0.02", "1", "gone0")).With(409).At("error.code"));
    }

    private static JsonElement Find(JsonElement json, string path)
    {
        foreach (var part in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
            json = int.TryParse(part, out var index) ? json[index] : json.GetProperty(part);
        return json;
    }
}

/// <summary>The required fields of the specification's schemas, read by indentation.</summary>
internal static class Specification
{
    public static Dictionary<string, List<string>> Read()
    {
        var path = FindFile();
        Skip.If(path is null, "shared/reference/openapi-3.21.0.yaml is not there");
        var schemas = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var (inSchemas, inRequired) = (false, false);
        List<string> current = [];
        foreach (var line in File.ReadLines(path!))
        {
            var indent = line.Length - line.TrimStart().Length;
            if (line.StartsWith("  schemas:", StringComparison.Ordinal)) inSchemas = true;
            else if (indent <= 2 && line.Trim().Length > 0) inSchemas = false;
            if (!inSchemas || line.Trim().Length == 0) continue;
            if (indent == 4 && line.EndsWith(':')) schemas[line.Trim().TrimEnd(':')] = current = [];
            if (indent <= 6) inRequired = indent == 6 && line.Trim() == "required:";
            else if (inRequired && line.TrimStart().StartsWith("- ", StringComparison.Ordinal)) current.Add(line.Trim()[2..]);
        }

        return schemas;
    }

    private static string? FindFile()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (!File.Exists(Path.Combine(directory.FullName, "KalshiArb.sln"))) continue;
            var data = Environment.GetEnvironmentVariable("KALSHIARB_DATA");
            string?[] shared = [data is null ? null : Path.GetDirectoryName(Path.GetFullPath(data).TrimEnd('/')), Path.Combine(directory.FullName, "..", "shared")];
            return shared.Where(folder => folder is not null).Select(folder => Path.Combine(folder!, "reference", "openapi-3.21.0.yaml")).FirstOrDefault(File.Exists);
        }

        return null;
    }
}
