using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Kalshi.Rest;
using Xunit.Abstractions;

namespace KalshiArb.EndToEnd.Tests;

/// <summary>
/// A kill with a thousand resting orders in a thousand markets, in real time at the limits of a Basic account. The orders are made by
/// a client of the account: the program's own live 10 s, a Basic account makes ten a second on a shard, so it never has a thousand.
/// Takes minutes; KALSHIARB_BIG=1 runs it.
/// </summary>
public sealed class BigKillTests(ITestOutputHelper output)
{
    private const int Orders = 1_000;
    // What a Basic account's bucket holds: ten creates at once.
    private const int Batch = 10;

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_thousand_resting_orders_are_cancelled_and_proved_gone_with_cancel_all_and_without_it(bool cancelAllFails)
    {
        Skip.IfNot(Environment.GetEnvironmentVariable("KALSHIARB_BIG") == "1", "takes minutes: KALSHIARB_BIG=1 runs it");
        using var folder = new StateFolder();
        await using var venue = await VenueProcess.StartAsync(folder, "--markets", "1000", "--tier", "basic");
        using var account = venue.Join();
        await PlaceAsync(account);
        Assert.Equal(Orders, (await account.RestingAsync()).Length);
        if (cancelAllFails) await venue.FaultAsync("""{"kind":"error_before_accept","route":"DELETE /portfolio/events/orders$"}""");
        await using var run = Kalshiarb.Start(["run", "--wire", "--state", folder.State, .. venue.Options("paper")]);
        await run.UntilAsync(" READY ");

        var kill = (await Kalshiarb.RunAsync("kill", "--state", folder.State)).With(0);

        output.WriteLine($"cancel-all {(cancelAllFails ? "failing for ever" : "working")}");
        foreach (var line in (string[])["  begun ", "  open ", "  groups ", "  requests "]) output.WriteLine(kill.Line(line));
        Assert.Contains("KILLED, VERIFIED", kill.Output, StringComparison.Ordinal);
        Assert.Equal(cancelAllFails, kill.Output.Contains("cancel-all never confirmed (", StringComparison.Ordinal));
        Assert.Empty(await account.RestingAsync());
        // Where the service answered too late, the command killed as well: then each tells what it found.
        output.WriteLine(kill.Error.Length > 0 ? kill.Error : "by the service");
    }

    private static async Task PlaceAsync(VenueClient account)
    {
        var page = Assert.IsType<ReadOutcome<Page<MarketInfo>>.Ok>(await account.Rest.GetAllMarketsAsync(new MarketFilter(Status: "open"))).Value;
        Assert.Equal(Orders, page.Items.Length);
        var tickets = page.Items.Select((market, i) => new OrderTicket(
            new ClientOrderId($"other-{i}"), market.Ticker, OrderSide.Bid, Price.FromCents(1), Quantity.FromContracts(1), TimeInForce.GoodTillCanceled, OrderRole.Entry,
            PostOnly: true, ReduceOnly: false, null, SelfTradePrevention.TakerAtCross, CancelOnPause: false, null, market.Shard!.Value));
        foreach (var batch in tickets.Chunk(Batch))
        {
            await Until.SomeAsync(async () =>
            {
                var outcome = await account.Rest.CreateBatchAsync([.. batch], null);
                if (outcome is WriteOutcome<BatchCreateAck>.Rejected { Error.IsTooManyRequests: true })
                {
                    await Task.Delay(100);
                    return null;
                }

                Assert.All(Assert.IsType<WriteOutcome<BatchCreateAck>.Accepted>(outcome).Value.Items, item => Assert.NotNull(item?.Ack));
                return "placed";
            });
        }
    }
}
