using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Kalshi.Tests.Rest;

public class ReadOnlyTests
{
    private const string Why = "dry run";
    private static readonly Shard _shard = new(3);
    private static readonly OrderGroupId _group = new("g-1");
    private static readonly VenueOrderId _order = new("97ec");

    [Fact]
    public async Task No_write_of_a_client_that_may_not_write_reaches_a_server()
    {
        using var venue = new FakeVenue(200, """{"as_of_time":"2026-10-20T23:00:00Z"}""");
        using var client = new KalshiRestClient(venue.Options with { WritesRefused = Why });
        var ticker = WriteOutcomeTests.Ticket.Ticker;

        NotSent(await client.CreateOrderAsync(WriteOutcomeTests.Ticket, () => Assert.Fail("written")));
        NotSent(await client.CreateOrderAsync(WriteOutcomeTests.Ticket, () => null, () => Assert.Fail("written")));
        NotSent(await client.CreateBatchAsync([WriteOutcomeTests.Ticket], () => Assert.Fail("written")));
        NotSent(await client.AmendAsync(_order, new AmendTerms(ticker, _shard, OrderSide.Bid, Price.FromCents(40), Quantity.FromContracts(1)), OrderRole.Exit));
        NotSent(await client.CancelOrderAsync(_order, ticker, _shard));
        NotSent(await client.CancelAllAsync());
        NotSent(await client.CancelBatchAsync([new CancelTarget(_order, ticker, _shard)]));
        NotSent(await client.DecreaseAsync(_order, ticker, _shard, Quantity.FromContracts(1)));
        NotSent(await client.CreateOrderGroupAsync(10, _shard));
        NotSent(await client.TriggerOrderGroupAsync(_group, _shard));
        NotSent(await client.ResetOrderGroupAsync(_group, _shard));
        NotSent(await client.SetOrderGroupLimitAsync(_group, _shard, 10));
        NotSent(await client.DeleteOrderGroupAsync(_group, _shard));
        await client.GetUserDataTimestampAsync();

        Assert.All(venue.Seen, request => Assert.Equal("GET", request.Method));
        Assert.NotEmpty(venue.Seen);
    }

    /// <summary>A write added later must be added above.</summary>
    [Fact]
    public void The_test_above_knows_every_write() =>
        Assert.Equal(13, typeof(KalshiRestClient).GetMethods().Count(method =>
            method.ReturnType is { IsGenericType: true } task && task.GetGenericArguments()[0] is { IsGenericType: true } outcome && outcome.GetGenericTypeDefinition() == typeof(WriteOutcome<>)));

    private static void NotSent<T>(WriteOutcome<T> outcome) => Assert.Equal(Why, Assert.IsType<WriteOutcome<T>.NotSent>(outcome).Reason);
}
