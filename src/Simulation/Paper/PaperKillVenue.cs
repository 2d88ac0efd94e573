using System.Collections.Immutable;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Kill;

namespace KalshiArb.Simulation.Paper;

/// <summary>
/// The paper venue as a kill sees it, from the kill's own thread: every call is made at the venue's present market time, under
/// the world's lock, and what its private stream shows is posted to the core like any other news.
/// </summary>
/// <param name="world">The venue.</param>
/// <param name="worldLock">Held while the world is touched.</param>
/// <param name="store">The venue's file.</param>
/// <param name="groups">The entry groups of this run, as the core was told of them.</param>
/// <param name="shown">Takes what the private stream shows.</param>
public sealed partial class PaperKillVenue(
    IMarketWorld world, Lock worldLock, PaperVenueStore? store, Func<ImmutableArray<EntryGroup>> groups, Action<Input, Instant> shown) : IKillVenue
{
    /// <inheritdoc/>
    public ImmutableArray<EntryGroup> EntryGroups => groups();

    /// <inheritdoc/>
    public KillReply Trigger(EntryGroup group) => Call(into =>
    {
        store?.Write(new VenueLine("trigger", world.Now.UnixMicros) { Group = group.Group.Value });
        return world.TriggerGroup(group.Group, world.Now, into) ? KillReply.Done : new KillReply(KillOutcome.Failed, "the venue refused the trigger");
    });

    /// <inheritdoc/>
    public KillReply CancelAll() => Call(into =>
    {
        store?.Write(new VenueLine("cancel-all", world.Now.UnixMicros));
        world.CancelAll(world.Now, into);
        return KillReply.Done;
    });

    /// <inheritdoc/>
    public RestingPage ListResting(string? cursor) => Call(into =>
    {
        var resting = Listing(into).Orders
            .Where(order => order.Status == VenueOrderStatus.Resting)
            .Select(order => new RestingOrder(
                order.VenueOrderId, order.Order, order.Ticker, order.Side, order.Limit, order.Remaining, order.Filled, new Shard(0)))
            .ToImmutableArray();
        return new RestingPage(KillOutcome.Done, "", resting, null);
    });

    /// <inheritdoc/>
    public AsOfReply UserDataAsOf() => Call(_ => new AsOfReply(KillOutcome.Done, world.Now, ""));

    /// <inheritdoc/>
    public BatchCancelReply CancelBatch(ImmutableArray<RestingOrder> orders) => Call(into => new BatchCancelReply(
        KillOutcome.Done, "", [.. orders.Select(order => Cancel(order, into))]));

    /// <inheritdoc/>
    public GroupReply ReadGroup(EntryGroup group) => Call(_ => world.IsGroupTriggered(group.Group) is { } triggered
        ? new GroupReply(KillOutcome.Done, triggered, "")
        : new GroupReply(KillOutcome.Failed, false, "the venue does not know the group"));

    private CancelVerdict Cancel(RestingOrder order, List<Input> into)
    {
        store?.Write(new VenueLine("cancel", world.Now.UnixMicros) { Client = order.Client.Value, Order = order.Id.Value });
        return world.Cancel(order.Client, order.Id, world.Now, into) switch
        {
            CancelAccepted => CancelVerdict.Cancelled,
            CancelNotFound => CancelVerdict.NotFound,
            _ => CancelVerdict.HeldByVenue,
        };
    }

    private void TakeSnapshot(Ticker ticker, List<Input> into) => world.Snapshot([ticker], world.Now, into);

    private Input Submit(OrderTicket ticket, List<Input> into)
    {
        store?.Write(VenueLine.Create(ticket, world.Now));
        var answer = world.Submit(ticket, world.Now, into);
        store?.Note(answer, world.Now);
        return answer;
    }

    private AccountListed Listing(List<Input> into)
    {
        store?.Write(new VenueLine("list", world.Now.UnixMicros) { Pass = 0, SinceMicros = world.Now.UnixMicros });
        return world.ListAccount(0, world.Now, world.Now, into);
    }

    private T Call<T>(Func<List<Input>, T> call)
    {
        lock (worldLock)
        {
            var into = new List<Input>();
            var result = call(into);
            foreach (var input in into)
            {
                store?.Note(input, world.Now);
                shown(input, world.Now);
            }

            return result;
        }
    }
}

/// <summary>
/// Market time as a kill's clock. It goes with the driver; should that stand still, real time takes over, so that a kill never
/// waits for a core that hangs.
/// </summary>
public sealed class PaperKillClock(Func<Instant> now) : IKillClock
{
    /// <inheritdoc/>
    public Instant Now => now();

    /// <inheritdoc/>
    public void Wait(TimeSpan duration)
    {
        var until = now() + duration;
        var begun = System.Diagnostics.Stopwatch.GetTimestamp();
        while (now() < until && System.Diagnostics.Stopwatch.GetElapsedTime(begun) < duration) Thread.Sleep(1);
    }
}
