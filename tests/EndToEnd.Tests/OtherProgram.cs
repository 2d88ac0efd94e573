using System.Text.RegularExpressions;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Kalshi.Rest;
using KalshiArb.Kalshi.Signing;

namespace KalshiArb.EndToEnd.Tests;

/// <summary>Another program on the account of a run over the wire: it does what ours never does.</summary>
internal sealed partial class OtherProgram : IDisposable
{
    private readonly ApiKey _key;
    private readonly KalshiRestClient _client;
    private readonly HttpClient _operator = new();
    private readonly Uri _control;

    private OtherProgram(ApiKey key, Uri address)
    {
        _key = key;
        _control = new Uri(address, "/paper/control");
        _client = new KalshiRestClient(new KalshiRestOptions
        {
            BaseUri = address, Signer = new RequestSigner(key, () => Instant.From(DateTimeOffset.UtcNow)), Clock = () => Instant.From(DateTimeOffset.UtcNow), Subaccount = 0,
        });
    }

    /// <summary>Joins the account of a run that is ready.</summary>
    public static OtherProgram Join(string state, string output)
    {
        var keys = Path.Combine(state, "venue", "keys");
        var key = (KeyReading.Loaded)KeyReader.FromFile(File.ReadAllText(Path.Combine(keys, "kalshi-key-id")).Trim(), Path.Combine(keys, KeyPairs.PrivateFile));
        return new OtherProgram(key.Key, new Uri($"http://127.0.0.1:{Port().Match(output).Groups[1].Value}/trade-api/v2"));
    }

    /// <summary>Does what provokes a fault of that name, once.</summary>
    public async Task ProvokeAsync(string fault)
    {
        var market = await MarketAsync();
        switch (fault)
        {
            case "cancel_all_lingers":
                Assert.IsType<WriteOutcome<NoContent>.Accepted>(await _client.CancelAllAsync());
                break;
            case "reduce_only_refused":
                var refused = Assert.IsType<WriteOutcome<CreateAck>.Rejected>(await SendAsync(market, "other-1", reduceOnly: true, null));
                Assert.Equal(400, refused.Error.HttpStatus);
                break;
            case "past_expiry_immediate":
                var immediate = Assert.IsType<WriteOutcome<CreateAck>.Accepted>(await SendAsync(market, "other-1", reduceOnly: false, Instant.FromUnixSeconds(1_700_000_000)));
                Assert.Equal(Quantity.Zero, immediate.Value.Remaining);
                break;
            case "ids_free_once_closed":
                for (var i = 0; i < 2; i++)
                {
                    var made = Assert.IsType<WriteOutcome<CreateAck>.Accepted>(await SendAsync(market, "other-1", reduceOnly: false, null));
                    Assert.IsType<WriteOutcome<CancelAck>.Accepted>(await _client.CancelOrderAsync(made.Value.VenueOrder, market.Ticker, market.Shard!.Value));
                }

                break;
            default:
                throw new ArgumentException($"nothing provokes {fault}", nameof(fault));
        }
    }

    /// <summary>What the venue's operator does by hand.</summary>
    public async Task ControlAsync(string json)
    {
        using var body = new StringContent(json);
        using var answer = await _operator.PostAsync(_control, body);
        Assert.True(answer.IsSuccessStatusCode, $"{json}: {await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>Waits until an order of the account rests on a market.</summary>
    public Task<ListedOrder> UntilRestingAsync(string ticker) => Until.SomeAsync(async () =>
    {
        await Task.Delay(50);
        var answer = await _client.ListAllOrdersAsync(new OrderFilter(new Ticker(ticker), VenueOrderStatus.Resting));
        return answer is ReadOutcome<System.Collections.Immutable.ImmutableArray<ListedOrder>>.Ok { Value: [var first, ..] } ? first : null;
    });

    public void Dispose()
    {
        _operator.Dispose();
        _client.Dispose();
        _key.Dispose();
    }

    /// <summary>A market whose best bid lies well above a cent: a bid there never trades.</summary>
    private async Task<MarketInfo> MarketAsync()
    {
        var page = Assert.IsType<ReadOutcome<Page<MarketInfo>>.Ok>(await _client.GetAllMarketsAsync(new MarketFilter(Status: "open")));
        return page.Value.Items.First(market => market.Bid is { } bid && bid.Price > Price.FromCents(20));
    }

    private Task<WriteOutcome<CreateAck>> SendAsync(MarketInfo market, string id, bool reduceOnly, Instant? expiration) => _client.CreateOrderAsync(
        new OrderTicket(
            new ClientOrderId(id), market.Ticker, OrderSide.Bid, Price.FromCents(1), Quantity.FromContracts(1), TimeInForce.GoodTillCanceled, OrderRole.Entry,
            PostOnly: false, reduceOnly, expiration, SelfTradePrevention.TakerAtCross, CancelOnPause: false, null, market.Shard!.Value),
        null);

    [GeneratedRegex(@"over the wire at 127\.0\.0\.1:(\d+)")]
    private static partial Regex Port();
}
