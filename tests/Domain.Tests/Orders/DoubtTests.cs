using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using static KalshiArb.Domain.Tests.Orders.OrderScene;

namespace KalshiArb.Domain.Tests.Orders;

public sealed class DoubtTests
{
    private static readonly VenueOrderId Venue = new("v");
    private static readonly Instant Fence = Start + TimeSpan.FromSeconds(91);

    [Fact]
    public void A_time_out_is_a_doubt_and_never_an_end_however_much_time_passes()
    {
        var scene = new OrderScene();
        var id = scene.Register();
        scene.Give(new OrderOutcomeUnknown(id, "time-out"));
        Assert.True(scene.ListingWanted);
        for (var i = 0; i < 20; i++)
        {
            scene.After(60).OnTime();
            scene.Give(new AccountListingFailed(1, "dns"));
        }

        Assert.Equal(OrderPhase.Unknown, scene[id]!.Phase);
        Assert.True(scene.State.IsInDoubt(Market));
        Assert.Equal("ORDER_IN_DOUBT", Assert.Single(scene.Notices).Code);
        Assert.Null(scene.State.NextDeadline(Policy.Settings));
    }

    [Fact]
    public void Six_resting_orders_outlive_a_network_outage()
    {
        var scene = new OrderScene();
        for (var i = 0; i < 6; i++)
        {
            var ticket = scene.Ticket(OrderRole.Exit, market: new($"M{i}"), side: OrderSide.Ask);
            scene.Register(ticket);
            scene.Give(new OrderAccepted(ticket.Id, new VenueOrderId($"v{i}"), Quantity.Zero, Q(1_000)));
        }

        for (var second = 0; second < 25; second++)
        {
            scene.After(1).OnTime();
            scene.Give(new AccountListingFailed(second, "no such host"));
        }

        Assert.Equal(6, scene.State.Orders.Count);
        Assert.All(scene.State.Orders.Values, order => Assert.Equal(OrderPhase.Working, order.Phase));
    }

    [Fact]
    public void Nobody_answers_for_30_seconds_then_it_is_in_doubt_and_30_seconds_later_an_operator_is_told_once()
    {
        var scene = new OrderScene();
        var id = scene.Register();
        Assert.Equal(Start + TimeSpan.FromSeconds(30), scene.State.NextDeadline(Policy.Settings));
        scene.After(29.999).OnTime();
        Assert.Equal(OrderPhase.Intended, scene[id]!.Phase);
        scene.After(0.001).OnTime();
        Assert.Equal(OrderPhase.Unknown, scene[id]!.Phase);
        Assert.Equal(Start + TimeSpan.FromSeconds(60), scene.State.NextDeadline(Policy.Settings));
        scene.After(30).OnTime();
        scene.After(30).OnTime();

        Assert.Single(scene.Facts.OfType<OrderOverdue>());
    }

    [Fact]
    public void A_maker_entry_is_cancelled_after_5_seconds_and_in_doubt_when_that_gets_no_answer()
    {
        var scene = new OrderScene();
        var id = scene.Register();
        scene.Give(new OrderAccepted(id, Venue, Quantity.Zero, Q(1_000)));
        Assert.Equal(Start + TimeSpan.FromSeconds(5), scene.State.NextDeadline(Policy.Settings));
        scene.After(5).OnTime();
        Assert.Single(scene.Effects.OfType<CancelOrder>());
        Assert.Equal(OrderPhase.CancelPending, scene[id]!.Phase);
        scene.After(30).OnTime();

        Assert.Equal(OrderPhase.Unknown, scene[id]!.Phase);
        Assert.Single(scene.Effects.OfType<CancelOrder>());
    }

    [Fact]
    public void A_resting_exit_has_no_maker_time_out_and_is_cancelled_when_it_outlives_its_expiration()
    {
        var scene = new OrderScene();
        var id = scene.Register(scene.Ticket(OrderRole.Exit, side: OrderSide.Ask));
        scene.Give(new OrderAccepted(id, Venue, Quantity.Zero, Q(1_000)));
        scene.After(149).OnTime();
        Assert.Empty(scene.Effects.OfType<CancelOrder>());
        scene.After(1).OnTime();

        Assert.Single(scene.Effects.OfType<CancelOrder>());
    }

    [Fact]
    public void An_immediate_order_whose_end_is_not_seen_is_in_doubt()
    {
        var scene = new OrderScene();
        var ticket = scene.Ticket(immediate: true);
        scene.Register(ticket);
        scene.Give(Fill("f", "v", ticket, 100));
        scene.After(30).OnTime();

        Assert.Equal(OrderPhase.Unknown, scene[ticket.Id]!.Phase);
    }

    [Fact]
    public void A_doubled_id_is_no_rejection_and_is_resolved_by_comparing_the_order_with_the_intent()
    {
        var scene = new OrderScene();
        var ticket = scene.Ticket();
        scene.Register(ticket);
        scene.Give(new OrderRejected(ticket.Id, "order_already_exists", null));
        Assert.Equal(OrderPhase.Unknown, scene[ticket.Id]!.Phase);
        Assert.True(scene.ListingWanted);

        scene.Give(scene.Listing(Start, [Row(ticket, "v", VenueOrderStatus.Resting, 0)]));
        Assert.Equal(OrderPhase.Working, scene[ticket.Id]!.Phase);
    }

    [Fact]
    public void An_order_under_our_id_that_is_not_our_intent_kills_and_stays_in_doubt()
    {
        var scene = new OrderScene();
        var ticket = scene.Ticket();
        scene.Register(ticket);
        scene.Give(new OrderRejected(ticket.Id, "order_already_exists", null));
        foreach (var other in (OrderTicket[])[
            ticket with { Limit = Price.FromCents(48) }, ticket with { Side = OrderSide.Ask }, ticket with { Ticker = new("OTHER") }, ticket with { Count = Q(999) }])
        {
            scene.Notices.Clear();
            scene.Give(scene.Listing(Fence + TimeSpan.FromSeconds(10), [Row(other, "v", VenueOrderStatus.Resting, 0)]));
            Assert.Equal((Gravity.Kill, "ORDER_MISMATCH"), (scene.Notices.Single().Gravity, scene.Notices.Single().Code));
            Assert.Equal(OrderPhase.Unknown, scene[ticket.Id]!.Phase);
        }
    }

    [Fact]
    public void A_cancel_that_finds_nothing_is_answered_by_a_read()
    {
        var scene = new OrderScene();
        var ticket = scene.Ticket();
        scene.Register(ticket);
        scene.Give(new OrderAccepted(ticket.Id, Venue, Quantity.Zero, Q(1_000)));
        scene.Cancel(ticket.Id);
        scene.Give(new CancelNotFound(ticket.Id));
        Assert.Equal(OrderPhase.Unknown, scene[ticket.Id]!.Phase);
        Assert.True(scene.ListingWanted);

        scene.Give(scene.Listing(Start, [Row(ticket, "v", VenueOrderStatus.Executed, 1_000)]));
        Assert.True(scene[ticket.Id]!.OwesFills);
        Assert.Equal(OrderEnd.Executed, scene[ticket.Id]!.End);
    }

    [Fact]
    public void A_row_that_is_not_more_current_than_the_doubt_does_not_end_it_and_a_later_one_repeats_the_cancel()
    {
        var scene = new OrderScene();
        var ticket = scene.Ticket();
        scene.Register(ticket);
        scene.Give(new OrderAccepted(ticket.Id, Venue, Quantity.Zero, Q(1_000)));
        scene.Cancel(ticket.Id);
        scene.Give(new CancelOutcomeUnknown(ticket.Id, "503"));
        scene.Give(scene.Listing(Start + TimeSpan.FromSeconds(2), [Row(ticket, "v", VenueOrderStatus.Resting, 0)]));
        scene.Give(new OrderReported(Row(ticket, "v", VenueOrderStatus.Resting, 0)));
        Assert.Equal(OrderPhase.Unknown, scene[ticket.Id]!.Phase);
        Assert.Single(scene.Effects.OfType<CancelOrder>());

        scene.Give(scene.Listing(Start + TimeSpan.FromSeconds(2.001), [Row(ticket, "v", VenueOrderStatus.Resting, 0)]));
        Assert.Equal(OrderPhase.CancelPending, scene[ticket.Id]!.Phase);
        Assert.Equal(2, scene.Effects.OfType<CancelOrder>().Count());
    }

    [Fact]
    public void A_late_reply_a_private_frame_and_a_listing_row_each_prove_presence()
    {
        foreach (var way in (int[])[0, 1, 2, 3])
        {
            var scene = new OrderScene();
            var ticket = scene.Ticket();
            scene.Register(ticket);
            scene.Give(new OrderOutcomeUnknown(ticket.Id, "time-out"));
            scene.Give(way switch
            {
                0 => new OrderAccepted(ticket.Id, Venue, Quantity.Zero, Q(1_000)),
                1 => new OrderReported(Row(ticket, "v", VenueOrderStatus.Resting, 0)),
                2 => Fill("f", "v", ticket, 100),
                _ => scene.Listing(Start, [Row(ticket, "v", VenueOrderStatus.Resting, 0)]),
            });
            Assert.Equal(OrderPhase.Working, scene[ticket.Id]!.Phase);
            Assert.False(scene.State.IsInDoubt(Market));
        }
    }

    [Fact]
    public void Absence_needs_two_listings_past_the_fence_two_seconds_apart()
    {
        var scene = new OrderScene();
        var id = scene.Register();
        scene.Give(new OrderOutcomeUnknown(id, "time-out"));
        foreach (var asOf in (double[])[-1, 0, 0.001, 1, 2])
        {
            scene.Give(scene.Listing(Fence + TimeSpan.FromSeconds(asOf)));
            Assert.Equal(OrderPhase.Unknown, scene[id]!.Phase);
        }

        Assert.Equal(Fence + TimeSpan.FromSeconds(0.001), scene.Facts.OfType<OrderNotListed>().Single().AsOf);
        scene.Give(scene.Listing(Fence + TimeSpan.FromSeconds(2.001)));
        Assert.Equal(OrderEnd.Absent, scene.Facts.OfType<OrderEnded>().Single().End);
        Assert.False(scene.State.HasOrders);
    }

    [Fact]
    public void An_order_that_shows_up_between_two_absences_is_present()
    {
        var scene = new OrderScene();
        var ticket = scene.Ticket();
        scene.Register(ticket);
        scene.Give(new OrderOutcomeUnknown(ticket.Id, "time-out"));
        scene.Give(scene.Listing(Fence + TimeSpan.FromSeconds(1)));
        scene.Give(scene.Listing(Fence + TimeSpan.FromSeconds(4), [Row(ticket, "v", VenueOrderStatus.Resting, 0)]));

        Assert.Equal(OrderPhase.Working, scene[ticket.Id]!.Phase);
        Assert.Null(scene[ticket.Id]!.NotListedAsOf);
    }

    [Fact]
    public void A_working_order_missing_in_two_listings_is_in_doubt_and_its_absence_begins_anew_past_the_fence()
    {
        var scene = new OrderScene();
        var ticket = scene.Ticket(OrderRole.Exit, side: OrderSide.Ask);
        scene.Register(ticket);
        scene.Give(new OrderAccepted(ticket.Id, Venue, Quantity.Zero, Q(1_000)));
        scene.Give(scene.Listing(Start + TimeSpan.FromSeconds(2)));
        Assert.Empty(scene.Facts.OfType<OrderNotListed>());
        scene.Give(scene.Listing(Start + TimeSpan.FromSeconds(3)));
        Assert.Equal(OrderPhase.Working, scene[ticket.Id]!.Phase);
        scene.Give(scene.Listing(Start + TimeSpan.FromSeconds(5)));
        Assert.Equal(OrderPhase.Unknown, scene[ticket.Id]!.Phase);

        scene.Give(scene.Listing(Fence + TimeSpan.FromSeconds(1)));
        scene.Give(scene.Listing(Fence + TimeSpan.FromSeconds(3)));
        Assert.False(scene.State.HasOrders);
        Assert.Equal("ACCEPTED_YET_ABSENT", Assert.Single(scene.Notices).Code);
    }

    [Fact]
    public void After_a_restart_every_order_that_has_not_ended_is_in_doubt()
    {
        var scene = new OrderScene();
        var owed = scene.Ticket(immediate: true);
        scene.Register(owed);
        scene.Give(new OrderAccepted(owed.Id, new VenueOrderId("o"), Q(100), Quantity.Zero));
        var intended = scene.Register(scene.Ticket(market: new("A")));
        var working = scene.Register(scene.Ticket(market: new("B")));
        scene.Give(new OrderAccepted(working, Venue, Quantity.Zero, Q(1_000)));
        scene.Restart();

        Assert.Equal(OrderPhase.Terminal, scene[owed.Id]!.Phase);
        Assert.Equal(OrderPhase.Unknown, scene[intended]!.Phase);
        Assert.Equal(OrderPhase.Unknown, scene[working]!.Phase);
        Assert.Empty(scene.Restart().Facts);
    }

    [Fact]
    public void Owed_fills_are_told_to_an_operator_after_30_seconds()
    {
        var scene = new OrderScene();
        var ticket = scene.Ticket(immediate: true);
        scene.Register(ticket);
        scene.Give(new OrderAccepted(ticket.Id, Venue, Q(100), Quantity.Zero));
        scene.After(30).OnTime();

        Assert.Equal("FILLS_OWED", Assert.Single(scene.Notices).Code);
        Assert.True(scene[ticket.Id]!.OwesFills);
    }
}
