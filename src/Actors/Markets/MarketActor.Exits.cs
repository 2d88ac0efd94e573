using Akka.Actor;
using KalshiArb.Actors.Execution;
using KalshiArb.Actors.Risk;
using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Positions;
using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Strategies;

namespace KalshiArb.Actors.Markets;

/// <summary>The exit plan of the position, carried out through risk.</summary>
internal sealed partial class MarketActor
{
    private static readonly TimeSpan ExitRetry = TimeSpan.FromSeconds(1);

    private Quantity _position;
    private MarketProtocol.PositionTold? _held;
    private FairSource? _enteredOn;
    private bool _exitAsked;
    private Instant _exitRetryAt;
    private int _takerTries;
    private bool _heldByValue;
    private double? _fairWhenPlaced;
    private ExitNote _exitNote;
    private Mark? _toldMark;

    private void Take(MarketProtocol.PositionTold told)
    {
        if (_position.IsZero && !told.Position.IsZero && _evidence.Entry is { } entry)
            _enteredOn = _context.Strategies.IndexOf(entry.Strategy) is >= 0 and var index ? _context.Strategies[index].Source : null;
        if (told.Position.IsZero || told.Position.Sign != _position.Sign) (_takerTries, _fairWhenPlaced, _exitNote, _toldMark, _heldByValue) = (0, null, ExitNote.None, null, false);
        if (told.Position.IsZero) _enteredOn = null;
        _position = told.Position;
        _held = told;
        _evidence.Position = told.Position;
        _evidence.OpenedAt = told.OpenedAt;
        AskForSet(told);
        Evaluate();
    }

    private void PlanExit(in MarketView view)
    {
        if ((_position.IsZero && _evidence.Exit is null) || _held is not { } held || _exitAsked || Now < _exitRetryAt || _setAsked || Now < _setWaitUntil) return;
        var working = _evidence.Exit is { } exit
            ? new WorkingExit(exit.Side, exit.Limit, exit.Remaining, exit.Liquidity, exit.CancelPending, _fairWhenPlaced)
            : default(WorkingExit?);
        var (left, cost) = BesideSets(held);
        var state = new ExitState(cost, held.OpenedAt, _enteredOn, working, Quantity.Zero, _takerTries, _heldByValue);
        Carry(ExitPlan.Decide(view with { Position = left }, in state));
    }

    private void Carry(in ExitDecision decision)
    {
        _heldByValue |= decision.Note == ExitNote.WorthMoreAtSettlement;
        if (decision.Note != _exitNote)
        {
            _exitNote = decision.Note;
            if (decision.Note != ExitNote.None)
                Log(decision.IsAlarm ? DecisionKind.Alert : DecisionKind.Verdict, "EXIT_" + SnakeCase.Of(decision.Note), $"action={SnakeCase.Of(decision.Action)} position={_position}");
        }

        switch (decision.Action)
        {
            case ExitAction.PlaceResting:
                _fairWhenPlaced = decision.Fair;
                AskExit(in decision, Liquidity.Maker);
                break;
            case ExitAction.TakeNow:
                AskExit(in decision, Liquidity.Taker);
                break;
            case ExitAction.CancelResting when _evidence.Exit is { CancelPending: false } exit:
                _evidence.Exit = exit with { CancelPending = true };
                _context.Execution.Tell(new ExecutionProtocol.CancelWorking(exit.Id, SnakeCase.Of(decision.Note)));
                break;
            case ExitAction.CancelEntry when _evidence.Entry is { CancelPending: false } entry:
                _evidence.Entry = entry with { CancelPending = true };
                _context.Execution.Tell(new ExecutionProtocol.CancelWorking(entry.Id, SnakeCase.Of(decision.Note)));
                break;
            default:
                break;
        }
    }

    private void AskExit(in ExitDecision decision, Liquidity liquidity)
    {
        _exitAsked = true;
        _context.Risk.Tell(new RiskProtocol.AskExit(
            new ExitRequest(Ticker, decision.Side, decision.Limit, decision.Size, liquidity, decision.Reason, _evidence.Book.IsTradable),
            _evidence.CurrentFacts));
    }

    /// <summary>A refused exit is not asked for on every book change; an approved one is followed by news of the order.</summary>
    private void ExitAnswered(MarketProtocol.ExitAnswered answered)
    {
        if (_closeAsked)
        {
            _closeApproved = answered.Approved;
            if (answered.Approved) return;
            _exitAsked = false;
            CloseOver(false, $"refused: {(answered.Code is { } code ? SnakeCase.Of(code) : "")} {answered.Text}");
            Evaluate();
            return;
        }

        if (answered.Approved)
        {
            if (answered.Liquidity == Liquidity.Taker) _takerTries++;
            return;
        }

        _exitAsked = false;
        _exitRetryAt = Now + ExitRetry;
        ArmWake();
    }

    /// <summary>
    /// An approved exit that the registry did not take (no order group yet after a restart, or an exit in doubt) is asked for
    /// again in a while: at once would be the same answer again, in the same input.
    /// </summary>
    private void Answered(MarketProtocol.WorkingTold working)
    {
        if (_closeAsked && working.ExitFilled is { } filled) _closeFilled = filled;
        if (_closeApproved && !_closeSeen && working.Exit is null) CloseOver(false, "refused by the registry: see the decision log (why TICKER)");
        if (_exitAsked && working.Exit is null) _exitRetryAt = Now + ExitRetry;
        _exitAsked = false;
    }

    private void TellMid(MarketProtocol.TellMid ask)
    {
        var view = _evidence.View(Now);
        _context.Risk.Tell(new RiskProtocol.MidTold(ask.Fill, _evidence.Book.IsTradable ? new Mark(view.Bid?.Price, view.Ask?.Price) : null));
    }

    private void TellMark(in MarketView view)
    {
        if (_position.IsZero || !_evidence.Book.IsTradable) return;
        var mark = new Mark(view.Bid?.Price, view.Ask?.Price);
        if (mark == _toldMark) return;
        _toldMark = mark;
        _context.Risk.Tell(new RiskProtocol.Marked(Ticker, mark));
    }
}
