using System.Collections.Immutable;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Simulation.Paper;

/// <summary>
/// A venue with its feeds in market time: the simulated evening, or a recorded day against which orders are filled on paper.
/// Whoever drives it lets everything due by a time happen before it makes a call at that time. Not safe for several threads.
/// </summary>
public interface IMarketWorld
{
    /// <summary>Market time.</summary>
    Instant Now { get; }

    /// <summary>When the next thing happens by itself; null when nothing ever will.</summary>
    Instant? NextTime { get; }

    /// <summary>Lets the next thing happen and appends what feeds and streams show of it.</summary>
    void Step(ICollection<Input> into);

    /// <summary>A create; returns the venue's answer and appends what the streams show.</summary>
    Input Submit(OrderTicket ticket, Instant at, ICollection<Input> into);

    /// <summary>A cancel; returns the venue's answer and appends what the streams show.</summary>
    Input Cancel(ClientOrderId order, VenueOrderId venueOrder, Instant at, ICollection<Input> into);

    /// <summary>Cancels everything of our account; returns how many orders that were.</summary>
    int CancelAll(Instant at, ICollection<Input> into);

    /// <summary>Makes an order group; null when the venue refused.</summary>
    OrderGroupCreated? CreateGroup(OrderRole role, Shard shard, long contractsLimit, Instant at);

    /// <summary>Triggers an order group; false when the venue refused.</summary>
    bool TriggerGroup(OrderGroupId group, Instant at, ICollection<Input> into);

    /// <summary>Whether a group was triggered; null when it does not exist.</summary>
    bool? IsGroupTriggered(OrderGroupId group);

    /// <summary>A complete look at our account.</summary>
    AccountListed ListAccount(long pass, Instant since, Instant at, ICollection<Input> into);

    /// <summary>New snapshots of these markets.</summary>
    void Snapshot(ImmutableArray<Ticker> tickers, Instant at, ICollection<Input> into);
}
