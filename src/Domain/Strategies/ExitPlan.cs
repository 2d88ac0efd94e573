using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Risk;

namespace KalshiArb.Domain.Strategies;

/// <summary>
/// How a position is left: a resting exit at fair value, never below break-even; at the maximum hold or the stop a taker exit
/// at the bid. A position that is worth more at settlement when its time is over is held to the result, by setting: the resting
/// exit goes, only the stop and an operator still leave it. Everything is judged on the held outcome's own scale, so a position in NO is one in YES on the mirrored book.
/// Fair value here is the conservative one of the held outcome, rounded down to the grid: the value at which the entry's
/// profit was reckoned.
/// </summary>
public static class ExitPlan
{
    // Binary fractions of a cent do not decide whether fair value has moved by the limit.
    private const double FairSlack = 1e-9;

    /// <summary>What to do with the position of the view now. Pure; does not allocate. Ask again on every input of the market.</summary>
    public static ExitDecision Decide(in MarketView view, in ExitState state)
    {
        var held = view.Position.Magnitude;
        var size = Quantity.Max(held - state.OtherExits, Quantity.Zero);
        var outcome = view.Position.Sign >= 0 ? Outcome.Yes : Outcome.No;
        if (state.Working is { } working)
        {
            // An immediate exit ends by itself; a cancel under way is answered or falls into doubt.
            if (working.CancelPending || working.Liquidity == Liquidity.Taker) return ExitDecision.Of(ExitAction.None, ExitNote.None);
            if (working.Remaining > size || working.Side != SideOf(outcome)) return ExitDecision.Of(ExitAction.CancelResting, ExitNote.BeyondPosition);
        }

        if (size.IsZero) return ExitDecision.Of(ExitAction.None, ExitNote.None);
        if (view.Frozen) return Hold(ExitNote.TickerFrozen);
        if (view.Status != MarketStatus.Active || view.Now >= view.CloseTime) return Hold(ExitNote.MarketNotActive);
        if (!EntryScreen.IsBookWhole(in view)) return Hold(ExitNote.BookStale);

        if (IsStopped(in view, in state, outcome)) return Leave(in view, in state, outcome, size, ExitReason.Stop, ExitNote.StopLoss);
        var overdue = view.Now - state.OpenedAt >= view.Terms.Settings.Exit.MaximumHold;
        if (state.HeldByValue || (overdue && IsWorthMoreAtSettlement(in view, in state, outcome)))
            return state.Working is null ? Hold(ExitNote.WorthMoreAtSettlement) : ExitDecision.Of(ExitAction.CancelResting, ExitNote.WorthMoreAtSettlement);
        return overdue
            ? Leave(in view, in state, outcome, size, ExitReason.Time, ExitNote.MaximumHold)
            : Rest(in view, in state, outcome, size);
    }

    /// <summary>Whether selling the whole position at the bid would lose the stop a contract, before the fee of the sale. A stop of zero is off.</summary>
    private static bool IsStopped(in MarketView view, in ExitState state, Outcome outcome)
    {
        var stop = view.Terms.Settings.Exit.StopLoss;
        if (stop <= PriceOffset.Zero || view.BidOf(outcome) is not { } bid) return false;
        var held = view.Position.Magnitude;
        return state.CostWithFees - bid.Price * held >= stop * held;
    }

    /// <summary>
    /// By setting, and only while a fair value is fresh: what is unknown is no reason to hold. The difference must be one for
    /// which the contract would be bought, since holding on is that decision made again.
    /// </summary>
    private static bool IsWorthMoreAtSettlement(in MarketView view, in ExitState state, Outcome outcome)
    {
        if (!view.Terms.Settings.Exit.HoldToSettlementWhenWorthMore) return false;
        if (FairOf(in view, state.Source, outcome) is not { } fair) return false;
        if (PriceRounding.ToFinest(fair, RoundingDirection.Down) is not { } value) return false;
        if (view.BidOf(outcome) is not { } bid) return value > Price.Zero;
        var held = view.Position.Magnitude;
        var sold = BreakEven.SaleProceeds(bid.Price, held, Liquidity.Taker, view.Terms.Fees, view.Terms.Precision);
        return value * held > sold + view.Terms.Settings.Entry.TakerThreshold * held;
    }

    /// <summary>Out at the bid, one order at a time: first the entry and the resting exit go, then the taker exit is sent.</summary>
    private static ExitDecision Leave(in MarketView view, in ExitState state, Outcome outcome, Quantity size, ExitReason reason, ExitNote note)
    {
        if (view.EntryWorks) return ExitDecision.Of(ExitAction.CancelEntry, note, reason);
        if (state.TakerTries >= view.Terms.Execution.TakerExitTries) return Hold(ExitNote.TriesExhausted);
        if (view.BidOf(outcome) is not { } bid) return Hold(ExitNote.NoBid);
        // A bid left over from an earlier grid is met at the next valid price below it.
        if (view.GridOf(outcome).RoundDown(bid.Price) is not { } limit) return Hold(ExitNote.NoPrice);
        if (state.Working is not null) return ExitDecision.Of(ExitAction.CancelResting, note, reason);
        return new ExitDecision(ExitAction.TakeNow, note, reason, SideOf(outcome), ToYes(outcome, limit), size, null);
    }

    private static ExitDecision Rest(in MarketView view, in ExitState state, Outcome outcome, Quantity size)
    {
        if (FairOf(in view, state.Source, outcome) is not { } fair) return Hold(ExitNote.NoFairValue);
        if (BreakEvenOf(in view, in state, outcome) is not { } floor) return Hold(ExitNote.NoPrice);
        if (RestingPrice(in view, outcome, fair, floor) is not { } price) return Hold(ExitNote.NoPrice);
        if (state.Working is not { } working)
            return new ExitDecision(ExitAction.PlaceResting, ExitNote.None, ExitReason.Target, SideOf(outcome), ToYes(outcome, price), size, fair);

        var resting = outcome == Outcome.Yes ? working.Limit : working.Limit.Complement;
        // A position that still grows is not chased with every fill, unless its cost has outgrown the resting price.
        if (working.Remaining < size && (!view.EntryWorks || resting < floor))
            return ExitDecision.Of(ExitAction.CancelResting, ExitNote.PositionGrew);
        if (resting != price && HasFairMoved(in view, fair, working.FairWhenPlaced))
            return ExitDecision.Of(ExitAction.CancelResting, ExitNote.Repriced);
        return ExitDecision.Of(ExitAction.None, ExitNote.None);
    }

    /// <summary>Fair value rounded against us, raised to break-even and above the bid: post-only must not cross.</summary>
    private static Price? RestingPrice(in MarketView view, Outcome outcome, double fair, Price floor)
    {
        var grid = view.GridOf(outcome);
        var target = PriceRounding.ToGrid(fair, grid, RoundingDirection.Down) ?? grid.FirstTick;
        if (target < floor) target = floor;
        if (view.BidOf(outcome) is not { } bid || target > bid.Price) return target;
        return grid.NextAbove(bid.Price);
    }

    /// <summary>As at the entry, a taker sale is assumed, although a resting exit pays less: one break-even for the whole life of a position.</summary>
    private static Price? BreakEvenOf(in MarketView view, in ExitState state, Outcome outcome) =>
        BreakEven.SellPrice(
            state.CostWithFees, view.Position.Magnitude, Liquidity.Taker, view.Terms.Fees, view.Terms.Precision, view.GridOf(outcome));

    private static bool HasFairMoved(in MarketView view, double fair, double? placed) =>
        placed is not { } before
        || Math.Abs(fair - before) >= view.Terms.Settings.Exit.RepriceFairMove.Units / (double)Price.UnitsPerDollar - FairSlack;

    /// <summary>The source of the entry where it is fresh, else the other one.</summary>
    private static double? FairOf(in MarketView view, FairSource? source, Outcome outcome)
    {
        var first = source ?? FairSource.Consensus;
        var second = first == FairSource.Consensus ? FairSource.WinModel : FairSource.Consensus;
        if ((view.FreshFair(first) ?? view.FreshFair(second)) is not { } fair) return null;
        return outcome == Outcome.Yes ? fair.ConservativeYes : fair.ConservativeNo;
    }

    private static OrderSide SideOf(Outcome held) => held == Outcome.Yes ? OrderSide.Ask : OrderSide.Bid;

    private static Price ToYes(Outcome outcome, Price own) => outcome == Outcome.Yes ? own : own.Complement;

    private static ExitDecision Hold(ExitNote note) => ExitDecision.Of(ExitAction.Hold, note);
}
