using System.Text.Json.Serialization;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Positions;

namespace KalshiArb.Domain.Risk;

/// <summary>A mark, in a snapshot.</summary>
public readonly record struct MarketMark(Ticker Ticker, Mark Mark);

/// <summary>A frozen ticker, in a snapshot.</summary>
public readonly record struct FrozenTicker(Ticker Ticker, string Reason);

/// <summary>The cool-down of a ticker, in a snapshot.</summary>
public readonly record struct TickerCoolDown(Ticker Ticker, Instant Until);

/// <summary>The cool-down of an event, in a snapshot.</summary>
public readonly record struct EventCoolDown(EventTicker Event, Instant Until);

/// <summary>What a strategy has made or lost, in a snapshot.</summary>
public readonly record struct StrategyResult(StrategyId Strategy, Money Result);

/// <summary>The strategies that have entered a market that is held, in a snapshot.</summary>
public readonly record struct PositionOwners(Ticker Ticker, ImmutableArray<StrategyId> Strategies);

/// <summary>The whole <see cref="RiskState"/> as plain lists in a fixed order, for a serializer and for the head of a tape.</summary>
public sealed record RiskSnapshot(
    LedgerSnapshot Ledger,
    ImmutableArray<OrderAtRisk> Orders,
    ImmutableArray<OrderAtRisk> Reservations,
    ImmutableArray<MarketIdentity> Markets,
    ImmutableArray<MarketMark> Marks,
    TradingState Trading,
    string TradingReason,
    bool Reconciled,
    Money? HighWaterMark,
    ImmutableArray<FrozenTicker> Frozen,
    ImmutableArray<TickerCoolDown> TickerCoolDowns,
    ImmutableArray<EventCoolDown> EventCoolDowns,
    ImmutableArray<SeriesTicker> DisabledSeries,
    ImmutableArray<StrategyId> DisabledStrategies,
    ImmutableArray<Ticker> DisabledTickers,
    ImmutableArray<RecentOrder> RecentOrders,
    ImmutableArray<Instant> RecentRejects,
    Instant LastFactAt,
    ImmutableArray<UnacknowledgedOrder> Unacknowledged,
    ImmutableArray<AckSample> AckSamples,
    ImmutableArray<UnmeasuredFill> UnmeasuredFills,
    ImmutableArray<MarkOutSample> MarkOutSamples,
    ImmutableArray<MarkOutStop> MarkOutStops)
{
    /// <summary>Who has entered what is held; null where nobody has.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<PositionOwners>? Owners { get; init; }

    /// <summary>What each strategy has made; null where none has traded.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<StrategyResult>? Results { get; init; }
}

public sealed partial record RiskState
{
    /// <summary>The whole state as plain lists. Exposures are computed anew on the way back.</summary>
    public RiskSnapshot ToSnapshot() => new(
        Ledger.ToSnapshot(),
        [.. Orders.Values],
        [.. Reservations],
        [.. Markets.Values],
        [.. Marks.Select(pair => new MarketMark(pair.Key, pair.Value))],
        Trading,
        TradingReason,
        Reconciled,
        HighWaterMark,
        [.. Frozen.Select(pair => new FrozenTicker(pair.Key, pair.Value))],
        [.. TickerCoolDowns.Select(pair => new TickerCoolDown(pair.Key, pair.Value))],
        [.. EventCoolDowns.Select(pair => new EventCoolDown(pair.Key, pair.Value))],
        [.. DisabledSeries],
        [.. DisabledStrategies],
        [.. DisabledTickers],
        [.. RecentOrders],
        [.. RecentRejects],
        LastFactAt,
        [.. Acks.Waiting.Select(pair => new UnacknowledgedOrder(pair.Key, pair.Value))],
        [.. Acks.Samples],
        [.. MarkOuts.Waiting],
        [.. MarkOuts.Samples],
        [.. MarkOuts.Stops])
    {
        Owners = Owners.IsEmpty ? null : [.. Owners.Select(pair => new PositionOwners(pair.Key, pair.Value))],
        Results = Results.IsEmpty ? null : [.. Results.Select(pair => new StrategyResult(pair.Key, pair.Value))],
    };

    /// <summary>The state that a snapshot was taken of. Throws <see cref="InvariantViolation"/> when an order in it has no identity.</summary>
    public static RiskState Restore(RiskSnapshot snapshot)
    {
        var state = new RiskState
        {
            Ledger = PositionLedger.Restore(snapshot.Ledger),
            Orders = snapshot.Orders.ToImmutableSortedDictionary(
                order => order.Id ?? throw new InvariantViolation($"an order on {order.Ticker} in a snapshot has no identity"), order => order),
            Reservations = [.. snapshot.Reservations],
            Markets = snapshot.Markets.ToImmutableSortedDictionary(market => market.Ticker, market => market),
            Marks = snapshot.Marks.ToImmutableSortedDictionary(mark => mark.Ticker, mark => mark.Mark),
            Trading = snapshot.Trading,
            TradingReason = snapshot.TradingReason,
            Reconciled = snapshot.Reconciled,
            HighWaterMark = snapshot.HighWaterMark,
            Frozen = snapshot.Frozen.ToImmutableSortedDictionary(frozen => frozen.Ticker, frozen => frozen.Reason),
            TickerCoolDowns = snapshot.TickerCoolDowns.ToImmutableSortedDictionary(coolDown => coolDown.Ticker, coolDown => coolDown.Until),
            EventCoolDowns = snapshot.EventCoolDowns.ToImmutableSortedDictionary(coolDown => coolDown.Event, coolDown => coolDown.Until),
            Owners = (snapshot.Owners ?? []).ToImmutableSortedDictionary(owners => owners.Ticker, owners => owners.Strategies),
            Results = (snapshot.Results ?? []).ToImmutableSortedDictionary(result => result.Strategy, result => result.Result),
            DisabledSeries = [.. snapshot.DisabledSeries],
            DisabledStrategies = [.. snapshot.DisabledStrategies],
            DisabledTickers = [.. snapshot.DisabledTickers],
            RecentOrders = [.. snapshot.RecentOrders],
            RecentRejects = [.. snapshot.RecentRejects],
            LastFactAt = snapshot.LastFactAt,
            MarkOuts = new MarkOuts { Waiting = [.. snapshot.UnmeasuredFills], Samples = [.. snapshot.MarkOutSamples], Stops = [.. snapshot.MarkOutStops] },
            Acks = AckLatencies.Restore(snapshot.Unacknowledged, snapshot.AckSamples),
        };
        foreach (var position in snapshot.Ledger.Positions) state = state.Refresh(position.Ticker);
        foreach (var order in snapshot.Orders) state = state.Refresh(order.Ticker);
        foreach (var order in snapshot.Reservations) state = state.Refresh(order.Ticker);
        return state;
    }
}
