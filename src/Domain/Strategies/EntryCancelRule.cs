using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Orders;

namespace KalshiArb.Domain.Strategies;

/// <summary>Why a working entry is to be cancelled.</summary>
public enum EntryCancelReason
{
    /// <summary>It may go on working.</summary>
    None,
    /// <summary>An operator disabled series, ticker or strategy.</summary>
    Disabled,
    /// <summary>The ticker is frozen.</summary>
    TickerFrozen,
    /// <summary>The market is not active.</summary>
    MarketNotActive,
    /// <summary>The market closes soon.</summary>
    NearClose,
    /// <summary>The book is not whole.</summary>
    BookStale,
    /// <summary>Odds or score are stale, or the sportsbooks have suspended.</summary>
    FeedStale,
    /// <summary>The game is suspended, postponed or over.</summary>
    NotLive,
    /// <summary>The score has changed: the price was made for another game.</summary>
    ScoreChanged,
    /// <summary>The fair-value sources have come apart.</summary>
    SourcesDisagree,
    /// <summary>The book moved without odds or score.</summary>
    UnexplainedMove,
    /// <summary>Momentum has fallen below the cancel level.</summary>
    Momentum,
    /// <summary>Fair value less price less slippage is below the maker threshold.</summary>
    EdgeGone,
    /// <summary>It has worked for as long as a maker entry may.</summary>
    TimedOut,
}

/// <summary>A working maker entry, as far as its supervision needs it.</summary>
/// <param name="Source">The fair value it was made on.</param>
/// <param name="StrategyIndex">Place of its strategy in the <see cref="StrategyTable"/>.</param>
/// <param name="FollowsMomentum">Whether its strategy follows momentum: score-driven ones do not.</param>
/// <param name="Side">Bid buys YES, ask buys NO.</param>
/// <param name="Limit">Its limit price (YES).</param>
/// <param name="DecidedAt">When it was decided.</param>
public readonly record struct WorkingEntry(
    FairSource Source, int StrategyIndex, bool FollowsMomentum, OrderSide Side, Price Limit, Instant DecidedAt);

/// <summary>
/// Supervises a working maker entry: asked on every input of its market, so that what makes an input stale cancels in the
/// same step. Taker entries are immediate-or-cancel and have nothing to supervise.
/// </summary>
public static class EntryCancelRule
{
    /// <summary>Whether to cancel, and why. Staleness and the state of the market come before prices.</summary>
    /// <param name="view">The market; <see cref="MarketView.EntryWorks"/> does not matter.</param>
    /// <param name="entry">The working entry.</param>
    /// <param name="scoreChanged">Whether the input in hand is a score change.</param>
    public static EntryCancelReason Check(in MarketView view, in WorkingEntry entry, bool scoreChanged)
    {
        if (!view.Enabled || (view.StrategiesOff >> entry.StrategyIndex & 1) != 0) return EntryCancelReason.Disabled;
        if (view.Frozen) return EntryCancelReason.TickerFrozen;
        if (view.Status != MarketStatus.Active) return EntryCancelReason.MarketNotActive;
        if (EntryScreen.IsNearClose(in view)) return EntryCancelReason.NearClose;
        if (!EntryScreen.IsBookWhole(in view)) return EntryCancelReason.BookStale;
        if (scoreChanged) return EntryCancelReason.ScoreChanged;
        if (!EntryScreen.AreFeedsFresh(in view, entry.Source)) return EntryCancelReason.FeedStale;
        if (!EntryScreen.IsGameOn(in view)) return EntryCancelReason.NotLive;
        if (EntryScreen.DoSourcesDisagree(in view)) return EntryCancelReason.SourcesDisagree;
        // A move seen before the decision was judged then; one seen since speaks against the order.
        if (EntryScreen.IsMoveUnexplained(in view) && view.UnexplainedMoveAt >= entry.DecidedAt) return EntryCancelReason.UnexplainedMove;
        if (entry.FollowsMomentum && IsMomentumLost(in view, in entry)) return EntryCancelReason.Momentum;
        if (IsEdgeGone(in view, in entry)) return EntryCancelReason.EdgeGone;
        return view.Now - entry.DecidedAt >= view.Terms.Execution.MakerTimeout ? EntryCancelReason.TimedOut : EntryCancelReason.None;
    }

    private static Outcome OutcomeOf(in WorkingEntry entry) => entry.Side == OrderSide.Bid ? Outcome.Yes : Outcome.No;

    private static bool IsMomentumLost(in MarketView view, in WorkingEntry entry) =>
        view.Momentum.For(OutcomeOf(in entry)) < view.Terms.Settings.Momentum.CancelBelow;

    /// <summary>
    /// The measure is the one of the entry: an order stays for as long as it would be made again at its price. A lower
    /// measure would let it be picked off by exactly the change of fair value that we have already seen.
    /// </summary>
    private static bool IsEdgeGone(in MarketView view, in WorkingEntry entry)
    {
        if (view.FreshFair(entry.Source) is not { } fair) return true;
        var yes = entry.Side == OrderSide.Bid;
        var settings = view.Terms.Settings.Entry;
        if (EdgeRule.ValueOf(yes ? fair.ConservativeYes : fair.ConservativeNo, in fair, settings, view.Now) is not { } value) return true;
        return value - (yes ? entry.Limit : entry.Limit.Complement) - settings.SlippageBuffer < settings.MakerThreshold;
    }
}
