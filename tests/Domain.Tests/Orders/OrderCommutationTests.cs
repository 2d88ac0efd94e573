using CsCheck;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using static KalshiArb.Domain.Tests.Orders.OrderScene;

namespace KalshiArb.Domain.Tests.Orders;

/// <summary>What truly happened to an order at the exchange, and every message that tells of it.</summary>
internal sealed record OrderHistory(bool Entry, bool Immediate, int[] Fills, OrderHistory.Ending How, bool CancelAsked, bool Answered)
{
    public enum Ending
    {
        Rests,
        Cancelled,
        Expired,
        Refused,
        NeverArrived,
    }

    private const long Count = 1_000;

    public static Gen<OrderHistory> Any { get; } = Gen.Select(
        Gen.Bool, Gen.Bool, Gen.Int[1, 400].Array[0, 5], Gen.Enum<Ending>(), Gen.Bool, Gen.Bool,
        (entry, immediate, fills, how, cancel, answered) => new OrderHistory(entry, immediate, fills, how, cancel && !immediate, answered).Possible());

    private bool Exists => How is not (Ending.Refused or Ending.NeverArrived);

    private long Filled => Fills.Sum(fill => (long)fill);

    private bool Ended => Immediate || Filled == Count || How is Ending.Cancelled or Ending.Expired;

    public OrderTicket Ticket(OrderScene scene) => Entry
        ? scene.Ticket(OrderRole.Entry, Immediate)
        : scene.Ticket(OrderRole.Exit, Immediate, side: OrderSide.Ask);

    /// <summary>Messages in the order of their causes.</summary>
    public Input[] Messages(OrderScene scene, OrderTicket ticket)
    {
        var id = ticket.Id;
        if (How == Ending.Refused) return [new OrderSent(id), Answered ? new OrderRejected(id, "invalid_order", "post only cross") : new OrderOutcomeUnknown(id, "time-out")];
        if (How == Ending.NeverArrived) return [new OrderSent(id), new OrderOutcomeUnknown(id, "connection reset"), scene.Listing(Start - TimeSpan.FromSeconds(1))];
        var messages = new List<Input> { new OrderSent(id), scene.Listing(Start - TimeSpan.FromSeconds(1)) };
        var atOnce = Immediate ? Filled : 0;
        messages.Add(Answered
            ? new OrderAccepted(id, new VenueOrderId("v"), Q(atOnce), Immediate ? Quantity.Zero : Q(Count))
            : new OrderOutcomeUnknown(id, "502"));
        var sum = 0L;
        for (var i = 0; i < Fills.Length; i++)
        {
            if (!Immediate) messages.Add(new OrderReported(Row(ticket, "v", VenueOrderStatus.Resting, sum)));
            if (!Immediate) messages.Add(Listed(scene, ticket, Start + TimeSpan.FromSeconds(i + 1), VenueOrderStatus.Resting, i));
            sum += Fills[i];
            messages.Add(Fill($"f{i}", "v", ticket, Fills[i]));
        }

        if (Ended) messages.Add(new OrderReported(Final(ticket)));
        if (CancelAsked && How == Ending.Cancelled && Filled < Count) messages.Add(new CancelAccepted(id, Q(Count - Filled)));
        else if (CancelAsked) messages.Add(Ended ? new CancelNotFound(id) : new CancelOutcomeUnknown(id, "time-out"));
        return [.. messages];
    }

    /// <summary>The complete listing at the end.</summary>
    public AccountListed Final(OrderScene scene, OrderTicket ticket, Instant asOf) => Exists
        ? scene.Listing(asOf, [Final(ticket)], ListedFills(ticket, Fills.Length))
        : scene.Listing(asOf);

    private VenueOrder Final(OrderTicket ticket) => Row(
        ticket, "v", Filled == Count ? VenueOrderStatus.Executed : Ended ? VenueOrderStatus.Canceled : VenueOrderStatus.Resting, Filled,
        How == Ending.Expired ? "ExpiryCancel" : null);

    private AccountListed Listed(OrderScene scene, OrderTicket ticket, Instant asOf, VenueOrderStatus status, int fills) =>
        scene.Listing(asOf, [Row(ticket, "v", status, Fills.Take(fills).Sum(fill => (long)fill))], ListedFills(ticket, fills));

    private FillReported[] ListedFills(OrderTicket ticket, int fills) =>
        [.. Enumerable.Range(0, fills).Select(i => Fill($"f{i}", "v", ticket, Fills[i], named: false))];

    private OrderHistory Possible()
    {
        var sum = 0L;
        var fills = Exists ? Fills.TakeWhile(fill => (sum += fill) <= Count).ToArray() : [];
        // An order that is cut at its count is executed, whatever was to become of it.
        return this with { Fills = fills };
    }
}

public sealed class OrderCommutationTests
{
    private static readonly Instant Fence = Start + TimeSpan.FromSeconds(91);

    [Fact]
    public void Messages_in_any_order_repeated_or_lost_end_in_one_state_once_a_complete_listing_follows() =>
        Gen.Select(OrderHistory.Any, Gen.Int[0, 1_000].Array[0, 30], Gen.Int[0, 40]).Sample(
            (history, picks, restartAt) =>
            {
                var (told, _) = Play(history, messages => messages, -1);
                var (shuffled, booked) = Play(history, messages => [.. picks.Select(pick => messages[pick % messages.Length])], restartAt);
                Assert.Equal(told, shuffled);
                Assert.Equal(history.Fills.Length, booked);
            },
            iter: 5_000);

    private static (string State, int Booked) Play(OrderHistory history, Func<Input[], Input[]> told, int restartAt)
    {
        var scene = new OrderScene();
        var ticket = history.Ticket(scene);
        scene.Register(ticket);
        if (history.CancelAsked) scene.Cancel(ticket.Id);
        scene.After(20);
        var messages = told(history.Messages(scene, ticket));
        for (var i = 0; i < messages.Length; i++)
        {
            if (i == restartAt) scene.Restart();
            scene.Give(messages[i]);
        }

        scene.After(30).OnTime();
        scene.Give(history.Final(scene, ticket, Fence + TimeSpan.FromSeconds(10)));
        scene.OnTime();
        scene.Give(history.Final(scene, ticket, Fence + TimeSpan.FromSeconds(13)));
        Assert.DoesNotContain(scene.Notices, notice => notice.Gravity > Gravity.Alert);
        Assert.DoesNotContain(scene.Notices, notice => notice.Code is "LATE_FILL" or "FOREIGN_FILL" or "MORE_FILLS" or "ENDED_ORDER_RESTS" or "CANCEL_COUNT");
        var fills = scene.Facts.OfType<FillBooked>().ToArray();
        Assert.Equal(fills.Length, fills.Select(fill => fill.Fill).Distinct().Count());
        Assert.All(fills, fill => Assert.Equal(ticket.Id, fill.Order));
        return (Describe(scene.State), fills.Length);
    }
}
