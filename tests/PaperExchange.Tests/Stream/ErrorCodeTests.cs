using KalshiArb.Domain.Orders;
using KalshiArb.PaperExchange.Faults;
using KalshiArb.PaperExchange.Stream;

namespace KalshiArb.PaperExchange.Tests.Stream;

public sealed class ErrorCodeTests
{
    private const string Subscribe = """{"id":1,"cmd":"subscribe","params":{"channels":["orderbook_delta","communications","cfbenchmarks_value"],"market_ticker":"KXNBAGAME-26OCT17BOSNYK-BOS"}}""";

    public static TheoryData<int, string> Refused => new()
    {
        { 1, "nonsense" },
        { 1, "[]" },
        { 1, """{"id":"x","cmd":"list_subscriptions"}""" },
        { 2, """{"id":1,"cmd":"subscribe"}""" },
        { 3, """{"id":1,"cmd":"subscribe","params":{}}""" },
        { 3, """{"id":1,"cmd":"subscribe","params":{"channels":[]}}""" },
        { 4, """{"id":1,"cmd":"unsubscribe","params":{}}""" },
        { 5, """{"id":1,"cmd":"dance","params":{}}""" },
        { 5, """{"id":1}""" },
        { 7, """{"id":1,"cmd":"unsubscribe","params":{"sids":[99]}}""" },
        { 7, """{"id":1,"cmd":"update_subscription","params":{"sid":99,"action":"add_markets","market_ticker":"A"}}""" },
        { 8, """{"id":1,"cmd":"subscribe","params":{"channels":["gossip"]}}""" },
        { 11, """{"id":1,"cmd":"subscribe","params":{"channels":["trade"],"market_tickers":"A"}}""" },
        { 11, """{"id":1,"cmd":"subscribe","params":{"channels":["trade"],"market_ticker":"A","market_tickers":["B"]}}""" },
        { 11, """{"id":1,"cmd":"subscribe","params":{"channels":["trade"],"market_id":"f5ed38e2-0991-4c8f-817e-08c4fd9cbfdb"}}""" },
        { 11, """{"id":1,"cmd":"subscribe","params":{"channels":["trade"],"use_yes_price":1}}""" },
        { 12, """{"id":1,"cmd":"update_subscription","params":{"action":"add_markets","market_ticker":"A"}}""" },
        { 12, """{"id":1,"cmd":"update_subscription","params":{"sids":[1,2],"action":"add_markets","market_ticker":"A"}}""" },
        { 12, """{"id":1,"cmd":"update_subscription","params":{"sid":1,"sids":[1],"action":"add_markets","market_ticker":"A"}}""" },
        { 13, """{"id":1,"cmd":"update_subscription","params":{"sid":1,"action":"shrink","market_ticker":"A"}}""" },
        { 13, """{"id":1,"cmd":"update_subscription","params":{"sid":2,"action":"add_markets","market_ticker":"A"}}""" },
        { 14, """{"id":1,"cmd":"subscribe","params":{"channels":["orderbook_delta"]}}""" },
        { 14, """{"id":1,"cmd":"update_subscription","params":{"sid":1,"action":"add_markets"}}""" },
        { 15, """{"id":1,"cmd":"update_subscription","params":{"sid":1,"market_ticker":"A"}}""" },
        { 19, """{"id":1,"cmd":"subscribe","params":{"channels":["communications"],"shard_factor":0,"shard_key":0}}""" },
        { 20, """{"id":1,"cmd":"subscribe","params":{"channels":["communications"],"shard_key":0}}""" },
        { 21, """{"id":1,"cmd":"subscribe","params":{"channels":["communications"],"shard_factor":4,"shard_key":4}}""" },
        { 22, """{"id":1,"cmd":"subscribe","params":{"channels":["communications"],"shard_factor":101,"shard_key":4}}""" },
        { 24, """{"id":1,"cmd":"update_subscription","params":{"sid":3,"action":"subscribe_indices"}}""" },
        { 28, """{"id":1,"cmd":"subscribe","params":{"channels":["pyth_value"]}}""" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_wrong_command_is_answered_with_its_code_and_changes_nothing(int code, string command)
    {
        await using var stage = await StreamStage.StartAsync();
        await using var client = await stage.ConnectAsync();
        await client.SendAsync(Subscribe);
        Assert.Equal(code, await client.ErrorAsync(command));
        Assert.Empty(await client.DrainAsync());
        await client.SendAsync("""{"id":2,"cmd":"list_subscriptions"}""");
        Assert.Equal(3, (await client.NextAsync("ok")).GetProperty("msg").GetArrayLength());
    }

    [Fact]
    public async Task A_private_channel_needs_authentication()
    {
        await using var stage = await StreamStage.StartAsync(authenticated: false);
        await using var client = await stage.ConnectAsync();
        Assert.Equal(9, await client.ErrorAsync("""{"id":1,"cmd":"subscribe","params":{"channels":["fill"]}}"""));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_cannot_be_processed()
    {
        await using var stage = await StreamStage.StartAsync();
        await using var client = await stage.ConnectAsync();
        await client.SendBinaryAsync([1, 2, 3]);
        Assert.Equal(1, (await client.NextAsync("error")).GetProperty("msg").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Too_many_markets_and_too_many_commands_are_refused()
    {
        await using var stage = await StreamStage.StartAsync(new StreamLimits { MarketsPerSubscription = 2, CommandsPerSecond = 3 });
        await using var client = await stage.ConnectAsync();
        Assert.Equal(26, await client.ErrorAsync("""{"id":1,"cmd":"subscribe","params":{"channels":["trade"],"market_tickers":["A","B","C"]}}"""));
        for (var i = 0; i < 3; i++) await client.SendAsync("""{"id":2,"cmd":"list_subscriptions"}""");
        Assert.Equal(27, (await client.NextAsync("error")).GetProperty("msg").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task A_command_that_times_out_and_a_channel_that_fails()
    {
        await using var stage = await StreamStage.StartAsync();
        await using var client = await stage.ConnectAsync();
        stage.Faults.Arm(new FaultSpec(FaultKind.CommandTimeout) { Count = 1 });
        Assert.Equal(18, await client.ErrorAsync(Subscribe));
        await client.SendAsync(Subscribe);
        await client.NextAsync("orderbook_snapshot");
        stage.Faults.Arm(new FaultSpec(FaultKind.ChannelError) { Count = 1 });
        stage.Engine.Execute(Stage.House(Stage.Celtics, OrderSide.Bid, 47, 3));
        var error = await client.NextAsync("error");
        Assert.Equal((10, 1L), (error.GetProperty("msg").GetProperty("code").GetInt32(), error.GetProperty("sid").GetInt64()));
        Assert.Equal(7, await client.ErrorAsync("""{"id":1,"cmd":"unsubscribe","params":{"sids":[1]}}"""));
    }

    [Fact]
    public async Task A_slow_client_loses_the_subscription_with_code_25_and_keeps_the_connection()
    {
        await using var stage = await StreamStage.StartAsync(new StreamLimits { FramesPerSubscription = 50 });
        await using var client = await stage.ConnectAsync(reads: false);
        await client.SendAsync($$$"""{"id":1,"cmd":"subscribe","params":{"channels":["orderbook_delta"],"market_ticker":"{{{Stage.Celtics}}}"}}""");
        var order = 0;
        // Nobody reads: the socket's buffers fill up, then the subscription's.
        for (; stage.Hub.Overflows == 0 && order < 200_000; order++)
        {
            stage.Engine.Execute(Stage.House(Stage.Celtics, OrderSide.Bid, 47, 1));
        }

        Assert.Equal(1, stage.Hub.Overflows);
        client.StartReading();
        var error = await client.NextAsync("error");
        Assert.Equal((25, "Subscription buffer overflow"), (error.GetProperty("msg").GetProperty("code").GetInt32(), error.GetProperty("msg").GetProperty("msg").GetString()));
        Assert.Empty(await client.DrainAsync());
        await client.SendAsync($$$"""{"id":3,"cmd":"subscribe","params":{"channels":["orderbook_delta"],"market_ticker":"{{{Stage.Celtics}}}"}}""");
        var snapshot = await client.NextAsync("orderbook_snapshot");
        Assert.Equal((2L, 1L), (snapshot.GetProperty("sid").GetInt64(), snapshot.GetProperty("seq").GetInt64()));
    }
}
