using KalshiArb.Domain.Positions;

namespace KalshiArb.Domain.Orders;

/// <summary>The highest order counter of a run, in a snapshot.</summary>
public readonly record struct RunCounter(int Run, long Counter);

/// <summary>The fills that are remembered, in a snapshot.</summary>
public sealed record FillsSnapshot(ImmutableArray<RememberedFill> InOrder, int Capacity, Instant Horizon);

/// <summary>The whole state of an <see cref="OrderRegistry"/> as plain lists in a fixed order, for a serializer.</summary>
/// <param name="Orders">Orders that have not left, by our id.</param>
/// <param name="Gone">Orders that left, in the order in which they did.</param>
/// <param name="Fills">The fills remembered; null when they are those of the ledger.</param>
/// <param name="Counters">Order counters by run.</param>
/// <param name="Run">The last run.</param>
/// <param name="OpenedAt">When the first run began.</param>
/// <param name="Groups">Order groups of the run.</param>
/// <param name="EarlierGroups">Order groups of earlier runs, oldest first.</param>
/// <param name="ForeignFills">Fills of no order of ours.</param>
public sealed record RegistrySnapshot(
    ImmutableArray<RegisteredOrder> Orders,
    ImmutableArray<GoneOrder> Gone,
    FillsSnapshot? Fills,
    ImmutableArray<RunCounter> Counters,
    int Run,
    Instant OpenedAt,
    ImmutableArray<OpenedGroup> Groups,
    ImmutableArray<OpenedGroup> EarlierGroups,
    long ForeignFills);

public sealed partial record OrderRegistry
{
    /// <summary>The whole state as plain lists.</summary>
    /// <param name="ledger">What the ledger remembers: the same fills, and then they are not listed twice.</param>
    public RegistrySnapshot ToSnapshot(FillMemory ledger) => new(
        [.. Orders.Values],
        [.. GoneInOrder.Select(id => Gone[id])],
        Fills.IsSameAs(ledger) ? null : new FillsSnapshot([.. Fills.InOrder], Fills.Capacity, Fills.Horizon),
        [.. LastCounters.Select(pair => new RunCounter(pair.Key, pair.Value))],
        Run,
        OpenedAt,
        [.. Groups.Select(pair => new OpenedGroup(pair.Key, pair.Value))],
        [.. EarlierGroups],
        ForeignFills);

    /// <summary>The registry that a snapshot was taken of.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="ledger">What the ledger of the same moment remembers.</param>
    public static OrderRegistry Restore(RegistrySnapshot snapshot, FillMemory ledger)
    {
        var byVenue = ImmutableSortedDictionary.CreateBuilder<VenueOrderId, ClientOrderId>();
        foreach (var gone in snapshot.Gone)
            if (gone.VenueOrder is { } known) byVenue[known] = gone.Id;
        foreach (var order in snapshot.Orders)
            if (order.VenueOrder is { } known) byVenue[known] = order.Id;
        return new OrderRegistry
        {
            Orders = snapshot.Orders.ToImmutableSortedDictionary(order => order.Id, order => order),
            Gone = snapshot.Gone.ToImmutableSortedDictionary(gone => gone.Id, gone => gone),
            GoneInOrder = ImmutableQueue.CreateRange(snapshot.Gone.Select(gone => gone.Id)),
            ByVenueOrder = byVenue.ToImmutable(),
            Fills = snapshot.Fills is { } fills ? FillMemory.Restore(fills.Capacity, fills.InOrder, fills.Horizon) : ledger,
            LastCounters = snapshot.Counters.ToImmutableSortedDictionary(counter => counter.Run, counter => counter.Counter),
            Run = snapshot.Run,
            OpenedAt = snapshot.OpenedAt,
            Groups = snapshot.Groups.ToImmutableSortedDictionary(group => group.Key, group => group.Group),
            EarlierGroups = [.. snapshot.EarlierGroups],
            ForeignFills = snapshot.ForeignFills,
        };
    }
}
