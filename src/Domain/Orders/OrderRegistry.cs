using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Positions;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Domain.Orders;

/// <summary>Names the order group of a role on a shard.</summary>
public readonly record struct GroupKey(OrderRole Role, Shard Shard) : IComparable<GroupKey>
{
    /// <inheritdoc/>
    public int CompareTo(GroupKey other) => Role != other.Role ? Role.CompareTo(other.Role) : Shard.CompareTo(other.Shard);
}

/// <summary>An order group with where it lives.</summary>
public readonly record struct OpenedGroup(GroupKey Key, OrderGroupId Group);

/// <summary>
/// Every order of ours that may still fill or is owed fills, as a fold of facts: <see cref="Apply(IJournaled)"/> is total and
/// is the only thing that changes it. What messages mean is decided by <see cref="Decide"/>, which never relies on the order
/// in which they come: acks, frames, fills and listing rows commute, may repeat, and may be lost where a complete listing
/// follows. Immutable and bounded.
/// </summary>
public sealed partial record OrderRegistry
{
    /// <summary>Orders held at most; further registrations are refused.</summary>
    public const int Capacity = 2_048;

    /// <summary>Orders remembered after they left.</summary>
    public const int GoneCapacity = 8_192;

    /// <summary>Runs whose highest order counter is remembered.</summary>
    public const int RunCapacity = 1_024;

    /// <summary>Earlier order groups remembered, to be triggered at a start.</summary>
    public const int EarlierGroupCapacity = 64;

    /// <summary>A registry before the first fact.</summary>
    public static OrderRegistry Empty { get; } = new();

    /// <summary>Every order that has not left, by our id.</summary>
    public ImmutableSortedDictionary<ClientOrderId, RegisteredOrder> Orders { get; init; } = ImmutableSortedDictionary<ClientOrderId, RegisteredOrder>.Empty;

    /// <summary>The last orders that left, by our id.</summary>
    public ImmutableSortedDictionary<ClientOrderId, GoneOrder> Gone { get; init; } = ImmutableSortedDictionary<ClientOrderId, GoneOrder>.Empty;

    /// <summary>Our id by the venue's, for orders held and orders remembered.</summary>
    public ImmutableSortedDictionary<VenueOrderId, ClientOrderId> ByVenueOrder { get; init; } = ImmutableSortedDictionary<VenueOrderId, ClientOrderId>.Empty;

    /// <summary>The fills that were booked, ours and foreign.</summary>
    public FillMemory Fills { get; init; } = FillMemory.Empty();

    /// <summary>The highest counter of each run's intents: an id of ours that is not above it was journaled.</summary>
    public ImmutableSortedDictionary<int, long> LastCounters { get; init; } = ImmutableSortedDictionary<int, long>.Empty;

    /// <summary>This run; 0 before the first.</summary>
    public int Run { get; init; }

    /// <summary>When the first run began: fills from before are not of this ledger.</summary>
    public Instant OpenedAt { get; init; }

    /// <summary>The order groups of this run.</summary>
    public ImmutableSortedDictionary<GroupKey, OrderGroupId> Groups { get; init; } = ImmutableSortedDictionary<GroupKey, OrderGroupId>.Empty;

    /// <summary>Order groups of earlier runs, and replaced ones.</summary>
    public ImmutableList<OpenedGroup> EarlierGroups { get; init; } = [];

    /// <summary>Fills booked that belong to no order of ours.</summary>
    public long ForeignFills { get; init; }

    private ImmutableQueue<ClientOrderId> GoneInOrder { get; init; } = [];

    /// <summary>Whether any order may still fill or is owed fills: reconciliations are then close together.</summary>
    public bool HasOrders => Orders.Count > 0;

    /// <summary>The entry of a ticker that has not left; null when there is none.</summary>
    public RegisteredOrder? EntryOf(Ticker ticker) => Of(ticker, OrderRole.Entry);

    /// <summary>The exit of a ticker that has not left; null when there is none.</summary>
    public RegisteredOrder? ExitOf(Ticker ticker) => Of(ticker, OrderRole.Exit);

    /// <summary>Whether an order of the ticker is in doubt: the ticker is frozen.</summary>
    public bool IsInDoubt(Ticker ticker)
    {
        foreach (var (_, order) in Orders)
            if (order.Phase == OrderPhase.Unknown && order.Ticket.Ticker == ticker) return true;
        return false;
    }

    /// <summary>Orders decided at least <paramref name="age"/> ago, oldest first.</summary>
    public ImmutableArray<RegisteredOrder> OlderThan(TimeSpan age, Instant now) =>
        [.. Orders.Values.Where(order => now - order.IntendedAt >= age).OrderBy(order => order.IntendedAt).ThenBy(order => order.Id)];

    /// <summary>When the oldest order that has not left was decided; null when there is none. Listings must reach back to it.</summary>
    public Instant? OldestIntent
    {
        get
        {
            Instant? oldest = null;
            foreach (var (_, order) in Orders)
                if (oldest is null || order.IntendedAt < oldest) oldest = order.IntendedAt;
            return oldest;
        }
    }

    /// <summary>The id of the next order of this run.</summary>
    public ClientOrderId NextId(string account, OrderRole role) => ClientOrderIds.Make(account, Run, role, LastCounters.GetValueOrDefault(Run) + 1);

    /// <summary>Whether an id of our making was journaled here: otherwise another instance made it.</summary>
    public bool WasJournaled(ClientOrderId id, OrderOrigin origin) =>
        Orders.ContainsKey(id) || Gone.ContainsKey(id) || origin.Counter <= LastCounters.GetValueOrDefault(origin.Run);

    /// <summary>Finds the order that a message speaks of, by our id or by the venue's.</summary>
    public RegisteredOrder? Find(ClientOrderId? id, VenueOrderId? venueOrder)
    {
        if (id is { } ours && Orders.TryGetValue(ours, out var byId)) return byId;
        return venueOrder is { } theirs && ByVenueOrder.TryGetValue(theirs, out var known) ? Orders.GetValueOrDefault(known) : null;
    }

    /// <summary>Finds an order that has left.</summary>
    public GoneOrder? FindGone(ClientOrderId? id, VenueOrderId? venueOrder)
    {
        if (id is { } ours && Gone.TryGetValue(ours, out var byId)) return byId;
        return venueOrder is { } theirs && ByVenueOrder.TryGetValue(theirs, out var known) ? Gone.GetValueOrDefault(known) : null;
    }

    /// <summary>
    /// Takes an order for sending: the intent as a fact and the create as an effect that waits for it. Refused, as a value,
    /// when the id was used, an order of that role on the ticker has not left, an entry's ticker is in doubt, or the registry
    /// is full. A ticket that may never be sent (fill-or-kill, no count, an id outside our alphabet) is a broken program.
    /// </summary>
    public Registration Register(OrderTicket ticket, StrategyId strategy, Money reserved, Instant now, OrderPolicy policy) =>
        OrderRules.Register(this, ticket, strategy, reserved, now, policy);

    /// <summary>
    /// Decides a cancel. Asked once; when the venue's id is not known yet, the cancel leaves as soon as it is. Nothing when
    /// the order has ended or a cancel is under way.
    /// </summary>
    public OrderDecision DecideCancel(ClientOrderId id, string reason, Instant now, OrderPolicy policy) =>
        OrderRules.Cancel(this, id, reason, now);

    /// <summary>
    /// What an input means: answers to creates and cancels, private frames and fills, listings, order groups. Other inputs
    /// mean nothing here.
    /// </summary>
    public OrderDecision Decide(Input input, Instant now, OrderPolicy policy) => OrderRules.Decide(this, input, now, policy);

    /// <summary>When something must be done without any input; null when nothing. Derived from the state; times of the past are due now.</summary>
    public Instant? NextDeadline(ExecutionSettings settings)
    {
        Instant? next = null;
        foreach (var (_, order) in Orders)
            if (order.Deadline(settings) is { } deadline && (next is null || deadline.At < next)) next = deadline.At;
        return next;
    }

    /// <summary>Does what is due. After it, <see cref="NextDeadline"/> lies later or is gone.</summary>
    public OrderDecision OnTime(Instant now, OrderPolicy policy) => OrderRules.OnTime(this, now, policy);

    /// <summary>
    /// After a restart every order that has not ended is in doubt, and the entry groups of earlier runs are triggered, so that
    /// what they still have on the way is refused. To be called when the facts are folded and the new run has begun.
    /// </summary>
    public OrderDecision OnRestart(Instant now, OrderPolicy policy) => OrderRules.OnRestart(this, now);

    private RegisteredOrder? Of(Ticker ticker, OrderRole role)
    {
        foreach (var (_, order) in Orders)
            if (order.Ticket.Role == role && order.Ticket.Ticker == ticker) return order;
        return null;
    }
}
