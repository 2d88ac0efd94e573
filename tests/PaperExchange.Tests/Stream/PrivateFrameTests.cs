using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.PaperExchange.Engine;
using KalshiArb.PaperExchange.Faults;

namespace KalshiArb.PaperExchange.Tests.Stream;

public sealed class PrivateFrameTests
{
    private const string All = """{"id":1,"cmd":"subscribe","params":{"channels":["user_orders","fill","market_positions","order_group_updates","market_lifecycle_v2","trade"]}}""";

    [Fact]
    public async Task A_fill_comes_with_its_order_and_the_position_after_it_and_no_number()
    {
        await using var stage = await StreamStage.StartAsync();
        await using var client = await SubscribedAsync(stage);
        stage.Buy(Stage.Celtics, 52, 1, "mine");

        var frames = await client.DrainAsync();
        Assert.Equal(["trade", "fill", "user_order", "market_position"], frames.Select(StreamClient.Type));
        Assert.Equal([1L, null, null, null], frames.Select(StreamClient.Seq));
        Assert.Equal(
            "order_id,client_order_id,market_ticker,exchange_index,is_taker,side,yes_price_dollars,count_fp,fee_cost,action,ts,ts_ms,post_position_fp,purchased_side,outcome_side,book_side,subaccount",
            string.Join(',', frames[1].GetProperty("msg").EnumerateObject().Skip(1).Select(property => property.Name)));
        var fill = frames[1].GetProperty("msg");
        Assert.Equal(("mine", "0.5200", "1.00", "0.017500", "1.00", "bid", 3), (
            fill.GetProperty("client_order_id").GetString(), fill.GetProperty("yes_price_dollars").GetString(), fill.GetProperty("count_fp").GetString(),
            fill.GetProperty("fee_cost").GetString(), fill.GetProperty("post_position_fp").GetString(), fill.GetProperty("book_side").GetString(),
            fill.GetProperty("exchange_index").GetInt32()));
        var order = frames[2].GetProperty("msg");
        Assert.Equal((Stage.Celtics, "executed", "1.00", "0.00", "0.520000", "0.017500", "Trade", StreamStage.User), (
            order.GetProperty("ticker").GetString(), order.GetProperty("status").GetString(), order.GetProperty("fill_count_fp").GetString(),
            order.GetProperty("remaining_count_fp").GetString(), order.GetProperty("taker_fill_cost_dollars").GetString(),
            order.GetProperty("taker_fees_dollars").GetString(), order.GetProperty("last_update_reason").GetString(), order.GetProperty("user_id").GetString()));
        var position = frames[3].GetProperty("msg");
        Assert.Equal(("1.00", "0.520000", "1.00"), (
            position.GetProperty("position_fp").GetString(), position.GetProperty("position_cost_dollars").GetString(), position.GetProperty("volume_fp").GetString()));
    }

    [Fact]
    public async Task Others_orders_are_not_shown_and_a_filter_holds()
    {
        await using var stage = await StreamStage.StartAsync();
        await using var client = await stage.ConnectAsync();
        await client.SendAsync($$$"""{"id":1,"cmd":"subscribe","params":{"channels":["user_orders"],"market_tickers":["{{{Stage.Knicks}}}"]}}""");
        await client.NextAsync("subscribed");
        stage.Engine.Execute(Stage.House(Stage.Knicks, OrderSide.Bid, 10, 1));
        stage.Place(Stage.Order(Stage.Celtics, OrderSide.Bid, 10, 1, "elsewhere"));
        var order = stage.Place(Stage.Order(Stage.Knicks, OrderSide.Ask, 90, 1, "here"));
        stage.Cancel(order);
        var states = (await client.DrainAsync()).Select(frame => frame.GetProperty("msg")).ToList();
        Assert.Equal(
            [("here", "resting", "1.00"), ("here", "canceled", "0.00")],
            states.Select(msg => (msg.GetProperty("client_order_id").GetString(), msg.GetProperty("status").GetString(), msg.GetProperty("remaining_count_fp").GetString())));
        Assert.Equal(("no", "ask", "0.9000"), (states[0].GetProperty("outcome_side").GetString(), states[0].GetProperty("book_side").GetString(), states[0].GetProperty("yes_price_dollars").GetString()));
    }

    [Fact]
    public async Task Groups_and_the_life_of_a_market_are_told_and_the_close_is_not()
    {
        await using var stage = await StreamStage.StartAsync();
        await using var client = await SubscribedAsync(stage);
        var group = stage.Engine.Execute(new CreateGroup(new Shard(3), 150)).Group!.Value;
        stage.Engine.Execute(new TriggerGroup(group));
        var ticker = new Ticker(Stage.Celtics);
        stage.Engine.Execute(new SetMarketStatus(ticker, false));
        stage.Engine.Execute(new SetMarketStatus(ticker, true));
        stage.Engine.Execute(new SetCloseTime(ticker, Stage.Start + TimeSpan.FromSeconds(60)));
        stage.Clock.Pass(TimeSpan.FromSeconds(61));
        stage.Engine.Execute(new DetermineMarket(ticker, Price.FromCents(50)));
        stage.Clock.Pass(TimeSpan.FromSeconds(200));
        stage.Engine.Read(view => view.Now);

        var frames = await client.DrainAsync();
        Assert.Equal(
            ["created:1", "triggered:2", "deactivated:1", "activated:2", "close_date_updated:3", "determined:4", "settled:5"],
            frames.Select(frame => frame.GetProperty("msg").GetProperty("event_type").GetString() + ":" + StreamClient.Seq(frame)));
        Assert.Equal("150.00", frames[0].GetProperty("msg").GetProperty("contracts_limit_fp").GetString());
        var determined = frames[5].GetProperty("msg");
        Assert.Equal(("scalar", "0.5000"), (determined.GetProperty("result").GetString(), determined.GetProperty("settlement_value").GetString()));
    }

    [Fact]
    public async Task The_server_pings_with_the_venues_body_and_answers_pings()
    {
        await using var stage = await StreamStage.StartAsync(new PaperExchange.Stream.StreamLimits { PingEvery = TimeSpan.FromMilliseconds(50) });
        using var raw = new System.Net.Sockets.TcpClient(stage.Uri.Host, stage.Uri.Port);
        await using var wire = raw.GetStream();
        await wire.WriteAsync("GET /trade-api/ws/v2 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"u8.ToArray());
        // A ping of ours, masked with zeros, with the body 'hi'.
        await wire.WriteAsync(new byte[] { 0x89, 0x82, 0, 0, 0, 0, (byte)'h', (byte)'i' });
        var text = "";
        var buffer = new byte[4_096];
        while (!text.Contains("\u0089\theartbeat", StringComparison.Ordinal) || !text.Contains("\u008A\u0002hi", StringComparison.Ordinal))
        {
            var read = await wire.ReadAsync(buffer).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
            Assert.True(read > 0, text);
            text += System.Text.Encoding.Latin1.GetString(buffer, 0, read);
        }

        Assert.StartsWith("HTTP/1.1 101", text, StringComparison.Ordinal);
        Assert.Contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FaultKind.OrderBeforeFill, "trade,user_order,fill,market_position")]
    [InlineData(FaultKind.FillWithoutOrder, "trade,fill,market_position")]
    [InlineData(FaultKind.DuplicateFrame, "trade,trade,fill,user_order,market_position")]
    [InlineData(FaultKind.SequenceGap, "fill,user_order,market_position")]
    [InlineData(FaultKind.AckBeforeFill, "trade,market_position")]
    public async Task Private_frames_are_reordered_withheld_or_repeated_by_faults(FaultKind kind, string expected)
    {
        await using var stage = await StreamStage.StartAsync();
        await using var client = await SubscribedAsync(stage);
        stage.Faults.Arm(new FaultSpec(kind) { Count = 1, Delay = TimeSpan.FromMilliseconds(100) });
        stage.Buy(Stage.Celtics, 52, 1, "mine");
        if (kind == FaultKind.AckBeforeFill)
        {
            Assert.Equal(["trade"], (await client.DrainAsync()).Select(StreamClient.Type));
            Assert.Equal("fill", StreamClient.Type(await client.NextAsync()));
            Assert.Equal("user_order", StreamClient.Type(await client.NextAsync()));
            await client.NextAsync("market_position");
        }
        else
        {
            Assert.Equal(expected, string.Join(',', (await client.DrainAsync()).Select(StreamClient.Type)));
        }

        Assert.Equal(1, stage.Faults.Struck(kind));
    }

    [Fact]
    public async Task A_frame_changes_places_with_its_successor()
    {
        await using var stage = await StreamStage.StartAsync();
        await using var client = await SubscribedAsync(stage);
        stage.Faults.Arm(new FaultSpec(FaultKind.ReorderedFrame) { Count = 1, Route = "trade" });
        stage.Buy(Stage.Celtics, 52, 1, "one");
        stage.Buy(Stage.Celtics, 52, 1, "two");
        Assert.Equal([2L, 1L], (await client.DrainAsync()).Where(frame => StreamClient.Type(frame) == "trade").Select(frame => StreamClient.Seq(frame)!.Value));
    }

    [Fact]
    public async Task A_disconnect_cuts_the_connection()
    {
        await using var stage = await StreamStage.StartAsync();
        await using var client = await SubscribedAsync(stage);
        stage.Faults.Arm(new FaultSpec(FaultKind.Disconnect) { Count = 1 });
        stage.Buy(Stage.Celtics, 52, 1, "mine");
        await client.EndedAsync();
        Assert.Equal(1, stage.Faults.Struck(FaultKind.Disconnect));
    }

    private static async Task<StreamClient> SubscribedAsync(StreamStage stage)
    {
        var client = await stage.ConnectAsync();
        await client.SendAsync(All);
        for (var i = 0; i < 6; i++) await client.NextAsync("subscribed");
        return client;
    }
}
