using Akka.Actor;
using KalshiArb.Actors.Risk;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Positions;
using KalshiArb.Domain.Strategies.Sets;

namespace KalshiArb.Actors.Markets;

/// <summary>
/// The event's markets as a set. Each market tells its touch; when the asks add up to less than a dollar, or the bids to more, all of
/// them are asked for their views at this instant, and <see cref="SetRule"/> judges. What is held of whole sets is told to the
/// markets, which keep it out of their exit plans.
/// </summary>
internal sealed partial class EventActor
{
    /// <summary>How long the other legs of a set may take to fill before what has filled is a position by itself.</summary>
    private static readonly TimeSpan LegsMayFill = TimeSpan.FromSeconds(2);

    /// <summary>How long the other markets of an event may take to be listed before what is held is judged without them.</summary>
    private static readonly TimeSpan MarketsMayCome = TimeSpan.FromSeconds(10);

    /// <summary>A refused set is asked for again when it changes, or after this long.</summary>
    private static readonly TimeSpan AskSetAgain = TimeSpan.FromSeconds(5);

    private readonly SortedDictionary<Ticker, Mark?> _touches = [];
    private readonly SortedDictionary<Ticker, Quantity> _holdings = [];
    private readonly SortedDictionary<Ticker, SetLeg?> _legs = [];
    private bool _judging;
    private SetVerdict? _setVerdict;
    private (string Text, Instant At) _setAsked = ("", Instant.Never);
    private Instant _setWaitUntil = Instant.Never;
    private bool _marketsAwaited;
    private MarketProtocol.SetTold? _setTold;

    /// <summary>Sent to the parent, which knows when the book stream was last heard; answered with <see cref="EventProtocol.JudgeSet"/>.</summary>
    internal sealed record SetCrossed : INoSerializationVerificationNeeded
    {
        internal static SetCrossed Instance { get; } = new();
    }

    private bool OnSets(object message)
    {
        switch (message)
        {
            case EventProtocol.TouchTold told:
                _touches[told.Ticker] = told.Touch;
                LookForSet();
                return true;
            case EventProtocol.HoldingTold told:
                _holdings[told.Ticker] = told.Position;
                if (_marketsAwaited && _holdings.Count == First.Facts.OutcomesInGame) (_marketsAwaited, _setWaitUntil) = (false, Instant.Never);
                if (!TellMatched()) Sender.Tell(_setTold!);
                return true;
            case EventProtocol.JudgeSet judge:
                _legs.Clear();
                TellAll(new MarketProtocol.TellLeg(judge.StreamHeardAt));
                return true;
            case EventProtocol.LegTold told:
                _legs[told.Ticker] = told.Leg;
                if (_legs.Count == _markets.Count) JudgeSet();
                return true;
            case EventProtocol.SetAnswered answered:
                if (!answered.Approved) return true;
                _setWaitUntil = _context.Turn.Now + LegsMayFill;
                TellMatched();
                return true;
            default:
                return false;
        }
    }

    /// <summary>Fees are never below zero, so that what does not pay without them does not pay.</summary>
    private void LookForSet()
    {
        if (_context.Settings.Sets is null || _judging || _markets.Count is < 2 or > SetRule.MaxLegs || _touches.Count != _markets.Count) return;
        if (!IsCrossed()) return;
        _judging = true;
        Context.Parent.Tell(SetCrossed.Instance);
    }

    private bool IsCrossed()
    {
        var (asks, bids) = (0, 0);
        foreach (var touch in _touches.Values)
        {
            if (touch is null) return false;
            asks += touch.Value.Ask is { } ask ? ask.Units : Price.UnitsPerDollar;
            bids += touch.Value.Bid is { } bid ? bid.Units : 0;
        }

        return asks < Price.UnitsPerDollar || bids > Price.UnitsPerDollar;
    }

    private void JudgeSet()
    {
        _judging = false;
        var legs = new SetLeg[_legs.Count];
        var place = 0;
        foreach (var leg in _legs.Values)
        {
            if (leg is not { } told) return;
            legs[place++] = told;
        }

        var verdict = SetRule.Evaluate(FactsOfSets(), legs, _context.Settings.Sets!);
        Note(in verdict);
        if (verdict is not { Code: SetCode.Buy, Signal: { } signal }) return;
        var text = signal.Describe();
        if (text == _setAsked.Text && _context.Turn.Now - _setAsked.At < AskSetAgain) return;
        _setAsked = (text, _context.Turn.Now);
        _context.Risk.Tell(new RiskProtocol.AskSet(SetRequests.Of(signal, legs), text));
    }

    private void Note(in SetVerdict verdict)
    {
        if (_setVerdict is { } last && (last.Code, last.Leg, last.Refusal) == (verdict.Code, verdict.Leg, verdict.Refusal)) return;
        _setVerdict = verdict;
        var why = verdict.Refusal is { } refusal ? " leg=" + verdict.Leg + " reason=" + SnakeCase.Of(refusal) : verdict.Leg is { } leg ? " leg=" + leg : "";
        var evidence = verdict.Code == SetCode.ProfitTooLarge ? " " + verdict.Signal!.Describe() : "";
        _context.Turn.Log(new DecisionEntry(
            DecisionKind.Verdict, First.Facts.Ticker, "SET_" + SnakeCase.Of(verdict.Code), $"strategy={SetRule.Strategy} event={First.Facts.Event}{why}{evidence}"));
    }

    /// <summary>Facts are of the series: markets of one event that differ in them are not understood.</summary>
    private SetFacts? FactsOfSets()
    {
        var facts = First.Facts.Sets;
        foreach (var market in _markets.Values)
            if (market.Facts.Sets != facts) return null;
        return facts;
    }

    /// <summary>After a start the markets and what is held of them come one by one, and a position is no set before the last of them is there.</summary>
    private void AwaitOtherMarkets()
    {
        if (_context.Settings.Sets is null) return;
        if (_markets.Count == 1) (_marketsAwaited, _setWaitUntil) = (true, _context.Turn.Now + MarketsMayCome);
        _setTold = null;
        TellMatched();
    }

    /// <summary>Whether there was anything new to tell.</summary>
    private bool TellMatched()
    {
        if (_context.Settings.Sets is null) return false;
        var positions = new Quantity[_markets.Count];
        var place = 0;
        foreach (var ticker in _markets.Keys) positions[place++] = _holdings.GetValueOrDefault(ticker);
        var told = new MarketProtocol.SetTold(SetHolding.Matched(FactsOfSets(), positions, First.Facts.OutcomesInGame), _setWaitUntil);
        if (told == _setTold) return false;
        _setTold = told;
        TellAll(told);
        return true;
    }
}
