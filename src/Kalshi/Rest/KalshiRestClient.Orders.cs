using System.Collections.Immutable;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;

namespace KalshiArb.Kalshi.Rest;

public sealed partial class KalshiRestClient
{
    /// <summary>Sends an order. <paramref name="written"/> is called when its bytes are about to leave.</summary>
    public Task<WriteOutcome<CreateAck>> CreateOrderAsync(OrderTicket ticket, Action? written, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>Sends an order. <paramref name="guard"/> is asked when its bytes are about to leave and says why they must not, or null.</summary>
    public Task<WriteOutcome<CreateAck>> CreateOrderAsync(OrderTicket ticket, Func<string?>? guard, Action? written, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>Cancels an order.</summary>
    public Task<WriteOutcome<CancelAck>> CancelOrderAsync(VenueOrderId order, Ticker ticker, Shard shard, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>Cancels everything of our subaccount on every shard; the venue acts on for up to a minute.</summary>
    public Task<WriteOutcome<NoContent>> CancelAllAsync(CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>Cancels up to 20 orders.</summary>
    public Task<WriteOutcome<BatchCancelAck>> CancelBatchAsync(ImmutableArray<CancelTarget> orders, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>Takes contracts off an order.</summary>
    public Task<WriteOutcome<DecreaseAck>> DecreaseAsync(VenueOrderId order, Ticker ticker, Shard shard, Quantity reduceBy, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>Makes an order group.</summary>
    public Task<WriteOutcome<OrderGroupAck>> CreateOrderGroupAsync(long contractsLimit, Shard shard, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>Triggers an order group: its orders are cancelled and later ones refused.</summary>
    public Task<WriteOutcome<NoContent>> TriggerOrderGroupAsync(OrderGroupId group, Shard shard, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>Lets a triggered group take orders again.</summary>
    public Task<WriteOutcome<NoContent>> ResetOrderGroupAsync(OrderGroupId group, Shard shard, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>Changes a group's limit.</summary>
    public Task<WriteOutcome<NoContent>> SetOrderGroupLimitAsync(OrderGroupId group, Shard shard, long contractsLimit, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>Deletes a group and cancels its orders.</summary>
    public Task<WriteOutcome<NoContent>> DeleteOrderGroupAsync(OrderGroupId group, Shard shard, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>Reads a group.</summary>
    public Task<ReadOutcome<OrderGroupState>> GetOrderGroupAsync(OrderGroupId group, Shard shard, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>Lists our groups.</summary>
    public Task<ReadOutcome<ImmutableArray<OrderGroupState>>> ListOrderGroupsAsync(CancellationToken cancellation = default) => throw new NotSupportedException();
}
