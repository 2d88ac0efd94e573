using Akka.Actor;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Actors.Supervision;
using KalshiArb.Domain.Books;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Actors.Markets;

/// <summary>
/// Parent of the events, and the one place where stream numbers are judged: a subscription spans markets, so a gap on it makes
/// all of their books stale. Inputs about one market go straight to its actor.
/// </summary>
internal sealed class MarketsActor : UntypedActor, IWithTimers
{
    private const string SilenceTimer = "silence";
    private readonly MarketContext _context;
    private readonly StreamSequences _sequences = new();
    // By the ticker's text: every delta is looked up here, and the base library hashes plain text the fastest.
    private readonly Dictionary<string, IActorRef> _markets = new(StringComparer.Ordinal);
    private readonly SortedDictionary<Ticker, IActorRef> _ordered = [];
    private readonly SortedDictionary<EventTicker, IActorRef> _events = [];
    private readonly Dictionary<Ticker, IActorRef> _eventOf = [];
    private readonly Dictionary<GameId, IActorRef> _byGame = [];
    private readonly SortedDictionary<GameId, GameListed> _schedules = [];
    private readonly SortedDictionary<long, SortedSet<Ticker>> _tickersBySid = [];
    private readonly HashSet<Ticker> _frozen;
    private readonly SortedDictionary<Shard, ShardTradingChanged> _stoppedShards = [];
    private MarketProtocol.SwitchesTold _switches;
    private bool _silenceArmed;
    private StopRequested? _stop;

    public MarketsActor(MarketContext context, CoreSeed seed)
    {
        _context = context;
        var risk = seed.State.Risk;
        _frozen = [.. risk.Frozen.Keys];
        _switches = new MarketProtocol.SwitchesTold(
            NamesOf(risk.DisabledSeries.Select(series => series.Value)),
            NamesOf(risk.DisabledStrategies.Select(strategy => strategy.Value)),
            NamesOf(risk.DisabledTickers.Select(ticker => ticker.Value)));
        foreach (var reference in seed.References) Self.Tell(reference);
        if (seed.Start == CoreStart.AfterFailure) RequestAll(seed);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Makes the actor; after a failure it takes up the markets that were known.</summary>
    public static Props Props(MarketContext context, CoreSeed seed) => Akka.Actor.Props.Create(() => new MarketsActor(context, seed));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case BookDelta delta:
                if (InOrder(delta.Sid, delta.Seq)) ToMarket(delta.Ticker, delta);
                break;
            case BookSnapshot snapshot:
                Take(snapshot);
                break;
            case SequenceConsumed consumed:
                InOrder(consumed.Sid, consumed.Seq);
                break;
            case TopQuoted quoted:
                Heard();
                ToMarket(quoted.Ticker, quoted);
                break;
            case StreamAlive:
                Heard();
                break;
            case OddsPolled odds:
                ToGame(odds.Game, odds);
                break;
            case ScoreReported score:
                ToGame(score.Game, score);
                break;
            case GameListed game:
                _schedules[game.Game] = game;
                ToGame(game.Game, game);
                break;
            case MarketListed listed:
                List(listed);
                break;
            case MarketOpened opened:
                _markets[opened.Ticker.Value] = opened.Actor;
                _ordered[opened.Ticker] = opened.Actor;
                opened.Actor.Tell(_switches);
                if (_stop is not null) opened.Actor.Tell(_stop);
                foreach (var stopped in _stoppedShards.Values) opened.Actor.Tell(stopped);
                if (_frozen.Contains(opened.Ticker)) opened.Actor.Tell(new MarketProtocol.FreezeTold(true));
                Context.Parent.Tell(new CoreMessage.MarketOpened(opened.Ticker));
                break;
            case CoreMessage.ForMarket toMarket:
                ToMarket(toMarket.Ticker, toMarket.Message);
                break;
            case CoreFact fact:
                PassFact(fact.Fact);
                break;
            case SilenceCheck:
                CheckSilence();
                break;
            case EventActor.SetCrossed:
                Sender.Tell(new EventProtocol.JudgeSet(_sequences.LastFrameAt));
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
            case MarketStatusChanged changed:
                ToMarket(changed.Ticker, changed);
                break;
            case ShardTradingChanged changed:
                if (changed.Trading == ShardTrading.Open) _stoppedShards.Remove(changed.Shard);
                else _stoppedShards[changed.Shard] = changed;
                foreach (var market in _ordered.Values) market.Tell(changed);
                break;
            case MarketCloseTimeChanged changed:
                ToMarket(changed.Ticker, changed);
                break;
            case PriceGridChanged changed:
                ToMarket(changed.Ticker, changed);
                break;
            case MarketVolumeReported reported:
                ToMarket(reported.Ticker, reported);
                break;
            case MarketDetermined determined:
                ToMarket(determined.Ticker, determined);
                break;
            case CloseRequested wanted:
                ToMarket(wanted.Ticker, wanted);
                break;
            case FrameQuarantined frame:
                Quarantine(frame);
                break;
            case StreamLost:
                LoseAll(StaleReason.StreamLost);
                break;
            case StreamConnected:
                _sequences.Reset();
                _tickersBySid.Clear();
                LoseAll(StaleReason.StreamLost);
                break;
            case ClockJumped:
                LoseAll(StaleReason.Rebuilt);
                RequestAll();
                break;
            case StopRequested stop:
                _stop = stop;
                foreach (var market in _ordered.Values) market.Tell(message);
                break;
            case MarketsQuery:
                Sender.Tell(new MarketsReply([.. _ordered.Keys]));
                break;
            case MarketQuery query:
                if (_markets.TryGetValue(query.Ticker.Value, out var asked)) asked.Forward(query);
                else Sender.Tell(MarketReply.NotKnown(query.Ticker));
                break;
            case SessionStarted:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void List(MarketListed listed)
    {
        var facts = listed.Facts;
        if (!_events.TryGetValue(facts.Event, out var parent))
        {
            parent = Context.ActorOf(EventActor.Props(_context), facts.Event.Value);
            _events.Add(facts.Event, parent);
            _byGame[facts.Game] = parent;
            if (_schedules.TryGetValue(facts.Game, out var schedule)) parent.Tell(schedule);
        }

        _eventOf[facts.Ticker] = parent;
        parent.Tell(listed);
    }

    private void Take(BookSnapshot snapshot)
    {
        var verdict = Observe(snapshot.Sid, snapshot.Seq);
        if (verdict == SequenceVerdict.Duplicate) return;
        if (!_tickersBySid.TryGetValue(snapshot.Sid, out var tickers)) _tickersBySid.Add(snapshot.Sid, tickers = []);
        tickers.Add(snapshot.Ticker);
        ToMarket(snapshot.Ticker, snapshot);
    }

    private bool InOrder(long sid, long seq) => Observe(sid, seq) == SequenceVerdict.InOrder;

    private SequenceVerdict Observe(long sid, long seq)
    {
        var verdict = _sequences.Observe(sid, seq, _context.Turn.Now);
        if (!_silenceArmed) ArmSilence(_context.Turn.Now + Liveness);
        if (verdict == SequenceVerdict.Gap) LoseSubscription(sid, StaleReason.Gap);
        return verdict;
    }

    private void LoseSubscription(long sid, StaleReason reason)
    {
        if (!_tickersBySid.TryGetValue(sid, out var tickers)) return;
        foreach (var ticker in tickers) ToMarket(ticker, new MarketProtocol.BookLost(reason));
        _context.Turn.ReleaseAtOnce(new RequestSnapshots(sid, [.. tickers]));
    }

    private void LoseAll(StaleReason reason)
    {
        foreach (var market in _ordered.Values) market.Tell(new MarketProtocol.BookLost(reason));
    }

    /// <summary>Subscription 0 stands for 'whichever carries them': after a rebuild the numbers are not known.</summary>
    private void RequestAll()
    {
        if (_ordered.Count > 0) _context.Turn.ReleaseAtOnce(new RequestSnapshots(0, [.. _ordered.Keys]));
    }

    private void Quarantine(FrameQuarantined frame)
    {
        _context.Turn.Log(new DecisionEntry(
            DecisionKind.Alert, frame.Ticker, "QUARANTINED", $"source={frame.Source} sid={frame.Sid} reason={frame.Reason} bytes={frame.Bytes.Length}"));
        if (frame.Sid is { } sid) LoseSubscription(sid, StaleReason.Quarantined);
        else if (frame.Ticker is { } ticker) ToMarket(ticker, new MarketProtocol.BookLost(StaleReason.Quarantined));
        else LoseAll(StaleReason.Quarantined);
    }

    private void PassFact(IJournaled fact)
    {
        Fold(fact);
        switch (fact)
        {
            case TickerFrozen frozen:
                ToMarket(frozen.Ticker, new MarketProtocol.FreezeTold(true));
                break;
            case TickerThawed thawed:
                ToMarket(thawed.Ticker, new MarketProtocol.FreezeTold(false));
                break;
            case SwitchChanged:
                foreach (var market in _ordered.Values) market.Tell(_switches);
                break;
            default:
                break;
        }
    }

    /// <summary>What a market that opens later must be told.</summary>
    private void Fold(IJournaled fact)
    {
        switch (fact)
        {
            case TickerFrozen frozen:
                _frozen.Add(frozen.Ticker);
                break;
            case TickerThawed thawed:
                _frozen.Remove(thawed.Ticker);
                break;
            case SwitchChanged { Scope: SwitchScope.Series } changed:
                _switches = _switches with { Series = Toggle(_switches.Series, changed) };
                break;
            case SwitchChanged { Scope: SwitchScope.Strategy } changed:
                _switches = _switches with { Strategies = Toggle(_switches.Strategies, changed) };
                break;
            case SwitchChanged changed:
                _switches = _switches with { Tickers = Toggle(_switches.Tickers, changed) };
                break;
            default:
                break;
        }
    }

    private static ImmutableSortedSet<string> NamesOf(IEnumerable<string> names) => ImmutableSortedSet.CreateRange(StringComparer.Ordinal, names);

    private static ImmutableSortedSet<string> Toggle(ImmutableSortedSet<string> off, SwitchChanged changed) =>
        changed.Enabled ? off.Remove(changed.Name) : off.Add(changed.Name);

    private TimeSpan Liveness => _context.Settings.Default.Freshness.BookLiveness;

    private void Heard()
    {
        _sequences.Heard(_context.Turn.Now);
        if (!_silenceArmed) ArmSilence(_context.Turn.Now + Liveness);
    }

    /// <summary>One timer that is moved on when it fires, not on every frame.</summary>
    private void ArmSilence(Instant due)
    {
        _silenceArmed = true;
        Timers.StartSingleTimer(SilenceTimer, SilenceCheck.Instance, due - _context.Turn.Now + TimeSpan.FromMicroseconds(1));
    }

    private void CheckSilence()
    {
        _silenceArmed = false;
        if (_sequences.IsAlive(_context.Turn.Now, Liveness))
        {
            ArmSilence(_sequences.LastFrameAt + Liveness);
            return;
        }

        LoseAll(StaleReason.Silence);
        RequestAll();
    }

    /// <summary>After a failure every book is new and empty.</summary>
    private void RequestAll(CoreSeed seed)
    {
        var tickers = new SortedSet<Ticker>();
        foreach (var reference in seed.References)
            if (reference is MarketListed listed) tickers.Add(listed.Facts.Ticker);
        if (tickers.Count > 0) _context.Turn.ReleaseAtOnce(new RequestSnapshots(0, [.. tickers]));
    }

    /// <summary>A market whose actor has not reported itself yet is reached through its event.</summary>
    private void ToMarket(Ticker ticker, object message)
    {
        if (_markets.TryGetValue(ticker.Value, out var market)) market.Tell(message);
        else if (_eventOf.TryGetValue(ticker, out var parent)) parent.Tell(new CoreMessage.ForMarket(ticker, message));
    }

    private void ToGame(GameId game, object message)
    {
        if (_byGame.TryGetValue(game, out var parent)) parent.Tell(message);
    }

    /// <summary>Told by an event when it has made a market.</summary>
    internal sealed record MarketOpened(Ticker Ticker, IActorRef Actor) : INoSerializationVerificationNeeded;

    private sealed record SilenceCheck : INotInfluenceReceiveTimeout
    {
        public static SilenceCheck Instance { get; } = new();
    }
}

/// <summary>Asks which markets there are.</summary>
public sealed record MarketsQuery : ICoreQuery<MarketsReply>;

/// <summary>The markets, in order.</summary>
public sealed record MarketsReply(ImmutableArray<Ticker> Tickers);
