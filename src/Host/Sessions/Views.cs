using KalshiArb.Domain.Risk;

namespace KalshiArb.Host.Sessions;

/// <summary>The whole at a glance.</summary>
/// <param name="At">Market time.</param>
/// <param name="Mode">paper, replay, demo, live, dry-run.</param>
/// <param name="State">What the service may do.</param>
/// <param name="StateBy">Who set it; null when it is as started.</param>
/// <param name="StateReason">Why; null when it is as started.</param>
/// <param name="Run">The number of this run.</param>
/// <param name="Cash">Cash over all shards.</param>
/// <param name="Exposure">What could be lost.</param>
/// <param name="Realized">Today's realized P&amp;L after fees.</param>
/// <param name="Open">Open P&amp;L at the bid.</param>
/// <param name="Fees">Fees today.</param>
/// <param name="Positions">Positions.</param>
/// <param name="WorkingOrders">Orders in the registry.</param>
/// <param name="UnknownOrders">Of these in doubt.</param>
/// <param name="Books">Books live of all.</param>
/// <param name="GamesFresh">Games with fresh odds of all.</param>
/// <param name="Signals">Signals so far.</param>
/// <param name="Approved">Approved so far.</param>
/// <param name="Refused">Refused so far.</param>
/// <param name="LastReconciled">When the account was last compared; null when never.</param>
/// <param name="ReconcileClean">Whether it then agreed.</param>
/// <param name="Inputs">Inputs taken.</param>
public sealed record StatusView(
    Instant At,
    string Mode,
    TradingState State,
    string? StateBy,
    string? StateReason,
    int Run,
    Money Cash,
    Money Exposure,
    Money Realized,
    Money Open,
    Money Fees,
    int Positions,
    int WorkingOrders,
    int UnknownOrders,
    CountOf Books,
    CountOf GamesFresh,
    long Signals,
    long Approved,
    long Refused,
    Instant? LastReconciled,
    bool ReconcileClean,
    long Inputs)
{
    /// <summary>Feeds from outside this process; empty when there are none.</summary>
    public ImmutableArray<FeedRow> Feeds { get; init; } = [];
}

/// <summary>One feed.</summary>
/// <param name="Name">The source.</param>
/// <param name="Health">starting, well, failing or held.</param>
/// <param name="LastSuccess">When an answer could last be used; null for never.</param>
/// <param name="NextDue">When it is asked next.</param>
/// <param name="Polls">Questions asked.</param>
/// <param name="Failures">Of these without an answer that could be used.</param>
/// <param name="FailuresInRow">The most failures in a row that one of its lanes has now.</param>
/// <param name="Quarantined">Items that did not read.</param>
/// <param name="Dropped">Inputs that the core had no room for.</param>
/// <param name="Restarts">Times that its loop was started again after a failure.</param>
/// <param name="LastFault">The last failure; empty for none.</param>
/// <param name="Note">What it says of itself: quota and hours left, who stands in for whom; empty for nothing.</param>
public sealed record FeedRow(
    string Name, string Health, Instant? LastSuccess, Instant NextDue, long Polls, long Failures, int FailuresInRow, long Quarantined, long Dropped, long Restarts, string LastFault, string Note);

/// <summary>Some of all.</summary>
public readonly record struct CountOf(int Some, int All);

/// <summary>Orders in the registry.</summary>
public sealed record OrdersView(Instant At, ImmutableArray<OrderRow> Orders);

/// <summary>One order.</summary>
/// <param name="Id">Our identity.</param>
/// <param name="VenueId">The venue's; null before it is known.</param>
/// <param name="Ticker">The market.</param>
/// <param name="Role">Entry or exit.</param>
/// <param name="Side">Bid or ask (YES).</param>
/// <param name="Limit">Limit price (YES).</param>
/// <param name="Count">Sent with.</param>
/// <param name="Filled">Largest fill count seen.</param>
/// <param name="Booked">Fills booked by id.</param>
/// <param name="State">Intended, Sent, Working, CancelPending, Unknown, FillsOwed.</param>
/// <param name="Age">Since it was decided.</param>
/// <param name="Note">Why it is in doubt, or when it expires; empty for nothing.</param>
public sealed record OrderRow(
    ClientOrderId Id, VenueOrderId? VenueId, Ticker Ticker, OrderRole Role, OrderSide Side, Price Limit, Quantity Count, Quantity Filled, Quantity Booked, string State, TimeSpan Age, string Note);

/// <summary>Positions.</summary>
public sealed record PositionsView(Instant At, ImmutableArray<PositionRow> Positions);

/// <summary>One position.</summary>
/// <param name="Ticker">The market.</param>
/// <param name="Position">Signed: long YES positive.</param>
/// <param name="AverageCost">Per contract with fees, in the position's own price.</param>
/// <param name="Mark">What it could be left at now, in its own price; null without a bid.</param>
/// <param name="Open">Open P&amp;L at the mark; null without one.</param>
/// <param name="Realized">Realized on this market.</param>
/// <param name="Fees">Fees on this market.</param>
/// <param name="Fair">Fair value of the outcome held; null when there is none.</param>
/// <param name="Held">Since the first fill.</param>
/// <param name="ExitPlan">What the exit is waiting for.</param>
/// <param name="AwaitingSettlement">Since the result was determined; null while it is not.</param>
public sealed record PositionRow(
    Ticker Ticker, Quantity Position, Money AverageCost, Price? Mark, Money? Open, Money Realized, Money Fees, double? Fair, TimeSpan Held, string ExitPlan, TimeSpan? AwaitingSettlement = null);

/// <summary>Limits and brakes.</summary>
public sealed record RiskView(Instant At, TradingState State, ImmutableArray<LimitRow> Limits, ImmutableArray<string> Brakes)
{
    /// <summary>What each strategy has at stake and has made; empty where none has limits of its own.</summary>
    public ImmutableArray<StrategyRow> Strategies { get; init; } = [];
}

/// <summary>One strategy.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Enabled">Whether no operator has switched it off.</param>
/// <param name="Markets">Markets in which it has a position or a working entry.</param>
/// <param name="MaxMarkets">Most of them.</param>
/// <param name="Exposure">Exposure of these markets.</param>
/// <param name="MaxExposure">Most of it.</param>
/// <param name="Realized">What it has made or lost after fees, all runs of the journal.</param>
public sealed record StrategyRow(string Name, bool Enabled, int Markets, int MaxMarkets, Money Exposure, Money MaxExposure, Money Realized);

/// <summary>One limit.</summary>
/// <param name="Code">Its reason code in SNAKE_CASE.</param>
/// <param name="Limit">Its value as set.</param>
/// <param name="Armed">Whether it can bind.</param>
/// <param name="LastEvaluated">When it was last evaluated; null when never.</param>
/// <param name="LastBound">When it last refused or cut a size; null when never.</param>
/// <param name="BoundBy">The market on which it did; empty when never.</param>
/// <param name="Times">How often it refused or cut in this run.</param>
public sealed record LimitRow(string Code, string Limit, bool Armed, Instant? LastEvaluated, Instant? LastBound, string BoundBy, long Times);

/// <summary>Why a market is or is not traded now.</summary>
/// <param name="At">Market time.</param>
/// <param name="Ticker">The market.</param>
/// <param name="Verdict">ENTER, or the reason code that stops it.</param>
/// <param name="Evidence">Name and value, in the order in which they are looked at: book, fair value, ages, edge, fees, limits.</param>
/// <param name="Recent">The last decisions about it, oldest first, at most 10.</param>
public sealed record WhyView(Instant At, Ticker Ticker, string Verdict, ImmutableArray<Evidence> Evidence, ImmutableArray<string> Recent);

/// <summary>One piece of evidence.</summary>
public readonly record struct Evidence(string Name, string Value);
