using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using static KalshiArb.Domain.Tests.Orders.OrderScene;

namespace KalshiArb.Domain.Tests.Orders;

public sealed class OrderLifeTests
{
    private static readonly VenueOrderId Venue = new("v");

    [Fact]
    public void An_acknowledgement_is_no_fill()
    {
        var scene = new OrderScene();
        var id = scene.Register();
        scene.Give(new OrderSent(id));
        Assert.Equal(OrderPhase.Sent, scene[id]!.Phase);
        scene.Give(new OrderAccepted(id, Venue, Quantity.Zero, Q(1_000)));

        Assert.Equal((OrderPhase.Working, Venue, Quantity.Zero), (scene[id]!.Phase, scene[id]!.VenueOrder!.Value, scene[id]!.Booked));
        Assert.DoesNotContain(scene.Facts, fact => fact is FillBooked);
    }

    [Fact]
    public void Partial_fills_add_up_and_the_last_one_completes_the_order()
    {
        var scene = new OrderScene();
        var ticket = scene.Ticket();
        scene.Register(ticket);
        scene.Give(new OrderAccepted(ticket.Id, Venue, Quantity.Zero, Q(1_000)));
        scene.Give(Fill("f1", "v", ticket, 37));
        scene.Give(Fill("f2", "v", ticket, 463));
        Assert.Equal((Q(500), Q(500), Q(500)), (scene[ticket.Id]!.Booked, scene[ticket.Id]!.Cumulative, scene[ticket.Id]!.Remaining));
        scene.Give(Fill("f3", "v", ticket, 500));

        Assert.False(scene.State.HasOrders);
        Assert.Equal(OrderEnd.Executed, scene.Facts.OfType<OrderEnded>().Single().End);
    }

    [Fact]
    public void A_count_that_a_message_shows_is_risk_at_once_and_position_only_with_the_fill()
    {
        var scene = new OrderScene();
        var ticket = scene.Ticket(immediate: true);
        scene.Register(ticket);
        scene.Give(new OrderAccepted(ticket.Id, Venue, Q(400), Quantity.Zero));
        Assert.True(scene[ticket.Id]!.OwesFills);
        Assert.Equal((Q(400), Quantity.Zero), (scene[ticket.Id]!.Cumulative, scene[ticket.Id]!.Booked));

        scene.Give(Fill("f", "v", ticket, 400));
        Assert.False(scene.State.HasOrders);
    }

    [Fact]
    public void A_fill_told_twice_and_after_a_restart_changes_nothing()
    {
        var scene = new OrderScene();
        var ticket = scene.Ticket();
        scene.Register(ticket);
        scene.Give(Fill("f", "v", ticket, 300));
        var refolded = OrderRegistry.Empty.Apply(new RunStarted(1, Start, "test"));
        foreach (var fact in scene.Facts) refolded = refolded.Apply(fact);

        Assert.Empty(scene.Give(Fill("f", "v", ticket, 300)).Facts);
        Assert.Empty(scene.Give(Fill("f", "v", ticket, 300, named: false)).Facts);
        Assert.Empty(refolded.Decide(Fill("f", "v", ticket, 300), scene.Now, Policy).Facts);
        Assert.Equal(Q(300), scene[ticket.Id]!.Booked);
    }

    [Fact]
    public void Two_orders_of_one_match_are_two_fills()
    {
        var scene = new OrderScene();
        var first = scene.Ticket();
        scene.Register(first);
        var second = scene.Ticket(OrderRole.Exit, side: OrderSide.Ask);
        scene.Register(second);
        scene.Give(Fill("same", "v1", first, 100));
        scene.Give(Fill("same", "v2", second, 100));

        Assert.Equal(2, scene.Facts.OfType<FillBooked>().Count());
    }

    [Fact]
    public void A_listed_fill_finds_its_order_by_the_exchange_s_id()
    {
        var scene = new OrderScene();
        var ticket = scene.Ticket();
        scene.Register(ticket);
        scene.Give(scene.Listing(Start, [Row(ticket, "v", VenueOrderStatus.Resting, 200)], [Fill("f", "v", ticket, 200, named: false)]));

        Assert.Equal(ticket.Id, scene.Facts.OfType<FillBooked>().Single().Order);
        Assert.Equal(OrderPhase.Working, scene[ticket.Id]!.Phase);
    }

    [Fact]
    public void A_fill_whose_order_cannot_be_told_yet_waits_and_is_never_booked_twice()
    {
        var scene = new OrderScene();
        var ticket = scene.Ticket();
        scene.Register(ticket);
        scene.Give(Fill("f", "v", ticket, 200, named: false));
        Assert.Empty(scene.Facts.OfType<FillBooked>());
        Assert.True(scene.ListingWanted);

        scene.Give(scene.Listing(Start, [Row(ticket, "v", VenueOrderStatus.Resting, 200)], [Fill("f", "v", ticket, 200, named: false)]));
        Assert.Single(scene.Facts.OfType<FillBooked>());
        Assert.Equal(Q(200), scene[ticket.Id]!.Booked);
    }

    [Fact]
    public void A_foreign_fill_is_booked_counted_and_reported()
    {
        var scene = new OrderScene();
        scene.Give(Fill("f", "v", scene.Ticket(), 200, named: false));

        Assert.Null(scene.Facts.OfType<FillBooked>().Single().Order);
        Assert.Equal(1, scene.State.ForeignFills);
        Assert.Equal("FOREIGN_FILL", Assert.Single(scene.Notices).Code);
    }

    [Fact]
    public void A_foreign_fill_from_before_the_ledger_was_opened_is_in_its_opening_and_not_booked()
    {
        var scene = new OrderScene();
        scene.Give(Fill("f", "v", scene.Ticket(), 200, named: false, tradedAt: Start - TimeSpan.FromSeconds(1)));

        Assert.Empty(scene.Facts);
    }

    [Fact]
    public void A_fill_of_an_order_with_our_tag_that_we_did_not_journal_is_another_instance()
    {
        var scene = new OrderScene();
        var ticket = scene.Ticket(id: new ClientOrderId("k1-9-e-3"));
        scene.Give(Fill("f", "v", ticket, 200));

        Assert.Equal((Gravity.Kill, "ANOTHER_INSTANCE"), (scene.Notices[0].Gravity, scene.Notices[0].Code));
    }

    [Fact]
    public void An_order_with_our_tag_that_we_did_not_journal_is_another_instance_and_other_orders_are_not()
    {
        var scene = new OrderScene();
        var known = scene.Register();
        scene.Give(new OrderRejected(known, "invalid_price", null));
        scene.Give(scene.Listing(Start,
        [
            Row(scene.Ticket(id: new ClientOrderId("2b83f1d0-5a3e-4a6e-9f5e-0a4f6c0e1c11")), "a", VenueOrderStatus.Resting, 0),
            Row(scene.Ticket(id: new ClientOrderId("other-1-e-1")), "b", VenueOrderStatus.Resting, 0),
        ]));
        Assert.Empty(scene.Notices);

        scene.Give(scene.Listing(Start, [Row(scene.Ticket(id: new ClientOrderId("k1-1-e-2")), "c", VenueOrderStatus.Resting, 0)]));
        Assert.Equal((Gravity.Kill, "ANOTHER_INSTANCE"), (scene.Notices.Single().Gravity, scene.Notices.Single().Code));
    }

    [Fact]
    public void A_fill_after_its_order_left_is_booked_and_alarms()
    {
        var scene = new OrderScene();
        var ticket = scene.Ticket();
        scene.Register(ticket);
        scene.Give(new OrderReported(Row(ticket, "v", VenueOrderStatus.Canceled, 0)));
        scene.Give(Fill("f", "v", ticket, 100));

        Assert.Equal(ticket.Id, scene.Facts.OfType<FillBooked>().Single().Order);
        Assert.Equal("LATE_FILL", Assert.Single(scene.Notices).Code);
    }

    [Fact]
    public void A_fill_that_does_not_fit_its_order_is_not_booked()
    {
        var scene = new OrderScene();
        var ticket = scene.Ticket();
        scene.Register(ticket);
        scene.Give(Fill("f", "v", ticket with { Side = OrderSide.Ask }, 100));

        Assert.Empty(scene.Facts.OfType<FillBooked>());
        Assert.Equal(Gravity.Kill, Assert.Single(scene.Notices).Gravity);
    }

    [Fact]
    public void Fills_beyond_the_count_are_booked_and_pause()
    {
        var scene = new OrderScene();
        var ticket = scene.Ticket();
        scene.Register(ticket);
        scene.Give(Fill("f", "v", ticket, 1_001));

        Assert.Equal("OVERFILLED", Assert.Single(scene.Notices).Code);
        Assert.Single(scene.Facts.OfType<FillBooked>());
    }

    [Fact]
    public void What_an_accepted_cancel_did_not_cancel_had_filled()
    {
        var scene = new OrderScene();
        var ticket = scene.Ticket();
        scene.Register(ticket);
        scene.Give(new OrderAccepted(ticket.Id, Venue, Quantity.Zero, Q(1_000)));
        scene.Cancel(ticket.Id);
        Assert.Equal(OrderPhase.CancelPending, scene[ticket.Id]!.Phase);
        scene.Give(new CancelAccepted(ticket.Id, Q(600)));

        Assert.True(scene[ticket.Id]!.OwesFills);
        Assert.Equal(Q(400), scene[ticket.Id]!.Cumulative);
    }

    [Fact]
    public void A_cancel_asked_before_the_exchange_s_id_is_known_leaves_once_with_the_acknowledgement()
    {
        var scene = new OrderScene();
        var id = scene.Register();
        scene.Cancel(id);
        scene.Cancel(id);
        Assert.Empty(scene.Effects.OfType<CancelOrder>());
        scene.Give(new OrderAccepted(id, Venue, Quantity.Zero, Q(1_000)));
        scene.Give(new OrderAccepted(id, Venue, Quantity.Zero, Q(1_000)));
        scene.Cancel(id);

        Assert.Equal(new CancelOrder(id, Venue, Market, new Shard(3)), scene.Effects.OfType<CancelOrder>().Single());
        Assert.Equal(OrderPhase.CancelPending, scene[id]!.Phase);
    }

    [Fact]
    public void An_order_that_was_not_sent_is_gone_at_once()
    {
        var scene = new OrderScene();
        scene.Give(new OrderExpiredBeforeSend(scene.Register()));
        scene.Give(new OrderWithheld(scene.Register()));

        Assert.All(scene.Facts.OfType<OrderEnded>(), ended => Assert.Equal(OrderEnd.NotSent, ended.End));
        Assert.False(scene.State.HasOrders);
    }

    [Fact]
    public void A_rejection_of_an_order_that_the_exchange_showed_is_not_believed()
    {
        var scene = new OrderScene();
        var ticket = scene.Ticket();
        scene.Register(ticket);
        scene.Give(new OrderReported(Row(ticket, "v", VenueOrderStatus.Resting, 0)));
        scene.Give(new OrderRejected(ticket.Id, "invalid_order", "post only cross"));

        Assert.Equal(OrderPhase.Working, scene[ticket.Id]!.Phase);
        Assert.Equal("REJECTED_YET_PRESENT", Assert.Single(scene.Notices).Code);
    }

    [Fact]
    public void An_order_that_ended_and_rests_is_cancelled_and_an_older_row_is_not_believed()
    {
        var scene = new OrderScene();
        var ticket = scene.Ticket();
        scene.Register(ticket);
        scene.Give(new OrderReported(Row(ticket, "v", VenueOrderStatus.Canceled, 0)));
        scene.Give(scene.Listing(Start + TimeSpan.FromSeconds(1), [Row(ticket, "v", VenueOrderStatus.Resting, 0)]));
        Assert.Empty(scene.Effects.OfType<CancelOrder>());
        scene.Give(scene.Listing(Start + TimeSpan.FromSeconds(3), [Row(ticket, "v", VenueOrderStatus.Resting, 0)]));

        Assert.Single(scene.Effects.OfType<CancelOrder>());
    }

    [Fact]
    public void A_group_of_this_run_that_somebody_else_triggered_kills_and_earlier_entry_groups_are_triggered_at_a_start()
    {
        var scene = new OrderScene();
        scene.Give(new OrderGroupCreated(OrderRole.Entry, new Shard(3), new OrderGroupId("g1")));
        scene.Give(new OrderGroupCreated(OrderRole.Exit, new Shard(3), new OrderGroupId("g2")));
        Assert.Equal(new OrderGroupId("g1"), scene.State.Groups[new GroupKey(OrderRole.Entry, new Shard(3))]);

        scene.Apply(new RunStarted(2, scene.Now, "test"));
        scene.Restart();
        Assert.Equal(new TriggerOrderGroup(new OrderGroupId("g1"), new Shard(3)), Assert.Single(scene.Effects));
        scene.Give(new OrderGroupTriggered(new OrderGroupId("g1")));
        Assert.Empty(scene.Notices);
        scene.Give(new OrderGroupCreated(OrderRole.Entry, new Shard(3), new OrderGroupId("g3")));
        scene.Give(new OrderGroupTriggered(new OrderGroupId("g3")));
        var notice = Assert.Single(scene.Notices);
        Assert.Equal((Gravity.Kill, "GROUP_TRIGGERED"), (notice.Gravity, notice.Code));
    }

    [Fact]
    public void Memory_of_orders_that_left_is_bounded()
    {
        var state = OrderRegistry.Empty.Apply(new RunStarted(1, Start, "test"));
        var scene = new OrderScene();
        for (var i = 1; i <= OrderRegistry.GoneCapacity + 10; i++)
        {
            var id = ClientOrderIds.Make("k1", 1, OrderRole.Entry, i);
            state = state.Apply(new OrderIntended(scene.Ticket(id: id), new StrategyId("s"), Money.Zero, Start))
                .Apply(new OrderAcknowledged(id, new VenueOrderId($"v{i}"), Start))
                .Apply(new OrderEnded(id, OrderEnd.Canceled, Quantity.Zero, null, Start));
        }

        Assert.Equal(OrderRegistry.GoneCapacity, state.Gone.Count);
        Assert.Equal(OrderRegistry.GoneCapacity, state.ByVenueOrder.Count);
        Assert.Null(state.FindGone(ClientOrderIds.Make("k1", 1, OrderRole.Entry, 1), null));
        Assert.True(ClientOrderIds.TryParse(new ClientOrderId("k1-1-e-1"), out var origin) && state.WasJournaled(new ClientOrderId("k1-1-e-1"), origin));
    }
}
