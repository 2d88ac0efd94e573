using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Domain.Risk;

/// <summary>What a rule sees.</summary>
/// <param name="State">The state of risk.</param>
/// <param name="Request">The request and its evidence.</param>
/// <param name="Account">Limits of the account.</param>
/// <param name="Series">Settings of the market's series.</param>
/// <param name="Settings">Every setting in force.</param>
/// <param name="Now">The time of the input in hand.</param>
internal sealed record RuleContext(
    RiskState State, EntryRequest Request, AccountLimits Account, SeriesSettings Series, DecisionSettings Settings, Instant Now)
{
    /// <summary>The set that the request is a leg of; null for an entry by itself.</summary>
    internal SetOrders? Set { get; init; }

    internal Ticker Ticker => Request.Market.Ticker;
    internal MarketLimits Limits => Series.Limits;
    internal StrategyLimits? OfStrategy => Settings.For(Request.Strategy);

    /// <summary>Whether a market is another leg of the same set, approved a moment ago: all of them together are what is wanted.</summary>
    internal bool IsPartner(Ticker ticker) => Set?.Tickers.Contains(ticker) == true;
}

/// <summary>What a set of orders asks of each of its legs.</summary>
/// <param name="Tickers">The markets.</param>
/// <param name="Count">Whole contracts of each.</param>
internal sealed record SetOrders(ImmutableSortedSet<Ticker> Tickers, long Count);

/// <summary>
/// The rules that say yes or no to an entry, one a code, in the order in which they are asked; the first to refuse gives the
/// code. A rule returns null to let pass, else the value found beside the limit. The rules that limit the size stand in
/// <see cref="EntrySizing"/>. What stops everything comes first, then the account's brakes, the evidence, the market, and
/// what is held.
/// </summary>
internal static class RiskRules
{
    internal static ImmutableArray<(RefusalCode Code, Func<RuleContext, string?> Refuses)> Gates { get; } =
    [
        (RefusalCode.DailyLoss, DailyLoss),
        (RefusalCode.Drawdown, Drawdown),
        (RefusalCode.RejectRate, RejectRate),
        (RefusalCode.AckLatency, AckLatency),
        (RefusalCode.TradingState, TradingStateOf),
        (RefusalCode.NotReconciled, NotReconciled),
        (RefusalCode.Disabled, Disabled),
        (RefusalCode.MarkOut, MarkOut),
        (RefusalCode.TickerFrozen, TickerFrozen),
        (RefusalCode.MarketNotActive, MarketNotActive),
        (RefusalCode.NearClose, NearClose),
        (RefusalCode.NotLive, NotLive),
        (RefusalCode.BookStale, BookStale),
        (RefusalCode.FeedStale, FeedStale),
        (RefusalCode.SourcesDisagree, SourcesDisagree),
        (RefusalCode.EdgeTooLarge, EdgeTooLarge),
        (RefusalCode.Spread, Spread),
        (RefusalCode.Volume, Volume),
        (RefusalCode.PriceBand, PriceBand),
        (RefusalCode.UnexplainedMove, UnexplainedMove),
        (RefusalCode.BreakEven, BreakEven),
        (RefusalCode.CoolDown, CoolDown),
        (RefusalCode.DuplicateEntry, DuplicateEntry),
        (RefusalCode.RepeatedEntry, RepeatedEntry),
        (RefusalCode.OpposingPosition, OpposingPosition),
        (RefusalCode.HeldOutcome, HeldOutcome),
        (RefusalCode.StrategyMarkets, StrategyMarkets),
        (RefusalCode.MaxMarkets, MaxMarkets),
        (RefusalCode.MaxPositionsSport, MaxPositionsSport),
        (RefusalCode.OrderRate, OrderRate),
    ];

    private static string? DailyLoss(RuleContext c)
    {
        // The day's lowest point, not its present one: a breach lasts until the next day.
        var low = c.State.Ledger.DayAt(c.Now).Low;
        return low <= -c.Account.MaxDailyLoss ? $"day's low {low}, limit -{c.Account.MaxDailyLoss}" : null;
    }

    private static string? Drawdown(RuleContext c)
    {
        if (c.State.HighWaterMark is not { } mark) return null;
        if (c.State.Equity is not { } equity) return "a held market has no mark, so drawdown cannot be told";
        return mark - equity >= c.Account.MaxDrawdown ? $"{mark - equity} below the mark of {mark}, limit {c.Account.MaxDrawdown}" : null;
    }

    private static string? RejectRate(RuleContext c)
    {
        var rejects = c.State.RejectsWithin(c.Account.RejectWindow, c.Now);
        var limit = Math.Min(c.Account.MaxRejects, RiskState.RecentRejectCapacity);
        return rejects >= limit ? $"{rejects} rejects in {Seconds(c.Account.RejectWindow)}, limit {limit}" : null;
    }

    private static string? AckLatency(RuleContext c) =>
        c.Settings.Breakers is { } breakers && c.State.Acks.Slow(breakers) is { } slow
            ? $"p95 {Seconds(slow)} over the last {breakers.AckSamples} acknowledgements, limit {Seconds(breakers.MaxAckLatency)}" : null;

    private static string? TradingStateOf(RuleContext c) =>
        c.State.Trading == TradingState.Running ? null : $"{c.State.Trading} ({c.State.TradingReason})";

    private static string? NotReconciled(RuleContext c) =>
        !c.State.Reconciled ? "the last reconciliation is not clean, or none was made"
        : c.State.Awaited.Contains(c.Ticker) ? "the market was paused or changed, and no listing that began afterwards has come"
        : null;

    private static string? Disabled(RuleContext c) =>
        c.State.DisabledSeries.Contains(c.Request.Market.Series) ? $"series {c.Request.Market.Series}"
        : c.State.DisabledStrategies.Contains(c.Request.Strategy) ? $"strategy {c.Request.Strategy}"
        : c.State.DisabledTickers.Contains(c.Ticker) ? $"market {c.Ticker}"
        : null;

    private static string? MarkOut(RuleContext c) => c.State.MarkOuts.WhyStopped(c.Request.Strategy, MarkOuts.SeriesOf(c.Ticker));

    private static string? TickerFrozen(RuleContext c) =>
        !c.State.IsFrozen(c.Ticker) ? null : c.State.Frozen.GetValueOrDefault(c.Ticker, "an order is in doubt");

    private static string? MarketNotActive(RuleContext c) =>
        c.State.StoppedShards.TryGetValue(c.Request.Market.Shard, out var stopped) ? $"shard {c.Request.Market.Shard}: {stopped}"
        : c.Request.Market.Status == MarketStatus.Active ? null : $"market is {c.Request.Market.Status}";

    private static string? NearClose(RuleContext c)
    {
        var left = c.Request.Market.CloseTime - c.Now;
        return left < c.Series.Freshness.NearClose ? $"closes in {Seconds(left)}, limit {Seconds(c.Series.Freshness.NearClose)}" : null;
    }

    private static string? NotLive(RuleContext c) => c.Request.Feed.Phase switch
    {
        GamePhase.InPlay => null,
        GamePhase.Scheduled when c.Series.Entry.PreGame => null,
        var phase => $"game is {phase}",
    };

    private static string? BookStale(RuleContext c) => c.Request.Book.Live ? null : "book is stale or resyncing";

    private static string? FeedStale(RuleContext c)
    {
        var (feed, limits) = (c.Request.Feed, c.Series.Freshness);
        if (!feed.Fresh) return "a source is stale or suspended, or too few books are fresh";
        if (feed.OddsSinceReceipt is null && feed.ScoreSinceReceipt is null) return "no age of any source";
        return TooOld("odds", feed.OddsSinceReceipt, limits.OddsSinceReceipt)
            ?? TooOld("odds by their stamp", feed.OddsSinceStamp, limits.OddsSinceStamp)
            ?? TooOld("score", feed.ScoreSinceReceipt, limits.ScoreSinceReceipt);
    }

    private static string? SourcesDisagree(RuleContext c) =>
        c.Request.Feed.SourceGap is { } gap && gap > c.Settings.Consensus.MaximumDisagreement
            ? $"sources {gap} apart, limit {c.Settings.Consensus.MaximumDisagreement}" : null;

    private static string? EdgeTooLarge(RuleContext c) =>
        c.Request.Edge > c.Series.Entry.MaximumEdge ? $"edge {c.Request.Edge}, limit {c.Series.Entry.MaximumEdge}" : null;

    private static string? Spread(RuleContext c)
    {
        if (c.Request.Book is not { Bid: { } bid, Ask: { } ask }) return "one side of the book is empty";
        return ask - bid > c.Limits.MaximumSpread ? $"spread {ask - bid}, limit {c.Limits.MaximumSpread}" : null;
    }

    private static string? Volume(RuleContext c)
    {
        if (c.Request.Volume is not { } volume) return "volume is not known";
        return volume < c.Limits.MinimumVolume ? $"volume {volume}, limit {c.Limits.MinimumVolume}" : null;
    }

    private static string? PriceBand(RuleContext c)
    {
        if (c.Request.Book is not { Bid: { } bid, Ask: { } ask }) return "no mid: one side of the book is empty";
        // Twice the distance, since a mid can lie between two units.
        var twice = Math.Abs(2 * c.Request.Limit.Units - bid.Units - ask.Units);
        return twice > 2 * c.Limits.PriceBand.Units
            ? $"limit {c.Request.Limit} against a mid between {bid} and {ask}, band {c.Limits.PriceBand}" : null;
    }

    private static string? UnexplainedMove(RuleContext c)
    {
        if (c.Request.UnexplainedMoveAt == Instant.Never) return null;
        var since = c.Now - c.Request.UnexplainedMoveAt;
        return since < c.Series.Freshness.UnexplainedMovePause
            ? $"book moved by itself {Seconds(since)} ago, pause {Seconds(c.Series.Freshness.UnexplainedMovePause)}" : null;
    }

    private static string? BreakEven(RuleContext c)
    {
        if (c.Request.BreakEvenSell is not { } price) return "no price below $1 covers cost and fees";
        return price > c.Series.Entry.BreakEvenCeiling ? $"break-even {price}, ceiling {c.Series.Entry.BreakEvenCeiling}" : null;
    }

    private static string? CoolDown(RuleContext c)
    {
        var until = Instant.Max(
            c.State.TickerCoolDowns.GetValueOrDefault(c.Ticker), c.State.EventCoolDowns.GetValueOrDefault(c.Request.Market.Event));
        return c.Now < until ? $"cooling down for another {Seconds(until - c.Now)}" : null;
    }

    private static string? DuplicateEntry(RuleContext c) =>
        c.State.EntryOf(c.Ticker) is { } entry ? $"entry {entry.Id?.Value ?? "just approved"} has not left" : null;

    private static string? RepeatedEntry(RuleContext c)
    {
        foreach (var recent in c.State.RecentOrders)
        {
            if (recent.Role != OrderRole.Entry || recent.Ticker != c.Ticker) continue;
            if (recent.Side != c.Request.Side || recent.Limit != c.Request.Limit) continue;
            if (c.Now - recent.At < c.Limits.RepeatedEntryWindow)
                return $"same entry {Seconds(c.Now - recent.At)} ago, limit {Seconds(c.Limits.RepeatedEntryWindow)}";
        }

        return null;
    }

    private static string? OpposingPosition(RuleContext c)
    {
        var wanted = OutcomeSet.Of(c.Request.Market.YesOutcome, c.Request.Market.OutcomesInGame, c.Request.Side);
        foreach (var holding in c.State.HoldingsOf(c.Request.Market.Game, c.Ticker))
            if (!c.IsPartner(holding.Ticker) && holding.Pays.Opposes(wanted)) return $"{holding.Ticker} holds the opposite outcome";
        var own = c.State.Ledger.Of(c.Ticker).Quantity.Sign;
        return own != 0 && own != (c.Request.Side == OrderSide.Bid ? 1 : -1) ? $"position of {c.State.Ledger.Of(c.Ticker).Quantity}" : null;
    }

    private static string? HeldOutcome(RuleContext c)
    {
        var wanted = OutcomeSet.Of(c.Request.Market.YesOutcome, c.Request.Market.OutcomesInGame, c.Request.Side);
        foreach (var holding in c.State.HoldingsOf(c.Request.Market.Game, c.Ticker))
            if (!c.IsPartner(holding.Ticker) && holding.Pays.Overlaps(wanted)) return $"{holding.Ticker} pays on the same outcome";
        return null;
    }

    private static string? MaxMarkets(RuleContext c)
    {
        var used = c.State.MarketsInUse(except: c.Ticker, sport: null);
        return used >= c.Account.MaxMarkets ? $"{used} of {c.Account.MaxMarkets} in use" : null;
    }

    private static string? MaxPositionsSport(RuleContext c)
    {
        var used = c.State.MarketsInUse(except: c.Ticker, sport: c.Request.Market.Sport);
        return used >= c.Limits.MaxPositionsSport ? $"{used} of {c.Limits.MaxPositionsSport} in {c.Request.Market.Sport}" : null;
    }

    private static string? StrategyMarkets(RuleContext c)
    {
        if (c.OfStrategy is not { } limits) return null;
        var used = c.State.MarketsOf(c.Request.Strategy, except: c.Ticker);
        return used >= limits.MaxMarkets ? $"{used} of {limits.MaxMarkets} in use by {c.Request.Strategy}" : null;
    }

    private static string? OrderRate(RuleContext c)
    {
        var orders = c.State.OrdersWithin(c.Account.OrderWindow, c.Now);
        var limit = Math.Min(c.Account.MaxOrders, RiskState.RecentOrderCapacity);
        return orders >= limit ? $"{orders} orders in {Seconds(c.Account.OrderWindow)}, limit {limit}" : null;
    }

    private static string? TooOld(string what, TimeSpan? age, TimeSpan limit) =>
        age is { } value && value > limit ? $"{what} {Seconds(value)} old, limit {Seconds(limit)}" : null;

    internal static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture) + "s";
}
