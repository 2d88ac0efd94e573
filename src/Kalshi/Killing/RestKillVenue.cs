using System.Collections.Concurrent;
using System.Collections.Immutable;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Kalshi.Rest;
using KalshiArb.Kill;

namespace KalshiArb.Kalshi.Killing;

/// <summary>
/// The venue as a kill sees it, over a REST client of its own: own connections, own token budget, short time-outs. It shares
/// nothing with the client that trades. Failures are values; no call throws.
/// </summary>
/// <param name="client">A client that nobody else uses. Its time-outs should be at most 2 s and its reads should not retry: the procedure repeats.</param>
/// <param name="groups">The entry groups of this run; none when another process kills.</param>
public sealed class RestKillVenue(KalshiRestClient client, Func<ImmutableArray<EntryGroup>> groups) : IKillVenue
{
    private readonly ConcurrentDictionary<EntryGroup, bool> _triggered = new();

    /// <inheritdoc/>
    public ImmutableArray<EntryGroup> EntryGroups => groups();

    /// <inheritdoc/>
    public KillReply Trigger(EntryGroup group)
    {
        var reply = ReplyOf(Wait(client.TriggerOrderGroupAsync(group.Group, group.Shard)));
        if (reply.Outcome == KillOutcome.Done) _triggered[group] = true;
        return reply;
    }

    /// <inheritdoc/>
    public KillReply CancelAll() => ReplyOf(Wait(client.CancelAllAsync()));

    /// <inheritdoc/>
    public RestingPage ListResting(string? cursor)
    {
        var outcome = Wait(client.ListOrdersAsync(new OrderFilter(Status: VenueOrderStatus.Resting), cursor));
        return outcome is ReadOutcome<Page<ListedOrder>>.Ok { Value: var page }
            ? new RestingPage(KillOutcome.Done, "", [.. page.Items.Where(IsResting).Select(ToResting)], page.NextCursor)
            : new RestingPage(KillOutcome.Failed, Reason(outcome), [], null);
    }

    /// <inheritdoc/>
    public AsOfReply UserDataAsOf()
    {
        var outcome = Wait(client.GetUserDataTimestampAsync());
        return outcome is ReadOutcome<Instant>.Ok { Value: var asOf }
            ? new AsOfReply(KillOutcome.Done, asOf, "")
            : new AsOfReply(KillOutcome.Failed, Instant.Never, Reason(outcome));
    }

    /// <inheritdoc/>
    public BatchCancelReply CancelBatch(ImmutableArray<RestingOrder> orders)
    {
        var outcome = Wait(client.CancelBatchAsync([.. orders.Select(order => new CancelTarget(order.Id, order.Ticker, order.Shard))]));
        if (outcome is WriteOutcome<BatchCancelAck>.Accepted { Value: var ack })
            return new BatchCancelReply(KillOutcome.Done, "", [.. ack.Items.Select(VerdictOf)]);
        var reply = ReplyOf(outcome);
        return new BatchCancelReply(reply.Outcome, reply.Detail, []);
    }

    /// <summary>
    /// What is_auto_cancel_enabled says of a triggered group is not documented, so it is no evidence. A group counts as
    /// triggered when the venue took our trigger and then shows no order in it.
    /// </summary>
    public GroupReply ReadGroup(EntryGroup group)
    {
        var outcome = Wait(client.GetOrderGroupAsync(group.Group, group.Shard));
        return outcome is ReadOutcome<OrderGroupState>.Ok { Value: var state }
            ? new GroupReply(KillOutcome.Done, _triggered.ContainsKey(group) && state.Orders.IsEmpty, "")
            : new GroupReply(KillOutcome.Failed, false, Reason(outcome));
    }

    private static bool IsResting(ListedOrder listed) => listed.Order.Status == VenueOrderStatus.Resting;

    private static RestingOrder ToResting(ListedOrder listed) => new(
        listed.Order.VenueOrderId, listed.Order.Order, listed.Order.Ticker, listed.Order.Side, listed.Order.Limit, listed.Order.Remaining,
        listed.Order.Filled, listed.Shard ?? new Domain.Markets.Shard(0));

    private static CancelVerdict VerdictOf(BatchCancelItem? item) => item switch
    {
        { Ack: not null } => CancelVerdict.Cancelled,
        { Error.IsNotFound: true } => CancelVerdict.NotFound,
        { Error: not null } => CancelVerdict.HeldByVenue,
        _ => CancelVerdict.Failed,
    };

    private static KillReply ReplyOf<T>(WriteOutcome<T> outcome) => outcome switch
    {
        WriteOutcome<T>.Accepted => KillReply.Done,
        WriteOutcome<T>.Rejected { Error: { IsTooManyRequests: true } error } => new KillReply(KillOutcome.TooManyRequests, error.ToString()),
        WriteOutcome<T>.Rejected { Error: var error } => new KillReply(KillOutcome.Failed, error.ToString()),
        WriteOutcome<T>.Unknown { Reason: var reason } => new KillReply(KillOutcome.Failed, reason),
        WriteOutcome<T>.NotSent { Reason: var reason } => new KillReply(KillOutcome.Failed, "not sent: " + reason),
        _ => new KillReply(KillOutcome.Failed, "no outcome"),
    };

    private static string Reason<T>(ReadOutcome<T> outcome) => outcome is ReadOutcome<T>.Failed failed ? failed.Reason : "no answer";

    // The kill has a thread of its own, which has nothing else to do; the client's own time-outs bound the wait.
    private static T Wait<T>(Task<T> request) => request.GetAwaiter().GetResult();
}
