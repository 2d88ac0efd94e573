using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Positions;

namespace KalshiArb.Domain.Risk;

/// <summary>What risk must know of a market to place it in its sums.</summary>
public sealed record MarketIdentity(
    Ticker Ticker, EventTicker Event, SeriesTicker Series, Sport Sport, Shard Shard, GameId Game, GameOutcome YesOutcome, int OutcomesInGame)
{
    /// <summary>Takes it from the market's facts.</summary>
    public static MarketIdentity Of(MarketFacts facts) => new(
        facts.Ticker, facts.Event, facts.Series, facts.Sport, facts.Shard, facts.Game, facts.YesOutcome, facts.OutcomesInGame);
}

/// <summary>An order that was sent or meant to be, for the rate and the repeated-entry rules.</summary>
public readonly record struct RecentOrder(Instant At, Ticker Ticker, OrderRole Role, OrderSide Side, Price Limit);

/// <summary>
/// Everything that risk decides on. It is a fold of facts (<see cref="Apply(IJournaled)"/>) and of what only this run knows:
/// approvals of the input in hand (<see cref="Reserve(EntryRequest, Approved, Instant)"/>), market identities, marks, and
/// whether the last reconciliation was clean. Immutable and bounded.
/// </summary>
public sealed partial record RiskState
{
    /// <summary>Recent orders kept; an order limit above it acts as if it were this.</summary>
    public const int RecentOrderCapacity = 512;

    /// <summary>Recent rejects kept; a reject limit above it acts as if it were this.</summary>
    public const int RecentRejectCapacity = 128;

    /// <summary>Market identities kept; beyond it those without a position or an order are forgotten, and told again by their listing.</summary>
    public const int MarketCapacity = 16_384;

    /// <summary>A state before the first fact: Running, and not reconciled, so that no entry is approved.</summary>
    public static RiskState Initial { get; } = new();

    /// <summary>Positions, profit and cash, by the same facts.</summary>
    public PositionLedger Ledger { get; init; } = PositionLedger.Empty;

    /// <summary>Orders that may still fill, or whose fills are owed.</summary>
    public ImmutableSortedDictionary<ClientOrderId, OrderAtRisk> Orders { get; init; } = ImmutableSortedDictionary<ClientOrderId, OrderAtRisk>.Empty;

    /// <summary>Approvals that no <see cref="OrderIntended"/> has named yet.</summary>
    public ImmutableList<OrderAtRisk> Reservations { get; init; } = [];

    /// <summary>Exposure of every market that has a position, an order or a reservation; kept by <see cref="Refresh"/>.</summary>
    public ImmutableSortedDictionary<Ticker, Money> Exposures { get; init; } = ImmutableSortedDictionary<Ticker, Money>.Empty;

    /// <summary>What is known of markets. A market that is exposed and not known counts in every event's and every sport's sum.</summary>
    public ImmutableSortedDictionary<Ticker, MarketIdentity> Markets { get; init; } = ImmutableSortedDictionary<Ticker, MarketIdentity>.Empty;

    /// <summary>
    /// Which strategies have entered a market that is held, since it was last flat, the first one first. Foreign and adopted positions
    /// have none: they count for the account alone.
    /// </summary>
    public ImmutableSortedDictionary<Ticker, ImmutableArray<StrategyId>> Owners { get; init; } = ImmutableSortedDictionary<Ticker, ImmutableArray<StrategyId>>.Empty;

    /// <summary>
    /// What each strategy has made or lost after fees, all runs of the journal: a position's result counts for the strategy that opened
    /// it. What nobody of ours opened, and a result that is corrected after it was paid, count for none.
    /// </summary>
    public ImmutableSortedDictionary<StrategyId, Money> Results { get; init; } = ImmutableSortedDictionary<StrategyId, Money>.Empty;

    /// <summary>Executable prices of markets that are held.</summary>
    public ImmutableSortedDictionary<Ticker, Mark> Marks { get; init; } = ImmutableSortedDictionary<Ticker, Mark>.Empty;

    /// <summary>What the service may do.</summary>
    public TradingState Trading { get; init; } = TradingState.Running;

    /// <summary>Why, and by whom.</summary>
    public string TradingReason { get; init; } = "";

    /// <summary>Whether the last reconciliation was clean; false until one was.</summary>
    public bool Reconciled { get; init; }

    /// <summary>Markets for which a listing is owed: they were paused or changed since the last one began.</summary>
    public ImmutableSortedSet<Ticker> Awaited { get; init; } = [];

    /// <summary>Shards that take no entries, with the reason.</summary>
    public ImmutableSortedDictionary<Shard, string> StoppedShards { get; init; } = ImmutableSortedDictionary<Shard, string>.Empty;

    /// <summary>The account's highest value, from which drawdown is measured; null before the first.</summary>
    public Money? HighWaterMark { get; init; }

    /// <summary>Frozen tickers, with the reason.</summary>
    public ImmutableSortedDictionary<Ticker, string> Frozen { get; init; } = ImmutableSortedDictionary<Ticker, string>.Empty;

    /// <summary>Until when a ticker cools down.</summary>
    public ImmutableSortedDictionary<Ticker, Instant> TickerCoolDowns { get; init; } = ImmutableSortedDictionary<Ticker, Instant>.Empty;

    /// <summary>Until when an event cools down.</summary>
    public ImmutableSortedDictionary<EventTicker, Instant> EventCoolDowns { get; init; } = ImmutableSortedDictionary<EventTicker, Instant>.Empty;

    /// <summary>Series that an operator disabled.</summary>
    public ImmutableSortedSet<SeriesTicker> DisabledSeries { get; init; } = [];

    /// <summary>Strategies that an operator disabled.</summary>
    public ImmutableSortedSet<StrategyId> DisabledStrategies { get; init; } = [];

    /// <summary>Markets that an operator disabled.</summary>
    public ImmutableSortedSet<Ticker> DisabledTickers { get; init; } = [];

    /// <summary>The last orders, oldest first.</summary>
    public ImmutableList<RecentOrder> RecentOrders { get; init; } = [];

    /// <summary>Times of the last rejects, oldest first.</summary>
    public ImmutableList<Instant> RecentRejects { get; init; } = [];

    /// <summary>How fast the exchange acknowledges orders.</summary>
    public AckLatencies Acks { get; init; } = AckLatencies.None;

    /// <summary>What entries were worth a minute later, and what that stopped.</summary>
    public MarkOuts MarkOuts { get; init; } = MarkOuts.None;

    /// <summary>The latest time of any fact; brakes that ended before it are forgotten.</summary>
    public Instant LastFactAt { get; init; }

    /// <summary>Exposure of the account: the sum over all markets.</summary>
    public Money AccountExposure
    {
        get
        {
            var sum = Money.Zero;
            foreach (var (_, exposure) in Exposures) sum += exposure;
            return sum;
        }
    }

    /// <summary>
    /// Cash of a shard that no order holds; null when the shard's cash was never opened. It can only be negative when the
    /// venue took more than an order's limit and fee bound, or through foreign orders.
    /// </summary>
    public Money? AvailableCash(Shard shard)
    {
        if (!Ledger.Cash.TryGetValue(shard, out var cash)) return null;
        foreach (var (_, order) in Orders)
            if (order.Shard == shard) cash -= order.Held;
        foreach (var order in Reservations)
            if (order.Shard == shard) cash -= order.Held;
        return cash;
    }

    /// <summary>
    /// Cash and what every position would bring now; null while a held market has no mark, since drawdown cannot be told then.
    /// </summary>
    public Money? Equity
    {
        get
        {
            var sum = Ledger.TotalCash;
            foreach (var (ticker, position) in Ledger.Positions)
            {
                if (position.IsFlat) continue;
                if (!Marks.TryGetValue(ticker, out var mark)) return null;
                sum += position.ExecutableValue(mark);
            }

            return sum;
        }
    }

    /// <summary>Whether a ticker is frozen: by a fact, or because an order on it is in doubt.</summary>
    public bool IsFrozen(Ticker ticker)
    {
        if (Frozen.ContainsKey(ticker)) return true;
        foreach (var (_, order) in Orders)
            if (order.Doubted && order.Ticker == ticker) return true;
        return false;
    }

    /// <summary>Open contracts of a role on a market, orders and reservations together.</summary>
    public Quantity OpenCount(Ticker ticker, OrderRole role)
    {
        var sum = Quantity.Zero;
        foreach (var (_, order) in Orders)
            if (order.Ticker == ticker && order.Role == role) sum += order.Open;
        foreach (var order in Reservations)
            if (order.Ticker == ticker && order.Role == role) sum += order.Open;
        return sum;
    }

    /// <summary>Whether an entry on a market has not left yet (working, unknown, owed or just approved).</summary>
    public bool HasEntry(Ticker ticker) => EntryOf(ticker) is not null;

    /// <summary>The entry of a market that has not left yet.</summary>
    public OrderAtRisk? EntryOf(Ticker ticker)
    {
        foreach (var (_, order) in Orders)
            if (order.Ticker == ticker && order.Role == OrderRole.Entry) return order;
        foreach (var order in Reservations)
            if (order.Ticker == ticker && order.Role == OrderRole.Entry) return order;
        return null;
    }
}
