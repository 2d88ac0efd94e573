using Akka.Actor;
using KalshiArb.Actors.Execution;
using KalshiArb.Actors.Risk;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Strategies;

namespace KalshiArb.Actors.Markets;

/// <summary>A close by hand: one at a time, through risk like every exit. Entries and the exit plan wait until it is over.</summary>
internal sealed partial class MarketActor
{
    private CloseWanted? _closing;
    private bool _closeAsked;
    private bool _closeApproved;
    private bool _closeSeen;
    private Quantity _closeCount;
    private Quantity _closeFilled;
    private Quantity _heldBeforeClose;
    private CloseAnswer? _closeAnswer;

    private void Take(CloseRequested wanted)
    {
        if (_closing is { } other)
        {
            _closeAnswer = new CloseAnswer(wanted.Id, false, $"a close by {other.By} is under way");
            return;
        }

        Log(DecisionKind.Verdict, "CLOSE", $"by={wanted.By} limit={wanted.Limit} count={wanted.Count?.ToString() ?? "all"} position={_position}");
        _closing = new CloseWanted(wanted.Id, wanted.Limit, wanted.Count, wanted.By, Now);
        (_closeAsked, _closeApproved, _closeSeen) = (false, false, false);
    }

    private void CarryClose(CloseWanted wanted)
    {
        if (_closeAsked)
        {
            _closeSeen |= _evidence.Exit is not null;
            // By the order's own fills: the news of the position comes after those of the order.
            if (_closeSeen && _evidence.Exit is null) CloseOver(true, $"sent {_closeCount}, filled {_closeFilled}, {_heldBeforeClose - _closeFilled} held");
            return;
        }

        if (_exitAsked || _awaitingOrder) return;
        switch (ClosePlan.Decide(wanted, _position, InTheWay(_evidence.Entry), InTheWay(_evidence.Exit), _evidence.CurrentFacts.Grid, Now))
        {
            case CloseStep.Cancel cancel:
                if (_evidence.Entry is { } entry && entry.Id == cancel.Order) _evidence.Entry = entry with { CancelPending = true };
                if (_evidence.Exit is { } exit && exit.Id == cancel.Order) _evidence.Exit = exit with { CancelPending = true };
                _context.Execution.Tell(new ExecutionProtocol.CancelWorking(cancel.Order, "OPERATOR"));
                break;
            case CloseStep.Send send:
                (_closeAsked, _closeCount, _closeFilled, _heldBeforeClose, _exitAsked) = (true, send.Count, Quantity.Zero, _position.Magnitude, true);
                _context.Risk.Tell(new RiskProtocol.AskExit(
                    new ExitRequest(Ticker, send.Side, send.Limit, send.Count, Liquidity.Taker, ExitReason.Operator, _evidence.Book.IsTradable), _evidence.CurrentFacts));
                break;
            case CloseStep.Over over:
                CloseOver(false, over.Text);
                break;
            default:
                break;
        }
    }

    private static OrderInTheWay? InTheWay(WorkingOrder? order) => order is null ? null : new OrderInTheWay(order.Id, order.CancelPending);

    private void CloseOver(bool sent, string text)
    {
        Log(DecisionKind.Verdict, "CLOSED", $"sent={(sent ? "yes" : "no")} {text}");
        (_closing, _closeAsked, _closeApproved, _closeAnswer) = (null, false, false, new CloseAnswer(_closing!.Id, sent, text));
    }

    /// <summary>The next moment at which a close has waited long enough for cancels; never when none does.</summary>
    private Instant CloseDeadline => _closing is { } wanted && !_closeAsked && wanted.At + ClosePlan.CancelPatience > Now ? wanted.At + ClosePlan.CancelPatience : Instant.Never;
}

/// <summary>How the last close by hand of a market ended.</summary>
/// <param name="Id">The request.</param>
/// <param name="Sent">Whether an order was sent.</param>
/// <param name="Text">What happened.</param>
public sealed record CloseAnswer(string Id, bool Sent, string Text);
