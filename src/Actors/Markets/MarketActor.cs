using Akka.Actor;
using KalshiArb.Actors.Execution;
using KalshiArb.Actors.Risk;
using KalshiArb.Domain.Books;
using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Strategies;

namespace KalshiArb.Actors.Markets;

/// <summary>
/// One market: it keeps the book and the evidence, asks every strategy on every change, supervises the working entry and
/// carries out the exit plan. It decides nothing about money: it asks risk.
/// </summary>
internal sealed partial class MarketActor : UntypedActor, IWithTimers
{
    private const string WakeTimer = "wake";

    /// <summary>A refused request is made again when it changes, or after this long.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);

    private readonly MarketContext _context;
    private readonly MarketEvidence _evidence;
    private readonly Verdict?[] _verdicts;
    private readonly LastAsk?[] _asks;
    private int _asking = -1;
    private bool _awaitingOrder;
    private bool _stopping;
    private Instant _wakeAt;
    private Instant _determinedAt;

    public MarketActor(MarketContext context, MarketFacts facts)
    {
        _context = context;
        _evidence = new MarketEvidence(facts, context.Precision, context.Settings);
        _verdicts = new Verdict?[context.Strategies.Count];
        _asks = new LastAsk?[context.Strategies.Count];
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private Instant Now => _context.Turn.Now;

    private Ticker Ticker => _evidence.Facts.Ticker;

    /// <summary>Makes the actor of one market.</summary>
    public static Props Props(MarketContext context, MarketFacts facts) => Akka.Actor.Props.Create(() => new MarketActor(context, facts));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case BookDelta delta:
                Take(_evidence.Take(delta, Now));
                break;
            case BookSnapshot snapshot:
                Take(_evidence.Take(snapshot, Now));
                break;
            case TopQuoted quoted:
                Take(_evidence.Take(quoted, Now));
                break;
            case MarketProtocol.BookLost lost:
                _evidence.Lose(lost.Reason);
                Evaluate();
                break;
            case MarketProtocol.OddsTold odds:
                _evidence.Take(odds, Now);
                Evaluate();
                break;
            case MarketProtocol.ScoreTold score:
                _evidence.Take(score, Now);
                Evaluate(score.ScoreChanged);
                break;
            case MarketProtocol.EntryAnswered answered:
                Answered(answered);
                break;
            case MarketProtocol.WorkingTold working:
                _awaitingOrder = false;
                Answered(working);
                _evidence.Take(working);
                Evaluate();
                break;
            case MarketProtocol.PositionTold position:
                Take(position);
                break;
            default:
                OnRare(message);
                break;
        }
    }

    private void OnRare(object message)
    {
        switch (message)
        {
            case MarketListed listed:
                _evidence.Relist(listed.Facts, _context.Settings);
                break;
            case MarketStatusChanged changed:
                _evidence.Status = changed.Status;
                break;
            case ShardTradingChanged changed:
                if (changed.Shard != _evidence.Facts.Shard) return;
                _evidence.ShardPaused = changed.Trading == ShardTrading.CancelsOnly;
                break;
            case MarketCloseTimeChanged changed:
                _evidence.CloseTime = changed.CloseTime;
                break;
            case PriceGridChanged { Grid: { } grid }:
                _evidence.Regrid(grid, _context.Settings);
                break;
            case PriceGridChanged:
                _evidence.GridUnreadable = true;
                Log(DecisionKind.Alert, "GRID_UNREADABLE", "no order is priced until a grid can be read");
                break;
            case MarketVolumeReported reported:
                _evidence.Volume = reported.Volume;
                break;
            case MarketDetermined determined:
                _evidence.Status = MarketStatus.Determined;
                _determinedAt = Now;
                Log(DecisionKind.Verdict, "DETERMINED", $"value={determined.SettlementValue}");
                break;
            case MarketProtocol.ScheduleTold schedule:
                _evidence.CommenceTime = schedule.CommenceTime;
                break;
            case MarketProtocol.FreezeTold freeze:
                _evidence.Frozen = freeze.Frozen;
                break;
            case MarketProtocol.SwitchesTold switches:
                _evidence.Take(switches, _context.Strategies);
                break;
            case MarketProtocol.ExitAnswered answered:
                ExitAnswered(answered);
                return;
            case MarketProtocol.TellMid ask:
                TellMid(ask);
                return;
            case MarketProtocol.TellLeg ask:
                TellLeg(ask);
                return;
            case MarketProtocol.SetTold told:
                Take(told);
                break;
            case CloseRequested wanted:
                Take(wanted);
                break;
            case StopRequested:
                _stopping = true;
                return;
            case Wake:
                _wakeAt = Instant.Never;
                break;
            case MarketQuery:
                Sender.Tell(new MarketReply(Ticker, true, _evidence.View(Now), [.. _verdicts.Select((verdict, i) => new StrategyVerdict(_context.Strategies[i].Id, verdict))], _evidence.Facts, _held, _exitNote) { Determined = _determinedAt, Close = _closeAnswer });
                return;
            default:
                Unhandled(message);
                return;
        }

        Evaluate();
    }

    private void Take(BookChange change)
    {
        if (change is not (BookChange.Applied or BookChange.IgnoredUntilSnapshot))
        {
            Log(DecisionKind.Alert, "BOOK_CORRUPT", change.ToString());
            _context.Turn.ReleaseAtOnce(new RequestSnapshots(_evidence.Book.Sid ?? 0, [Ticker]));
            _evidence.Book.ResyncRequested();
        }

        Evaluate();
    }

    /// <summary>Supervision of what works comes before new entries; exits come last, on what is left.</summary>
    private void Evaluate(bool scoreChanged = false)
    {
        var view = _evidence.View(Now);
        Supervise(in view, scoreChanged);
        if (_closing is { } wanted)
        {
            CarryClose(wanted);
        }
        else if (!_stopping)
        {
            Seek(in view);
            PlanExit(in view);
        }

        TellMark(in view);
        TellTouch(in view);
        ArmWake();
    }

    private void Supervise(in MarketView view, bool scoreChanged)
    {
        if (_evidence.Entry is not { Liquidity: Liquidity.Maker, CancelPending: false } entry) return;
        var index = _context.Strategies.IndexOf(entry.Strategy);
        var source = index < 0 ? FairSource.Consensus : _context.Strategies[index].Source;
        var working = new WorkingEntry(
            source, Math.Max(index, 0), source == FairSource.Consensus, entry.Side, entry.Limit, entry.DecidedAt);
        var reason = EntryCancelRule.Check(in view, in working, scoreChanged);
        if (reason == EntryCancelReason.None) return;
        _evidence.Entry = entry with { CancelPending = true };
        _context.Execution.Tell(new ExecutionProtocol.CancelWorking(entry.Id, SnakeCase.Of(reason)));
    }

    private void Seek(in MarketView view)
    {
        for (var i = 0; i < _context.Strategies.Count; i++)
        {
            var verdict = _evidence.GridUnreadable ? Verdict.Refuse(RefusalCode.MarketNotActive) : _context.Strategies.Decide(i, in view);
            Note(i, in verdict);
            if (verdict.IsEntry && _asking < 0 && !_awaitingOrder) Ask(i, in view, verdict.Signal);
        }
    }

    private void Note(int strategy, in Verdict verdict)
    {
        ref var last = ref _verdicts[strategy];
        if (last.HasValue && Nullable.GetValueRefOrDefaultRef(in last).SameCodeAs(in verdict))
        {
            // Without a signal two verdicts of one code are the same: the common case copies nothing.
            if (verdict.IsEntry || verdict.IsQuarantined) last = verdict;
            return;
        }

        last = verdict;
        if (verdict.Refusal is { } refusal) _context.Risk.Tell(new RiskProtocol.Screened(Ticker, refusal));
        var id = _context.Strategies[strategy].Id;
        Log(DecisionKind.Verdict, verdict.CodeName, verdict.IsQuarantined ? verdict.Signal.Describe() : $"strategy={id}");
    }

    private void Ask(int strategy, in MarketView view, in EntrySignal signal)
    {
        if (_asks[strategy] is { } last && last.IsSame(in signal) && Now - last.At < AskAgain) return;
        _asks[strategy] = new LastAsk(signal.Side, signal.Limit, signal.Liquidity, Now);
        _asking = strategy;
        _context.Risk.Tell(new RiskProtocol.AskEntry(signal.ToRequest(in view, _evidence.CurrentFacts), signal.Describe()));
    }

    private void Answered(MarketProtocol.EntryAnswered answered)
    {
        _asking = -1;
        _awaitingOrder = answered.Approved;
    }

    private void ArmWake()
    {
        var due = _evidence.NextDeadline(Now);
        if (_position.IsZero is false && _exitRetryAt > Now) due = due == Instant.Never ? _exitRetryAt : Instant.Min(due, _exitRetryAt);
        if (_setWaitUntil > Now && !_position.IsZero) due = due == Instant.Never ? _setWaitUntil : Instant.Min(due, _setWaitUntil);
        if (CloseDeadline is var close && close != Instant.Never) due = due == Instant.Never ? close : Instant.Min(due, close);
        if (due == _wakeAt) return;
        _wakeAt = due;
        if (due == Instant.Never) Timers.Cancel(WakeTimer);
        else Timers.StartSingleTimer(WakeTimer, Wake.Instance, due - Now);
    }

    private void Log(DecisionKind kind, string code, string text) => _context.Turn.Log(new DecisionEntry(kind, Ticker, code, text));

    private readonly record struct LastAsk(OrderSide Side, Price Limit, Liquidity Liquidity, Instant At)
    {
        public bool IsSame(in EntrySignal signal) => signal.Side == Side && signal.Limit == Limit && signal.Liquidity == Liquidity;
    }

    private sealed record Wake : INotInfluenceReceiveTimeout
    {
        public static Wake Instance { get; } = new();
    }
}
