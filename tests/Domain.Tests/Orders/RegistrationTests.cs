using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Domain.Tests.Orders;

public sealed class RegistrationTests
{
    [Fact]
    public void A_registered_order_is_intended_and_its_create_waits_for_the_intent()
    {
        var scene = new OrderScene();
        var id = scene.Register();

        Assert.Equal(OrderPhase.Intended, scene[id]!.Phase);
        Assert.IsType<OrderIntended>(Assert.Single(scene.Facts));
        Assert.Equal(TimeSpan.FromMilliseconds(250), Assert.IsType<CreateOrder>(Assert.Single(scene.Effects)).MaxAge);
        Assert.Equal("k1-1-e-1", id.Value);
    }

    [Fact]
    public void A_second_entry_of_a_ticker_is_refused_until_the_first_has_left_and_an_exit_is_another_matter()
    {
        var scene = new OrderScene();
        var entry = scene.Register();
        Assert.Equal(RegistrationRefusal.RoleTaken, scene.TryRegister(scene.Ticket()));
        scene.Register(scene.Ticket(OrderRole.Exit, side: OrderSide.Ask));
        Assert.Equal(RegistrationRefusal.RoleTaken, scene.TryRegister(scene.Ticket(OrderRole.Exit, side: OrderSide.Ask)));
        scene.Register(scene.Ticket(market: new Ticker("OTHER")));

        scene.Give(new OrderRejected(entry, "insufficient_balance", null));
        scene.Register();
    }

    [Fact]
    public void A_client_order_id_is_never_taken_twice_not_even_after_its_order_has_left()
    {
        var scene = new OrderScene();
        var ticket = scene.Ticket();
        scene.Register(ticket);
        Assert.Equal(RegistrationRefusal.DuplicateId, scene.TryRegister(ticket));
        scene.Give(new OrderRejected(ticket.Id, "invalid_price", null));
        Assert.Equal(RegistrationRefusal.DuplicateId, scene.TryRegister(ticket));
        Assert.Single(scene.Effects.OfType<CreateOrder>());
    }

    [Fact]
    public void An_entry_waits_while_an_exit_of_its_ticker_is_in_doubt()
    {
        var scene = new OrderScene();
        var exit = scene.Register(scene.Ticket(OrderRole.Exit, side: OrderSide.Ask));
        scene.Give(new OrderOutcomeUnknown(exit, "time-out"));

        Assert.True(scene.State.IsInDoubt(OrderScene.Market));
        Assert.Equal(RegistrationRefusal.TickerInDoubt, scene.TryRegister(scene.Ticket()));
        scene.Register(scene.Ticket(market: new Ticker("OTHER")));
    }

    [Fact]
    public void An_owed_fill_keeps_the_place_of_its_order()
    {
        var scene = new OrderScene();
        var ticket = scene.Ticket(immediate: true);
        scene.Register(ticket);
        scene.Give(new OrderAccepted(ticket.Id, new VenueOrderId("v"), OrderScene.Q(400), Quantity.Zero));
        Assert.Equal(RegistrationRefusal.RoleTaken, scene.TryRegister(scene.Ticket()));

        scene.Give(OrderScene.Fill("f", "v", ticket, 400));
        scene.Register();
    }

    [Fact]
    public void The_six_hundredth_ticker_is_held_to_one_entry_like_the_first()
    {
        var scene = new OrderScene();
        for (var i = 1; i <= 600; i++) scene.Apply(new OrderIntended(scene.Ticket(market: new Ticker($"M{i}")), new StrategyId("s"), Money.Zero, scene.Now));

        Assert.Equal(RegistrationRefusal.RoleTaken, scene.TryRegister(scene.Ticket(market: new Ticker("M600"))));
        Assert.Equal(RegistrationRefusal.RoleTaken, scene.TryRegister(scene.Ticket(market: new Ticker("M1"))));
    }

    [Fact]
    public void A_full_registry_refuses()
    {
        var scene = new OrderScene();
        for (var i = 0; i < OrderRegistry.Capacity; i++) scene.Apply(new OrderIntended(scene.Ticket(market: new Ticker($"M{i}")), new StrategyId("s"), Money.Zero, scene.Now));

        Assert.Equal(RegistrationRefusal.RegistryFull, scene.TryRegister(scene.Ticket()));
    }

    [Fact]
    public void Orders_at_least_so_old_are_listed_oldest_first()
    {
        var scene = new OrderScene();
        var first = scene.Register();
        var second = scene.After(3).Register(scene.Ticket(market: new Ticker("A")));
        scene.After(3).Register(scene.Ticket(market: new Ticker("B")));

        Assert.Equal([first, second], scene.State.OlderThan(TimeSpan.FromSeconds(3), scene.Now).Select(order => order.Id));
        Assert.Equal(OrderScene.Start, scene.State.OldestIntent);
    }

    [Theory]
    [InlineData(TimeInForce.FillOrKill, false, false)]
    [InlineData(TimeInForce.ImmediateOrCancel, true, false)]
    [InlineData(TimeInForce.GoodTillCanceled, true, true)]
    public void A_ticket_that_may_never_be_sent_breaks_the_program(TimeInForce timeInForce, bool expires, bool reduceOnly)
    {
        var scene = new OrderScene();
        var ticket = scene.Ticket() with { TimeInForce = timeInForce, Expiration = expires ? scene.Now : null, ReduceOnly = reduceOnly };

        Assert.Throws<InvariantViolation>(() => scene.TryRegister(ticket));
    }

    [Fact]
    public void The_counter_goes_on_after_a_restart_and_begins_anew_with_a_run()
    {
        var scene = new OrderScene();
        scene.Register();
        var refolded = OrderRegistry.Empty.Apply(new RunStarted(1, OrderScene.Start, "test"));
        foreach (var fact in scene.Facts) refolded = refolded.Apply(fact);

        Assert.Equal("k1-1-x-2", refolded.NextId("k1", OrderRole.Exit).Value);
        Assert.Equal("k1-2-x-1", refolded.Apply(new RunStarted(2, OrderScene.Start, "test")).NextId("k1", OrderRole.Exit).Value);
    }
}
