using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Domain.Reconciliation;

/// <summary>What came of a step of the reconciliation.</summary>
/// <param name="State">The state after it; unlike the registry's it is not a fold of facts alone, and begins anew at a start.</param>
/// <param name="Facts">Freezes and thaws of tickers.</param>
/// <param name="Effects">Listings wanted. They wait for nothing.</param>
/// <param name="Notices">Differences with both sides' numbers, and what the supervisor must do.</param>
public sealed record ReconcileDecision(ReconcileState State, ImmutableArray<IJournaled> Facts, ImmutableArray<Effect> Effects, ImmutableArray<Notice> Notices);

/// <summary>
/// When the account is listed, and what of it disagrees with us. One listing is under way at a time and serves everything:
/// the registry takes its rows and fills first, then positions its settlements, then it is compared here. Nothing is ever
/// invented to make the sides agree.
/// </summary>
public sealed record ReconcileState
{
    /// <summary>How far a listing must lie past a market's last fill or settlement to be compared: reads lag by up to a second.</summary>
    public static TimeSpan ReadLag { get; } = TimeSpan.FromSeconds(2);

    /// <summary>How far listings reach back beyond what is known to be compared.</summary>
    public static TimeSpan Overlap { get; } = TimeSpan.FromSeconds(60);

    /// <summary>How far before our last fact the first listing of a process reaches at most: the process before may have missed something for as long.</summary>
    public static TimeSpan FirstReach { get; } = TimeSpan.FromDays(1);

    /// <summary>After this without an answer a listing has failed.</summary>
    public static TimeSpan AnswerTimeout { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Time between listings until the first comparison is complete, and the least time between an answer and a listing that was asked for at once.</summary>
    public static TimeSpan Soon { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Listings that may fail at a start; then the service refuses to start.</summary>
    public const int StartTries = 3;

    /// <summary>Tickers with confirmed differences that pause everything.</summary>
    public const int PausingTickers = 3;

    /// <summary>Markets whose last fill is remembered; the oldest are forgotten beyond it.</summary>
    public const int MarketCapacity = 4_096;

    /// <summary>Differences kept at most; beyond it everything is paused and further ones are counted only.</summary>
    public const int DifferenceCapacity = 1_024;

    /// <summary>Freezes of ours begin with this, so that they are known again after a restart.</summary>
    public const string ReasonPrefix = "reconcile: ";

    /// <summary>A cash gap up to this is none: the venue's balance has a precision of $0.0001.</summary>
    public static Money CashTolerance { get; } = Money.FromMicros(100);

    /// <summary>A cash gap beyond this pauses everything.</summary>
    public static Money PausingCash { get; } = Money.FromDollars(1);

    /// <summary>Before the start.</summary>
    public static ReconcileState Initial { get; } = new();

    /// <summary>Whether the session has begun; nothing is asked before.</summary>
    public bool Begun { get; init; }

    /// <summary>The number of the last listing asked for.</summary>
    public long Pass { get; init; }

    /// <summary>When the listing under way was asked for; null when none is.</summary>
    public Instant? AskedAt { get; init; }

    /// <summary>When the last listing was answered or failed; null before the first.</summary>
    public Instant? FinishedAt { get; init; }

    /// <summary>Whether a listing is wanted before the schedule asks for one.</summary>
    public bool Wanted { get; init; }

    /// <summary>Listings that failed in a row.</summary>
    public int Failures { get; init; }

    /// <summary>Whether the start was refused.</summary>
    public bool StartRefused { get; init; }

    /// <summary>Whether everything was compared once since the session began, at whatever time.</summary>
    public bool Started { get; init; }

    /// <summary>Whether everything was compared since the start or the last reconnect.</summary>
    public bool Complete { get; init; }

    /// <summary>How current the last comparison was.</summary>
    public Instant? LastAsOf { get; init; }

    /// <summary>When the oldest fill traded that the last comparison's listing held and that waits to be booked; null when none does.</summary>
    public Instant? WaitingSince { get; init; }

    /// <summary>When the last comparison was made; null when never.</summary>
    public Instant? ComparedAt { get; init; }

    /// <summary>The last fill, settlement or private frame of each market.</summary>
    public ImmutableSortedDictionary<Ticker, Instant> LastMoves { get; init; } = ImmutableSortedDictionary<Ticker, Instant>.Empty;

    /// <summary>The last fill or settlement of any market: cash moved then.</summary>
    public Instant LastMove { get; init; }

    /// <summary>The time of the last fact about an order or the ledger: a first listing must reach back beyond it.</summary>
    public Instant LastFactAt { get; init; }

    /// <summary>Disagreements seen, confirmed or not.</summary>
    public ImmutableSortedDictionary<DifferenceKey, Difference> Differences { get; init; } = ImmutableSortedDictionary<DifferenceKey, Difference>.Empty;

    /// <summary>What the last listing shows of positions that differ, for an operator who adopts one.</summary>
    public ImmutableSortedDictionary<Ticker, ListedPosition> Listed { get; init; } = ImmutableSortedDictionary<Ticker, ListedPosition>.Empty;

    /// <summary>Tickers that are frozen because of a difference.</summary>
    public ImmutableSortedSet<Ticker> Frozen { get; init; } = [];

    /// <summary>Markets that may not be entered before a listing that was asked for after this one.</summary>
    public ImmutableSortedDictionary<Ticker, long> Awaited { get; init; } = ImmutableSortedDictionary<Ticker, long>.Empty;

    /// <summary>Whether the differences are such that everything is to be paused.</summary>
    public bool IsPausing { get; init; }

    /// <summary>Whether entries may rest on the ledger: everything was compared, and what disagrees is frozen by itself.</summary>
    public bool IsClean => Complete && !IsPausing && !StartRefused;

    /// <summary>The state after a fact: moves of the ledger, and freezes of ours. A fact may come twice.</summary>
    public ReconcileState Apply(IJournaled fact) => fact switch
    {
        FillBooked fill => Moved(fill.Ticker, fill.At),
        SettlementBooked settlement => Moved(settlement.Ticker, settlement.At),
        PositionAdopted adopted => Adopt(adopted),
        CashOpened opened => Noted(opened.At),
        OrderIntended intended => Noted(intended.At),
        OrderAcknowledged acknowledged => Noted(acknowledged.At),
        OrderEnded ended => Noted(ended.At),
        TickerFrozen frozen when frozen.Reason.StartsWith(ReasonPrefix, StringComparison.Ordinal) => this with { Frozen = Frozen.Add(frozen.Ticker) },
        TickerThawed thawed => this with { Frozen = Frozen.Remove(thawed.Ticker) },
        _ => this,
    };

    /// <summary>Notes a private frame about a market that was not a fill (those come as facts): a listing must lie past it.</summary>
    public ReconcileState Touched(Ticker ticker, Instant at) => Remember(ticker, at);

    /// <summary>The session begins: a listing is due at once. To be called when the facts are folded.</summary>
    public ReconcileState Begin() => this with { Begun = true, Wanted = true, Complete = false };

    /// <summary>The private stream was connected anew: what it did not tell must be read, and until then nothing rests on the ledger.</summary>
    public ReconcileState Reconnected() => this with { Wanted = true, Complete = false };

    /// <summary>
    /// A market came back from a pause or was changed: no entry before a listing that begins from now on has judged it. One
    /// that is under way began before.
    /// </summary>
    public ReconcileState Await(Ticker ticker) => this with { Awaited = Awaited.SetItem(ticker, Pass), Wanted = true };

    /// <summary>Only a read can tell something: a listing is wanted before the schedule asks for one.</summary>
    public ReconcileState Want() => Wanted ? this : this with { Wanted = true };

    /// <summary>When a listing is to be asked for, or given up; null when never.</summary>
    /// <param name="orders">The registry: while it holds orders, listings are closer together.</param>
    /// <param name="settings">The schedule.</param>
    public Instant? NextDeadline(OrderRegistry orders, ExecutionSettings settings)
    {
        if (!Begun || StartRefused) return null;
        if (AskedAt is { } asked) return asked + AnswerTimeout;
        if (FinishedAt is not { } finished) return Instant.Never;
        if (Failures > 0) return finished + BackOff(Failures);
        if (Wanted || !Complete || !Awaited.IsEmpty) return finished + Soon;
        return finished + (orders.HasOrders ? settings.ReconcileWorking : settings.ReconcileIdle);
    }

    /// <summary>Asks for a listing when one is due, and gives up one that was not answered.</summary>
    public ReconcileDecision OnTime(OrderRegistry orders, Instant now, ExecutionSettings settings) => ReconcileRules.OnTime(this, orders, now, settings);

    /// <summary>A listing failed: evidence of nothing. The third in a row at a start refuses it.</summary>
    public ReconcileDecision OnListingFailed(AccountListingFailed failed, Instant now) => ReconcileRules.Failed(this, failed, now);

    /// <summary>
    /// Compares a listing. The registry and the ledger must have taken its rows, fills and settlements before, and this
    /// state the facts of that.
    /// </summary>
    public ReconcileDecision OnListing(OrderRegistry orders, LedgerView ledger, AccountListed listing, Instant now) =>
        ReconcileRules.Listed(this, orders, ledger, listing, now);

    /// <summary>Compares the position that the venue sent with a fill. A disagreement may be a frame on its way, so it only asks for a listing.</summary>
    /// <param name="fill">The fill, booked before.</param>
    /// <param name="ours">Our position after it.</param>
    public ReconcileDecision OnPostPosition(FillReported fill, Quantity ours) => ReconcileRules.PostPosition(this, fill, ours);

    internal static TimeSpan BackOff(int failures) => failures switch
    {
        <= 1 => TimeSpan.FromSeconds(1),
        2 => TimeSpan.FromSeconds(2),
        _ => TimeSpan.FromSeconds(5),
    };

    private ReconcileState Adopt(PositionAdopted adopted)
    {
        var differences = Differences.Remove(new DifferenceKey(DifferenceKind.Position, adopted.Ticker.Value));
        return (this with { Differences = differences, Listed = Listed.Remove(adopted.Ticker) }).Moved(adopted.Ticker, adopted.At);
    }

    private ReconcileState Moved(Ticker ticker, Instant at) => (this with { LastMove = Instant.Max(LastMove, at) }).Remember(ticker, at).Noted(at);

    private ReconcileState Noted(Instant at) => at > LastFactAt ? this with { LastFactAt = at } : this;

    private ReconcileState Remember(Ticker ticker, Instant at)
    {
        if (LastMoves.TryGetValue(ticker, out var before) && before >= at) return this;
        var moves = LastMoves.SetItem(ticker, at);
        if (moves.Count > MarketCapacity) moves = moves.Remove(moves.MinBy(pair => pair.Value).Key);
        return this with { LastMoves = moves };
    }
}
