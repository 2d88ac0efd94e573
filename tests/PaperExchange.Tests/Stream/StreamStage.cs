using KalshiArb.Domain.Orders;
using KalshiArb.Exchange.Matching;
using KalshiArb.PaperExchange.Engine;
using KalshiArb.PaperExchange.Faults;
using KalshiArb.PaperExchange.Stream;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace KalshiArb.PaperExchange.Tests.Stream;

/// <summary>A quiet venue behind a stream on a real socket; time is moved by hand.</summary>
internal sealed class StreamStage : IAsyncDisposable
{
    public const string User = "00000000-0000-4000-b000-000000000001";
    private readonly WebApplication _app;

    private StreamStage(WebApplication app, StreamHub hub, FaultBoard faults, ExchangeEngine? engine, HandClock clock)
    {
        _app = app;
        Hub = hub;
        Faults = faults;
        Engine = engine!;
        Clock = clock;
        Uri = new Uri(app.Urls.First().Replace("http", "ws", StringComparison.Ordinal) + "/trade-api/ws/v2");
    }

    public StreamHub Hub { get; }

    public FaultBoard Faults { get; }

    public ExchangeEngine Engine { get; }

    public HandClock Clock { get; }

    public Uri Uri { get; }

    public static Task<StreamStage> StartAsync(StreamLimits? limits = null, bool authenticated = true)
    {
        var clock = new HandClock();
        var engine = new ExchangeEngine(Stage.Quiet(), 1, clock, drives: false);
        var faults = new FaultBoard(7, () => engine.Now);
        return StartAsync(new StreamHub(engine, User, faults, limits ?? new StreamLimits()), faults, engine, clock, authenticated);
    }

    public static Task<StreamStage> StartAsync(IStreamWorld world)
    {
        var faults = new FaultBoard(7, () => Stage.Start);
        return StartAsync(new StreamHub(world, faults, new StreamLimits()), faults, null, new HandClock(), true);
    }

    public Task<StreamClient> ConnectAsync(bool reads = true, bool deflate = false) => StreamClient.ConnectAsync(Uri, reads, deflate);

    public OrderState Place(SubmitOrder order)
    {
        var reply = Engine.Execute(order);
        Assert.Null(reply.Refusal);
        return reply.Order!.Value;
    }

    public ExchangeReply Cancel(OrderState order) =>
        Engine.Execute(new CancelById(order.Order.ToVenueOrderId(), null, Engine.Read(view => view.Market(order.Market).Ticker)));

    /// <summary>A trade of one contract between the house and us at a price; we take.</summary>
    public OrderState Buy(string ticker, int cents, long contracts, string id)
    {
        Engine.Execute(Stage.House(ticker, OrderSide.Ask, cents, contracts));
        return Place(Stage.Order(ticker, OrderSide.Bid, cents, contracts, id));
    }

    public async ValueTask DisposeAsync()
    {
        Hub.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Engine?.Dispose();
    }

    private static async Task<StreamStage> StartAsync(StreamHub hub, FaultBoard faults, ExchangeEngine? engine, HandClock clock, bool authenticated)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(context => context.Request.Path == "/trade-api/ws/v2" ? hub.AcceptAsync(context, authenticated) : Task.CompletedTask);
        await app.StartAsync();
        return new StreamStage(app, hub, faults, engine, clock);
    }
}
