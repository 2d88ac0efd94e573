using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Risk;

namespace KalshiArb.Domain.Strategies;

/// <summary>What an exit plan wants done now.</summary>
public enum ExitAction
{
    /// <summary>Nothing: all is as it should be, or an answer is awaited.</summary>
    None,
    /// <summary>Place a resting exit: post-only, good till cancelled.</summary>
    PlaceResting,
    /// <summary>Cancel the working exit; what follows is decided when it is gone.</summary>
    CancelResting,
    /// <summary>Cancel the ticker's entry, so that the position stops growing before it is left. Repeated until the entry is gone.</summary>
    CancelEntry,
    /// <summary>Sell at the bid now: immediate-or-cancel, reduce-only.</summary>
    TakeNow,
    /// <summary>No order for now, for the reason in <see cref="ExitDecision.Note"/>.</summary>
    Hold,
}

/// <summary>Why an exit plan does what it does.</summary>
public enum ExitNote
{
    /// <summary>Nothing to say.</summary>
    None,
    /// <summary>The target moved a tick and fair value enough.</summary>
    Repriced,
    /// <summary>The working exit is larger than what is left to exit, or on the wrong side.</summary>
    BeyondPosition,
    /// <summary>The position has grown since the working exit was placed.</summary>
    PositionGrew,
    /// <summary>The maximum hold is over.</summary>
    MaximumHold,
    /// <summary>The loss a contract has reached the stop.</summary>
    StopLoss,
    /// <summary>Kept beyond the maximum hold: settlement is worth more than the bid less fees.</summary>
    WorthMoreAtSettlement,
    /// <summary>All tries of a taker exit are used up: an operator must know.</summary>
    TriesExhausted,
    /// <summary>The book is not whole.</summary>
    BookStale,
    /// <summary>Nobody bids for what we hold.</summary>
    NoBid,
    /// <summary>There is no fresh fair value to rest at.</summary>
    NoFairValue,
    /// <summary>No valid price covers the position's cost, or lies above the bid.</summary>
    NoPrice,
    /// <summary>The market takes no orders.</summary>
    MarketNotActive,
    /// <summary>The ticker is frozen.</summary>
    TickerFrozen,
}

/// <summary>The working exit of a ticker: intended, sent, resting or in doubt.</summary>
/// <param name="Side">Ask leaves YES, bid leaves NO.</param>
/// <param name="Limit">Its limit price (YES).</param>
/// <param name="Remaining">What of it may still fill.</param>
/// <param name="Liquidity">Maker for a resting exit, taker for an immediate one.</param>
/// <param name="CancelPending">Whether a cancel is under way.</param>
/// <param name="FairWhenPlaced">The <see cref="ExitDecision.Fair"/> of the decision it came from; null when not known (adopted after a restart).</param>
public readonly record struct WorkingExit(
    OrderSide Side, Price Limit, Quantity Remaining, Liquidity Liquidity, bool CancelPending, double? FairWhenPlaced);

/// <summary>What an exit plan needs beside the market view.</summary>
/// <param name="CostWithFees">What the contracts still held cost, fees included; not negative.</param>
/// <param name="OpenedAt">When the position was opened from flat.</param>
/// <param name="Source">The fair value the position was entered on; null when not known: then odds before score.</param>
/// <param name="Working">The working exit; null when there is none.</param>
/// <param name="OtherExits">Contracts that other exits of ours may still sell (unknown, owed, foreign); not negative.</param>
/// <param name="TakerTries">Taker exits sent for this position since it was last flat.</param>
/// <param name="HeldByValue">Whether it was decided since it was last flat to hold the position to settlement.</param>
public readonly record struct ExitState(
    Money CostWithFees, Instant OpenedAt, FairSource? Source, WorkingExit? Working, Quantity OtherExits, int TakerTries, bool HeldByValue = false);

/// <summary>What to do with a position now.</summary>
/// <param name="Action">What.</param>
/// <param name="Note">Why.</param>
/// <param name="Reason">For <see cref="RiskPolicy"/>: target, time or stop.</param>
/// <param name="Side">Ask leaves YES, bid leaves NO. Only with an order.</param>
/// <param name="Limit">Limit price (YES). Only with an order.</param>
/// <param name="Size">Contracts; never more than the position less other exits. Only with an order.</param>
/// <param name="Fair">Own-side fair value that a resting exit was priced from; null otherwise. Keep it beside the order.</param>
public readonly record struct ExitDecision(
    ExitAction Action, ExitNote Note, ExitReason Reason, OrderSide Side, Price Limit, Quantity Size, double? Fair)
{
    /// <summary>Whether an operator must know.</summary>
    public bool IsAlarm => Note == ExitNote.TriesExhausted;

    /// <summary>An action without an order.</summary>
    internal static ExitDecision Of(ExitAction action, ExitNote note, ExitReason reason = ExitReason.Target) =>
        new(action, note, reason, OrderSide.Ask, Price.Zero, Quantity.Zero, null);
}
