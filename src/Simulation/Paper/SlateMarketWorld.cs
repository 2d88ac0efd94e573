using System.Collections.Immutable;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Exchange.Slate;

namespace KalshiArb.Simulation.Paper;

/// <summary>The simulated evening as a world to be driven.</summary>
public sealed class SlateMarketWorld(SlateWorld slate) : IMarketWorld
{
    /// <inheritdoc/>
    public Instant Now => slate.Now;

    /// <inheritdoc/>
    public Instant? NextTime => slate.NextTime;

    /// <inheritdoc/>
    public void Step(ICollection<Input> into) => slate.Step(into);

    /// <inheritdoc/>
    public Input Submit(OrderTicket ticket, Instant at, ICollection<Input> into) => slate.Submit(ticket, at, into);

    /// <inheritdoc/>
    public Input Cancel(ClientOrderId order, VenueOrderId venueOrder, Instant at, ICollection<Input> into) => slate.Cancel(order, venueOrder, at, into);

    /// <inheritdoc/>
    public int CancelAll(Instant at, ICollection<Input> into) => slate.CancelAll(at, into);

    /// <inheritdoc/>
    public OrderGroupCreated? CreateGroup(OrderRole role, Shard shard, long contractsLimit, Instant at) =>
        slate.CreateGroup(role, shard, contractsLimit, at, out _);

    /// <inheritdoc/>
    public bool TriggerGroup(OrderGroupId group, Instant at, ICollection<Input> into) => slate.TriggerGroup(group, at, into) is null;

    /// <inheritdoc/>
    public bool? IsGroupTriggered(OrderGroupId group) => slate.IsGroupTriggered(group);

    /// <inheritdoc/>
    public AccountListed ListAccount(long pass, Instant since, Instant at, ICollection<Input> into) => slate.ListAccount(pass, since, at, into);

    /// <inheritdoc/>
    public void Snapshot(ImmutableArray<Ticker> tickers, Instant at, ICollection<Input> into) => slate.Snapshot(tickers, at, into);
}
