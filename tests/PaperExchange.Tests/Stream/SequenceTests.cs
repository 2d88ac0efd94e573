using System.Text.Json;
using KalshiArb.Domain.Orders;

namespace KalshiArb.PaperExchange.Tests.Stream;

public sealed class SequenceTests
{
    [Fact]
    public async Task Every_channel_of_a_subscribe_gets_its_own_sid_and_books_come_at_once()
    {
        await using var stage = await StreamStage.StartAsync();
        stage.Engine.Execute(Stage.House(Stage.Celtics, OrderSide.Bid, 47, 3));
        await using var client = await stage.ConnectAsync();
        await client.SendAsync($$$"""{"id":1,"cmd":"subscribe","params":{"channels":["orderbook_delta","trade"],"market_tickers":["{{{Stage.Celtics}}}"]}}""");

        Assert.Equal("""{"type":"subscribed","id":1,"msg":{"channel":"orderbook_delta","sid":1}}""", Text(await client.NextAsync()));
        var snapshot = await client.NextAsync();
        Assert.Equal(("orderbook_snapshot", 1L), (StreamClient.Type(snapshot), snapshot.GetProperty("seq").GetInt64()));
        Assert.Equal("""[["0.4700","3.00"]]""", snapshot.GetProperty("msg").GetProperty("yes_dollars_fp").GetRawText());
        Assert.False(snapshot.GetProperty("msg").TryGetProperty("no_dollars_fp", out _));
        Assert.Equal("""{"type":"subscribed","id":1,"msg":{"channel":"trade","sid":2}}""", Text(await client.NextAsync()));
        Assert.Equal(0, client.WithoutNewline);
    }

    [Fact]
    public async Task Numbers_of_a_subscription_run_over_snapshots_deltas_and_acknowledgements()
    {
        await using var stage = await StreamStage.StartAsync();
        await using var client = await stage.ConnectAsync();
        await client.SendAsync($$$"""{"id":1,"cmd":"subscribe","params":{"channels":["orderbook_delta"],"market_ticker":"{{{Stage.Celtics}}}"}}""");
        await client.NextAsync("orderbook_snapshot");
        stage.Engine.Execute(Stage.House(Stage.Celtics, OrderSide.Bid, 47, 3));
        await client.SendAsync($$$"""{"id":2,"cmd":"update_subscription","params":{"sid":1,"action":"add_markets","market_tickers":["{{{Stage.Knicks}}}"]}}""");
        await client.SendAsync($$$"""{"id":3,"cmd":"update_subscription","params":{"sids":[1],"action":"get_snapshot","market_tickers":["{{{Stage.Celtics}}}"]}}""");
        await client.SendAsync($$$"""{"id":4,"cmd":"update_subscription","params":{"sid":1,"action":"delete_markets","market_ticker":"{{{Stage.Celtics}}}"}}""");
        await client.SendAsync("""{"id":5,"cmd":"unsubscribe","params":{"sids":[1]}}""");

        var frames = await client.DrainAsync();
        Assert.Equal(
            [("orderbook_delta", 2L), ("ok", 3L), ("orderbook_snapshot", 4L), ("orderbook_snapshot", 5L), ("ok", 6L), ("unsubscribed", 7L)],
            frames.Select(frame => (StreamClient.Type(frame), StreamClient.Seq(frame)!.Value)));
        Assert.Equal($$$"""{"type":"ok","id":2,"sid":1,"seq":3,"msg":{"market_tickers":["{{{Stage.Celtics}}}","{{{Stage.Knicks}}}"]}}""", Text(frames[1]));
        Assert.False(frames[2].TryGetProperty("id", out _));
        Assert.Equal(3, frames[3].GetProperty("id").GetInt64());
        Assert.Equal("""{"type":"unsubscribed","id":5,"sid":1,"seq":7}""", Text(frames[5]));
        stage.Engine.Execute(Stage.House(Stage.Knicks, OrderSide.Bid, 47, 3));
        Assert.Empty(await client.DrainAsync());
    }

    [Fact]
    public async Task Acknowledgements_without_tickers_and_a_list_of_subscriptions()
    {
        await using var stage = await StreamStage.StartAsync();
        await using var client = await stage.ConnectAsync();
        await client.SendAsync($$$"""{"id":1,"cmd":"subscribe","params":{"channels":["orderbook_delta","fill"],"market_ticker":"{{{Stage.Celtics}}}","skip_ticker_ack":true}}""");
        await client.SendAsync($$$"""{"id":2,"cmd":"update_subscription","params":{"sid":2,"action":"add_markets","market_ticker":"{{{Stage.Knicks}}}"}}""");
        Assert.Equal("""{"type":"ok","id":2,"sid":2,"seq":1}""", Text(await client.NextAsync("ok")));
        await client.SendAsync("""{"id":0,"cmd":"list_subscriptions"}""");
        Assert.Equal("""{"type":"ok","msg":[{"channel":"orderbook_delta","sid":1},{"channel":"fill","sid":2}]}""", Text(await client.NextAsync("ok")));
    }

    [Fact]
    public async Task No_levels_are_in_no_prices_unless_yes_prices_are_asked_for()
    {
        await using var stage = await StreamStage.StartAsync();
        stage.Engine.Execute(Stage.House(Stage.Celtics, OrderSide.Ask, 52, 2));
        await using var client = await stage.ConnectAsync();
        await client.SendAsync($$$"""{"id":1,"cmd":"subscribe","params":{"channels":["orderbook_delta"],"market_ticker":"{{{Stage.Celtics}}}"}}""");
        await client.SendAsync($$$"""{"id":2,"cmd":"subscribe","params":{"channels":["orderbook_delta"],"market_ticker":"{{{Stage.Celtics}}}","use_yes_price":true}}""");
        var own = await client.NextAsync("orderbook_snapshot");
        var yes = await client.NextAsync("orderbook_snapshot");
        Assert.Equal("""[["0.4800","2.00"]]""", own.GetProperty("msg").GetProperty("no_dollars_fp").GetRawText());
        Assert.Equal("""[["0.5200","2.00"]]""", yes.GetProperty("msg").GetProperty("no_dollars_fp").GetRawText());

        stage.Engine.Execute(Stage.House(Stage.Celtics, OrderSide.Ask, 53, 1));
        Assert.Equal("0.4700", (await client.NextAsync("orderbook_delta")).GetProperty("msg").GetProperty("price_dollars").GetString());
        Assert.Equal("0.5300", (await client.NextAsync("orderbook_delta")).GetProperty("msg").GetProperty("price_dollars").GetString());
    }

    [Fact]
    public async Task An_unknown_ticker_has_a_snapshot_with_an_empty_market_id()
    {
        await using var stage = await StreamStage.StartAsync();
        await using var client = await stage.ConnectAsync();
        await client.SendAsync("""{"id":1,"cmd":"subscribe","params":{"channels":["orderbook_delta"],"market_ticker":"KXNOPE-1"}}""");
        Assert.Equal("""{"market_ticker":"KXNOPE-1","market_id":""}""", (await client.NextAsync("orderbook_snapshot")).GetProperty("msg").GetRawText());
    }

    [Fact]
    public async Task Deltas_say_whose_order_caused_them_when_it_was_ours()
    {
        await using var stage = await StreamStage.StartAsync();
        await using var client = await stage.ConnectAsync();
        await client.SendAsync($$$"""{"id":1,"cmd":"subscribe","params":{"channels":["orderbook_delta"],"market_ticker":"{{{Stage.Celtics}}}"}}""");
        await client.NextAsync("orderbook_snapshot");
        var order = stage.Place(Stage.Order(Stage.Celtics, OrderSide.Bid, 40, 5, "mine"));
        stage.Engine.Execute(Stage.House(Stage.Celtics, OrderSide.Bid, 30, 1));
        stage.Engine.Execute(Stage.House(Stage.Celtics, OrderSide.Ask, 40, 2));
        stage.Buy(Stage.Celtics, 45, 1, "takes");
        stage.Cancel(order);

        var deltas = (await client.DrainAsync()).Where(frame => StreamClient.Type(frame) == "orderbook_delta").Select(frame => frame.GetProperty("msg")).ToList();
        Assert.Equal(
            [("5.00", "mine"), ("1.00", null), ("-2.00", null), ("1.00", null), ("-1.00", "takes"), ("-3.00", "mine")],
            deltas.Select(msg => (msg.GetProperty("delta_fp").GetString()!, msg.TryGetProperty("client_order_id", out var id) ? id.GetString() : null)));
        Assert.Equal(Stage.Start.UnixMillis, deltas[0].GetProperty("ts_ms").GetInt64());
        Assert.Equal("2026-10-17T23:00:00Z", deltas[0].GetProperty("ts").GetString());
    }

    [Fact]
    public async Task A_compressed_connection_says_the_same()
    {
        await using var stage = await StreamStage.StartAsync();
        await using var client = await stage.ConnectAsync(deflate: true);
        await client.SendAsync($$$"""{"id":1,"cmd":"subscribe","params":{"channels":["ticker"],"market_ticker":"{{{Stage.Celtics}}}","send_initial_snapshot":true}}""");
        var row = (await client.NextAsync("ticker")).GetProperty("msg");
        Assert.Equal(("0", "1", "0.00"), (row.GetProperty("yes_bid_dollars").GetString(), row.GetProperty("yes_ask_dollars").GetString(), row.GetProperty("volume_fp").GetString()));
        stage.Engine.Execute(Stage.House(Stage.Celtics, OrderSide.Bid, 47, 3));
        row = (await client.NextAsync("ticker")).GetProperty("msg");
        Assert.Equal(("0.4700", "3.00"), (row.GetProperty("yes_bid_dollars").GetString(), row.GetProperty("yes_bid_size_fp").GetString()));
        await client.CloseAsync();
    }

    private static string Text(JsonElement frame) => frame.GetRawText().TrimEnd();
}
