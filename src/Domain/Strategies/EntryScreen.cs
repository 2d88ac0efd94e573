using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Risk;

namespace KalshiArb.Domain.Strategies;

/// <summary>
/// What must hold before a strategy looks at a market at all. The first reason found is the one reported; staleness comes
/// before everything that reads the book or a fair value. Risk judges spread, volume and the rest once more on its own.
/// </summary>
public static class EntryScreen
{
    /// <summary>Why there can be no entry that rests on <paramref name="source"/>; null when a strategy may look.</summary>
    public static RefusalCode? Check(in MarketView view, FairSource source)
    {
        if (!view.Enabled) return RefusalCode.Disabled;
        if (view.Frozen) return RefusalCode.TickerFrozen;
        if (view.Status != MarketStatus.Active) return RefusalCode.MarketNotActive;
        if (IsNearClose(in view)) return RefusalCode.NearClose;
        if (!IsBookWhole(in view)) return RefusalCode.BookStale;
        if (!AreFeedsFresh(in view, source)) return RefusalCode.FeedStale;
        if (!IsGameOn(in view)) return RefusalCode.NotLive;
        if (DoSourcesDisagree(in view)) return RefusalCode.SourcesDisagree;
        if (IsMoveUnexplained(in view)) return RefusalCode.UnexplainedMove;
        // A spread that cannot be measured is too wide: with one side empty there is no way out of the position.
        if (view.Bid is not { } bid || view.Ask is not { } ask) return RefusalCode.Spread;
        var limits = view.Terms.Settings.Limits;
        if (ask.Price - bid.Price > limits.MaximumSpread) return RefusalCode.Spread;
        if (view.Volume is not { } volume || volume < limits.MinimumVolume) return RefusalCode.Volume;
        return view.EntryWorks ? RefusalCode.DuplicateEntry : null;
    }

    /// <summary>Whether the market closes too soon for an entry to work.</summary>
    internal static bool IsNearClose(in MarketView view) => view.CloseTime - view.Now < view.Terms.Settings.Freshness.NearClose;

    /// <summary>A book in which bid and ask meet is not one that the venue has.</summary>
    internal static bool IsBookWhole(in MarketView view) =>
        view.BookLive && !(view.Bid is { } bid && view.Ask is { } ask && bid.Price >= ask.Price);

    /// <summary>
    /// The source of the entry must be fresh; the other one only when the game has it. Once odds were received, their absence
    /// means that the books are suspended or silent, which is news that the score may not have yet, and the other way round.
    /// </summary>
    internal static bool AreFeedsFresh(in MarketView view, FairSource source)
    {
        if (view.FreshFair(source) is null) return false;
        // A start in the middle of a game would else believe the source that speaks first, where a run that has heard both waits for
        // the other or sees that they disagree.
        if (view.SecondSourceDueIn is not null) return false;
        if (view.HasOdds && view.FreshFair(FairSource.Consensus) is null) return false;
        return !IsScoreStale(in view);
    }

    /// <summary>A score feed may be silent before the start; afterwards it must not be.</summary>
    internal static bool IsScoreStale(in MarketView view) =>
        view.HasScore
        && view.ScorePhase is not GamePhase.Scheduled
        && view.Now - view.ScoreReceivedAt > view.Terms.Settings.Freshness.ScoreSinceReceipt;

    /// <summary>In play, or before the start where the setting allows it; never while suspended, postponed or over.</summary>
    internal static bool IsGameOn(in MarketView view) =>
        view.Phase == GamePhase.InPlay || (view.Phase == GamePhase.Scheduled && view.Terms.Settings.Entry.PreGame);

    /// <summary>Whether two fresh sources are further apart than allowed.</summary>
    internal static bool DoSourcesDisagree(in MarketView view) =>
        view.FreshFair(FairSource.Consensus) is { } odds
        && view.FreshFair(FairSource.WinModel) is { } score
        && SourceAgreement.Disagree(in odds, in score, view.Terms.Consensus.MaximumDisagreement);

    /// <summary>Whether the pause after a move without odds or score still lasts.</summary>
    internal static bool IsMoveUnexplained(in MarketView view) =>
        view.UnexplainedMoveAt != Instant.Never
        && view.Now - view.UnexplainedMoveAt < view.Terms.Settings.Freshness.UnexplainedMovePause;
}
