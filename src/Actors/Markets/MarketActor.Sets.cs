using Akka.Actor;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Positions;
using KalshiArb.Domain.Strategies;
using KalshiArb.Domain.Strategies.Sets;

namespace KalshiArb.Actors.Markets;

/// <summary>The market as a leg of a set: what its event is told, and what of its position belongs to whole sets.</summary>
internal sealed partial class MarketActor
{
    private Mark? _toldTouch;
    private Quantity _matched;
    private Instant _setWaitUntil;
    private bool _setAsked;

    private bool TradesSets => _context.Settings.Sets is not null;

    private void TellTouch(in MarketView view)
    {
        if (!TradesSets) return;
        var touch = view.BookLive ? new Mark(view.Bid?.Price, view.Ask?.Price) : default(Mark?);
        if (touch == _toldTouch) return;
        _toldTouch = touch;
        Context.Parent.Tell(new EventProtocol.TouchTold(Ticker, touch));
    }

    /// <summary>A sequenced book holds for as long as its stream speaks; a quote without a sequence is as old as itself.</summary>
    private void TellLeg(MarketProtocol.TellLeg ask)
    {
        var takesPart = !_stopping && _closing is null && !_evidence.GridUnreadable && _asking < 0 && !_awaitingOrder;
        var heard = _evidence.Book.Sid > 0 ? ask.StreamHeardAt : _evidence.BookToldAt;
        SetLeg? leg = takesPart ? new SetLeg(_evidence.View(Now), heard) : null;
        Sender.Tell(new EventProtocol.LegTold(Ticker, leg));
    }

    /// <summary>What of the position belongs to a whole set is asked first, and answered within the same input.</summary>
    private void AskForSet(MarketProtocol.PositionTold told)
    {
        if (!TradesSets) return;
        _setAsked = true;
        Context.Parent.Tell(new EventProtocol.HoldingTold(Ticker, told.Position));
    }

    private void Take(MarketProtocol.SetTold told)
    {
        _setAsked = false;
        if (told.Matched != _matched)
            Log(DecisionKind.Verdict, "SET_HELD", $"matched={told.Matched} position={_position}");
        (_matched, _setWaitUntil) = (told.Matched, told.WaitUntil);
    }

    /// <summary>The position as its exit plan sees it: without what belongs to whole sets, and with its share of the cost.</summary>
    private (Quantity Left, Money CostWithFees) BesideSets(MarketProtocol.PositionTold held)
    {
        var cost = held.Cost + held.CostFees;
        var magnitude = _position.Magnitude;
        if (_matched.IsZero || magnitude.IsZero) return (_position, cost);
        var left = Quantity.Max(magnitude - _matched, Quantity.Zero);
        // Rounded up: what is left must not look cheaper than it was.
        var share = ((Int128)cost.Micros * left.Hundredths + magnitude.Hundredths - 1) / magnitude.Hundredths;
        return (_position.Sign < 0 ? -left : left, Money.FromMicros((long)share));
    }
}
