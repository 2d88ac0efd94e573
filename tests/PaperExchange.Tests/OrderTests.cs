using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.PaperExchange.Rest;

namespace KalshiArb.PaperExchange.Tests;

public sealed class OrderTests
{
    private const string Orders = "/portfolio/events/orders";

    [Fact]
    public async Task An_immediate_order_takes_what_is_there_and_is_acknowledged_with_averages()
    {
        await using var venue = await VenueUnderTest.QuietAsync();
        venue.HouseOrder(Stage.Celtics, OrderSide.Ask, 52, 1);

        var taken = (await venue.OrderAsync(Stage.Celtics, "bid", "0.9900", "1.00", "x", "immediate_or_cancel")).With(201);

        Assert.Equal(("1.00", "0.00", "0.5200", "0.0175", "x"), (taken.At("fill_count"), taken.At("remaining_count"), taken.At("average_fill_price"), taken.At("average_fee_paid"), taken.At("client_order_id")));
        var order = await venue.GetAsync("/portfolio/orders/" + taken.At("order_id"));
        Assert.Equal(("executed", "0.9900", "0.520000", "0.017500"), (order.At("order.status"), order.At("order.yes_price_dollars"), order.At("order.taker_fill_cost_dollars"), order.At("order.taker_fees_dollars")));
        var missed = (await venue.OrderAsync(Stage.Celtics, "bid", "0.9900", "1.00", tif: "immediate_or_cancel")).With(201);
        Assert.Equal(("0.00", "0.00"), (missed.At("fill_count"), missed.At("remaining_count")));
        Assert.False(missed.Json.TryGetProperty("average_fill_price", out _));
        Assert.Equal("canceled", (await venue.GetAsync("/portfolio/orders/" + missed.At("order_id"))).At("order.status"));
    }

    [Fact]
    public async Task Batches_answer_item_by_item()
    {
        await using var venue = await VenueUnderTest.QuietAsync();
        var body = $$"""{"orders":[{{venue.Create(Stage.Celtics, "bid", "0.4", "1", "a")}},{{venue.Create(Stage.Celtics, "bid", "0.405", "1", "b")}},{{venue.Create(Stage.Celtics, "bid", "0.4", "1", "a")}},{{venue.Create(Stage.Chiefs, "bid", "0.4", "1", "c")}}]}""";
        var made = (await venue.PostAsync(Orders + "/batched", body)).With(201).Json.GetProperty("orders");
        Assert.Equal(["", "invalid_price", "order_already_exists", ""], made.EnumerateArray().Select(item => item.TryGetProperty("error", out var error) ? error.GetProperty("code").GetString()! : ""));

        var cancel = $$"""{"orders":[{"order_id":"{{made[0].GetProperty("order_id").GetString()}}","market_ticker":"{{Stage.Celtics}}"},{"order_id":"{{made[3].GetProperty("order_id").GetString()}}"},{"order_id":"zz"}]}""";
        var gone = (await venue.DeleteAsync(Orders + "/batched", cancel)).With(200).Json.GetProperty("orders");
        Assert.Equal(["1.00", "1.00", "0.00"], gone.EnumerateArray().Select(item => item.GetProperty("reduced_by").GetString()!));
        Assert.Equal("not_found", gone[2].GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Decrease_amend_and_cancel_all_change_what_rests()
    {
        await using var venue = await VenueUnderTest.QuietAsync();
        var id = (await venue.OrderAsync(Stage.Celtics, "bid", "0.40", "5")).With(201).At("order_id");
        Assert.Equal("3.00", (await venue.PostAsync($"{Orders}/{id}/decrease", $$"""{"reduce_by":"2","market_ticker":"{{Stage.Celtics}}"}""")).With(200).At("remaining_count"));
        Assert.Equal("2.50", (await venue.PostAsync($"{Orders}/{id}/decrease", """{"reduce_to":"2.5","exchange_index":3}""")).With(200).At("remaining_count"));
        var amended = (await venue.PostAsync($"{Orders}/{id}/amend", $$"""{"ticker":"{{Stage.Celtics}}","side":"bid","price":"0.45","count":"4"}""")).With(200);
        Assert.Equal(("4.00", id), (amended.At("remaining_count"), amended.At("order_id")));
        Assert.Equal("""{"orderbook_fp":{"yes_dollars":[["0.4500","4.00"]],"no_dollars":[]}}""", (await venue.PublicAsync($"/markets/{Stage.Celtics}/orderbook")).Text);
        Assert.Equal("order_side_mismatch", (await venue.PostAsync($"{Orders}/{id}/amend", $$"""{"ticker":"{{Stage.Celtics}}","side":"ask","price":"0.45","count":"4"}""")).With(400).At("error.code"));
        Assert.Equal("insufficient_balance", (await venue.PostAsync($"{Orders}/{id}/amend", $$"""{"ticker":"{{Stage.Celtics}}","side":"bid","price":"0.45","count":"4000"}""")).With(400).At("error.code"));
        venue.HouseOrder(Stage.Celtics, OrderSide.Ask, 60, 2);
        var crossing = (await venue.PostAsync($"{Orders}/{id}/amend", $$"""{"ticker":"{{Stage.Celtics}}","side":"bid","price":"0.60","count":"5","updated_client_order_id":"new"}""")).With(200);
        Assert.Equal(("2.00", "3.00", "0.6000", "new"), (crossing.At("fill_count"), crossing.At("remaining_count"), crossing.At("average_fill_price"), crossing.At("client_order_id")));
        venue.Engine.CheckInvariants();
        (await venue.OrderAsync(Stage.Chiefs, "ask", "0.90", "1")).With(201);
        Assert.Equal("", (await venue.DeleteAsync(Orders)).With(204).Text);
        Assert.Equal("[]", (await venue.GetAsync("/portfolio/orders?status=resting")).At("orders"));
    }

    [Fact]
    public async Task A_group_triggers_beyond_its_limit_and_takes_orders_again_after_a_reset()
    {
        await using var venue = await VenueUnderTest.QuietAsync();
        Assert.Equal("{}", (await venue.GetAsync("/portfolio/order_groups")).With(200).Text);
        var made = (await venue.PostAsync("/portfolio/order_groups/create", """{"contracts_limit":3,"exchange_index":3}""")).With(201);
        var group = made.At("order_group_id");
        Assert.Equal("3", made.At("exchange_index"));
        var tail = $",\"order_group_id\":\"{group}\"";
        (await venue.OrderAsync(Stage.Celtics, "bid", "0.40", "2", tail: tail)).With(201);
        venue.HouseOrder(Stage.Celtics, OrderSide.Ask, 50, 4);
        (await venue.OrderAsync(Stage.Celtics, "bid", "0.50", "4", tail: tail)).With(201);
        Assert.Equal("EXCEEDED_ORDER_GROUP_RISK_LIMIT", (await venue.OrderAsync(Stage.Celtics, "bid", "0.40", "1", tail: tail)).With(400).At("error.code"));
        Assert.Equal("[]", (await venue.GetAsync("/portfolio/order_groups/" + group)).At("orders"));
        (await venue.PutAsync($"/portfolio/order_groups/{group}/reset")).With(404);
        (await venue.PutAsync($"/portfolio/order_groups/{group}/reset?exchange_index=3")).With(200);
        (await venue.OrderAsync(Stage.Celtics, "bid", "0.40", "1", tail: tail)).With(201);
        (await venue.PutAsync($"/portfolio/order_groups/{group}/limit?exchange_index=3", """{"contracts_limit_fp":"9.00"}""")).With(200);
        Assert.Equal("9.00", (await venue.GetAsync("/portfolio/order_groups")).Json.GetProperty("order_groups")[0].GetProperty("contracts_limit_fp").GetString());
        (await venue.PutAsync($"/portfolio/order_groups/{group}/trigger?exchange_index=3")).With(200);
        Assert.Equal("[]", (await venue.GetAsync("/portfolio/orders?status=resting")).At("orders"));
        (await venue.DeleteAsync($"/portfolio/order_groups/{group}?exchange_index=3")).With(200);
        (await venue.GetAsync("/portfolio/order_groups/" + group)).With(404);
    }

    [Fact]
    public async Task Fills_cost_what_the_trader_reckons_and_positions_and_settlements_add_up()
    {
        await using var venue = await VenueUnderTest.QuietAsync(UsageTier.Advanced with { WriteCapacity = 100_000 });
        for (var cents = 20; cents < 80; cents += 7) venue.HouseOrder(Stage.Celtics, OrderSide.Ask, cents, 3);
        for (var i = 0; i < 9; i++) (await venue.OrderAsync(Stage.Celtics, "bid", "0.99", $"{i + 1}.{i}7", tif: "immediate_or_cancel")).With(201);
        (await venue.OrderAsync(Stage.Celtics, "bid", "0.30", "4")).With(201);
        venue.HouseOrder(Stage.Celtics, OrderSide.Ask, 30, 3);

        var fills = (await venue.GetAsync("/portfolio/fills")).With(200).Json.GetProperty("fills").EnumerateArray().Reverse().ToList();
        Assert.True(fills.Count > 9);
        var accumulators = new Dictionary<string, FeeAccumulator>();
        var schedule = new FeeSchedule(FeeType.QuadraticWithMakerFees, 1000);
        decimal cost = 0, fees = 0, count = 0;
        foreach (var fill in fills)
        {
            var order = fill.GetProperty("order_id").GetString()!;
            var price = Price.FromUnits((int)(decimal.Parse(fill.GetProperty("yes_price_dollars").GetString()!, Invariant) * 10_000));
            var quantity = Quantity.FromHundredths((long)(decimal.Parse(fill.GetProperty("count_fp").GetString()!, Invariant) * 100));
            var liquidity = fill.GetProperty("is_taker").GetBoolean() ? Liquidity.Taker : Liquidity.Maker;
            var fee = FeeCalculator.Fill(schedule, MemberPrecision.Direct, liquidity, OrderSide.Bid, price, quantity, accumulators.GetValueOrDefault(order));
            accumulators[order] = fee.After;
            Assert.Equal((fee.Net.Micros / 1_000_000m).ToString("0.000000", Invariant), fill.GetProperty("fee_cost").GetString());
            cost += (price * quantity).Micros / 1_000_000m;
            fees += fee.Net.Micros / 1_000_000m;
            count += quantity.Hundredths / 100m;
        }

        Assert.Contains(fills, fill => !fill.GetProperty("is_taker").GetBoolean());
        var position = (await venue.GetAsync("/portfolio/positions")).Json.GetProperty("market_positions")[0];
        Assert.Equal(count.ToString("0.00", Invariant), position.GetProperty("position_fp").GetString());
        Assert.Equal(cost.ToString("0.000000", Invariant), position.GetProperty("market_exposure_dollars").GetString());
        Assert.Equal(fees.ToString("0.000000", Invariant), position.GetProperty("fees_paid_dollars").GetString());
        var balance = (await venue.GetAsync("/portfolio/balance?exchange_index=3")).At("balance_dollars");
        Assert.Equal((500 - cost - fees).ToString("0.0000", Invariant), balance);
        Assert.Equal("1000", ((await venue.GetAsync("/portfolio/balance?exchange_index=0")).Json.GetProperty("balance").GetInt64() / 50).ToString(Invariant));

        venue.Settle(Stage.Celtics, 100);
        var settled = (await venue.GetAsync("/portfolio/settlements")).Json.GetProperty("settlements")[0];
        Assert.Equal("yes", settled.GetProperty("market_result").GetString());
        Assert.Equal((long)(count * 100), settled.GetProperty("revenue").GetInt64());
        Assert.Equal(fees.ToString("0.000000", Invariant), settled.GetProperty("fee_cost").GetString());
        Assert.Equal("[]", (await venue.GetAsync("/portfolio/positions")).At("market_positions"));
        var market = await venue.PublicAsync("/markets/" + Stage.Celtics);
        Assert.Equal(("finalized", "yes", "1.0000"), (market.At("market.status"), market.At("market.result"), market.At("market.settlement_value_dollars")));
    }

    [Fact]
    public async Task Pages_follow_each_other_without_a_gap_while_orders_come_in()
    {
        await using var venue = await VenueUnderTest.QuietAsync(UsageTier.Advanced with { WriteCapacity = 100_000, ReadCapacity = 100_000 });
        for (var i = 0; i < 7; i++) (await venue.OrderAsync(Stage.Celtics, "bid", "0.10", "1", "p" + i)).With(201);
        var seen = new List<string>();
        var cursor = "";
        do
        {
            var page = (await venue.GetAsync($"/portfolio/orders?limit=3&cursor={cursor}")).With(200);
            seen.AddRange(page.Json.GetProperty("orders").EnumerateArray().Select(order => order.GetProperty("client_order_id").GetString()!));
            cursor = page.At("cursor");
            (await venue.OrderAsync(Stage.Celtics, "bid", "0.10", "1")).With(201);
        }
        while (cursor.Length > 0);

        Assert.Equal(["p6", "p5", "p4", "p3", "p2", "p1", "p0"], seen);
    }

    [Fact]
    public async Task Queue_positions_count_the_contracts_ahead()
    {
        await using var venue = await VenueUnderTest.QuietAsync();
        venue.HouseOrder(Stage.Celtics, OrderSide.Bid, 40, 12);
        var id = (await venue.OrderAsync(Stage.Celtics, "bid", "0.40", "1")).With(201).At("order_id");
        Assert.Equal("12.00", (await venue.GetAsync($"/portfolio/orders/{id}/queue_position")).With(200).At("queue_position_fp"));
        Assert.Contains("\"queue_position_fp\":\"12.00\"", (await venue.GetAsync("/portfolio/orders/queue_positions")).With(200).Text, StringComparison.Ordinal);
    }

    private static System.Globalization.CultureInfo Invariant => System.Globalization.CultureInfo.InvariantCulture;
}
