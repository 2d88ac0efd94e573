using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Exchange.Matching;
using KalshiArb.PaperExchange.Engine;

namespace KalshiArb.PaperExchange.Tests;

public sealed class EngineTests
{
    [Fact]
    public void A_trade_is_told_once_with_everything_it_changed()
    {
        using var engine = new ExchangeEngine(Stage.Quiet(), 1, new HandClock(), drives: false);
        engine.Execute(Stage.House(Stage.Celtics, OrderSide.Ask, 40, 10));
        var told = 0;
        engine.Changed += changes =>
        {
            told++;
            Assert.Equal(new Quantity?(Quantity.FromContracts(4)), changes.Fills.Single().Fill.PostPosition);
            Assert.Equal(new ClientOrderId("a"), changes.Fills.Single().ClientId);
            Assert.Equal(OrderSide.Bid, changes.Trades.Single().TakerSide);
            Assert.Equal(Quantity.FromContracts(4), changes.Positions.Single().Position);
            Assert.Equal(Money.FromCents(160), changes.Positions.Single().Cost);
            Assert.Equal(Quantity.FromContracts(-4), changes.Levels.Single().Delta);
            Assert.Equal(VenueOrderStatus.Executed, changes.Orders.Single().Status);
            Assert.Equal(Money.FromCents(160), changes.Orders.Single().TakerCost);
        };

        var reply = engine.Execute(Stage.Order(Stage.Celtics, OrderSide.Bid, 45, 4, "a"));

        Assert.Equal(1, told);
        Assert.Null(reply.Refusal);
        Assert.Equal(Quantity.FromContracts(4), reply.Filled);
        Assert.Equal(Price.FromCents(40), reply.Fills.Single().Price);
        engine.CheckInvariants();
    }

    [Fact]
    public void An_expiry_comes_with_market_time()
    {
        var clock = new HandClock();
        using var engine = new ExchangeEngine(Stage.Quiet(), 10, clock, drives: false);
        var made = engine.Execute(Stage.Order(Stage.Celtics, OrderSide.Bid, 45, 4, "a") with { Expiration = Stage.Start + TimeSpan.FromSeconds(60) });
        clock.Pass(TimeSpan.FromSeconds(5.9));
        Assert.Equal(VenueOrderStatus.Resting, engine.Read(view => view.FindOrder(made.Order!.Value.Order))!.Value.Status);
        clock.Pass(TimeSpan.FromSeconds(0.2));

        var order = engine.Read(view => view.FindOrder(made.Order!.Value.Order))!.Value;

        Assert.Equal(VenueOrderStatus.Canceled, order.Status);
        Assert.Equal(UpdateReason.ExpiryCancel, order.Reason);
        Assert.Equal(Stage.Start + TimeSpan.FromSeconds(60), order.UpdatedAt);
    }

    [Fact]
    public void A_cancel_without_route_goes_to_shard_zero()
    {
        using var engine = new ExchangeEngine(Stage.Quiet(), 1, new HandClock(), drives: false);
        var there = engine.Execute(Stage.Order(Stage.Celtics, OrderSide.Bid, 45, 4)).Order!.Value.Order.ToVenueOrderId();
        var here = engine.Execute(Stage.Order(Stage.Chiefs, OrderSide.Bid, 45, 4)).Order!.Value.Order.ToVenueOrderId();

        Assert.Equal(VenueRefusal.NotFound, engine.Execute(new CancelById(there, null, null)).Refusal);
        Assert.Equal(VenueRefusal.NotFound, engine.Execute(new CancelById(there, null, new Ticker(Stage.Chiefs))).Refusal);
        Assert.Null(engine.Execute(new CancelById(there, null, new Ticker(Stage.Celtics))).Refusal);
        Assert.Null(engine.Execute(new CancelById(here, null, null)).Refusal);
    }

    [Fact]
    public void An_evening_goes_on_after_a_restart_where_it_was()
    {
        using var folder = new Folder();
        var clock = new HandClock();
        string Show(ExchangeView view) =>
            string.Join("\n", view.Orders()) + string.Join("\n", view.Fills()) + string.Join("\n", view.Positions()) + string.Join("\n", view.Groups())
            + view.Cash(new Shard(0)) + view.Available(new Shard(3)) + string.Join("\n", view.Trades.TakeLast(50)) + view.Now
            + string.Join("\n", view.Markets.Select(m => string.Join(",", view.Levels(m.Index, Outcome.Yes)) + view.Memory(m.Index)));
        string before;
        using (var engine = ExchangeEngine.Open(Stage.Slate(folder.Path), clock, drives: false))
        {
            clock.Pass(TimeSpan.FromSeconds(90));
            var group = engine.Execute(new CreateGroup(engine.Read(v => v.Facts(new MarketIndex(0)).Shard), 100)).Group;
            for (var i = 0; i < 12; i++)
            {
                clock.Pass(TimeSpan.FromSeconds(7));
                var market = engine.Read(view => view.Markets[i % 6]);
                engine.Execute(Stage.Order(market.Ticker.Value, i % 2 == 0 ? OrderSide.Bid : OrderSide.Ask, 50, 2, "id" + i) with { Group = i == 0 ? group : null });
            }

            Assert.NotEmpty(engine.Read(view => view.Fills()));
            before = engine.Read(Show);
        }

        using var again = ExchangeEngine.Open(Stage.Slate(folder.Path), clock, drives: false);

        Assert.Equal(before, again.Read(Show));
        Assert.Equal(13, again.Restored);
        Assert.Equal(VenueRefusal.OrderAlreadyExists, again.Execute(Stage.Order(again.Read(v => v.Markets[0]).Ticker.Value, OrderSide.Bid, 1, 1, "id3")).Refusal);
        again.CheckInvariants();
    }

    [Fact]
    public void A_torn_last_line_is_cut_off_and_a_state_of_another_seed_refused()
    {
        using var folder = new Folder();
        using (var engine = ExchangeEngine.Open(Stage.Slate(folder.Path), new HandClock(), drives: false))
            engine.Execute(new CreateGroup(new Shard(3), 100));
        File.AppendAllText(Path.Combine(folder.Path, "venue", "orders.jsonl"), "{\"kind\":\"cre");
        using (var engine = ExchangeEngine.Open(Stage.Slate(folder.Path), new HandClock(), drives: false))
        {
            Assert.Equal(1, engine.Restored);
            engine.Execute(new CreateGroup(new Shard(3), 50));
            Assert.Throws<IOException>(() => ExchangeEngine.Open(Stage.Slate(folder.Path), new HandClock(), drives: false));
        }

        using (var engine = ExchangeEngine.Open(Stage.Slate(folder.Path), new HandClock(), drives: false)) Assert.Equal(2, engine.Restored);
        Assert.Throws<InvalidDataException>(() => ExchangeEngine.Open(Stage.Slate(folder.Path, seed: 8), new HandClock(), drives: false));
    }

    [Fact]
    public void The_thread_lets_things_happen_by_itself()
    {
        using var engine = ExchangeEngine.Open(Stage.Slate(null, speed: 50), TimeProvider.System);
        using var seen = new ManualResetEventSlim();
        engine.Changed += changes =>
        {
            if (changes.Feeds.Any(input => input is ScoreReported) || changes.Levels.Count > 0) seen.Set();
        };

        Assert.True(seen.Wait(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void The_slate_is_the_same_with_raw_steps()
    {
        var plain = new Exchange.Slate.SlateWorld(Exchange.Slate.SlateSettings.Default(3));
        var raw = new Exchange.Slate.SlateWorld(Exchange.Slate.SlateSettings.Default(3));
        var sink = new List<Input>();
        for (var i = 0; i < 3_000; i++)
        {
            plain.Step(sink);
            raw.StepRaw(sink);
            raw.Venue.Outputs.Clear();
            sink.Clear();
        }

        Assert.Equal(plain.Venue.StateHash(), raw.Venue.StateHash());
    }
}
