using Akka.Actor;
using KalshiArb.Actors.Supervision;
using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Actors.Markets;

/// <summary>
/// One event of the venue (one game) and parent of its markets. It turns odds and scores of the game into a fair value for
/// each market, once a poll and once more when the evidence ages, so that the markets need not do it on every book change.
/// </summary>
internal sealed partial class EventActor : UntypedActor, IWithTimers
{
    private const string AgeTimer = "age";

    private readonly MarketContext _context;
    private readonly SortedDictionary<Ticker, MarketEntry> _markets = [];
    private OddsPolled? _odds;
    private Instant _oddsAt;
    private GameConsensus _consensus = GameConsensus.Nothing;
    private ScoreReported? _score;
    private Instant _scoreAt;
    private GameListed? _schedule;

    public EventActor(MarketContext context) => _context = context;

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Makes the actor of one event.</summary>
    public static Props Props(MarketContext context) => Akka.Actor.Props.Create(() => new EventActor(context));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case MarketListed listed:
                List(listed);
                break;
            case OddsPolled odds:
                _odds = odds;
                _oddsAt = _context.Turn.Now;
                TellOdds();
                LookForSet();
                ArmAgeTimer();
                break;
            case ScoreReported score:
                Score(score);
                LookForSet();
                ArmAgeTimer();
                break;
            case GameListed game:
                _schedule = game;
                TellAll(new MarketProtocol.ScheduleTold(game.CommenceTime));
                break;
            case CoreMessage.ForMarket toMarket:
                if (_markets.TryGetValue(toMarket.Ticker, out var market)) market.Actor.Tell(toMarket.Message);
                break;
            case Aged:
                TellOdds();
                TellScore(scoreChanged: false);
                ArmAgeTimer();
                break;
            default:
                if (!OnSets(message)) Unhandled(message);
                break;
        }
    }

    private void List(MarketListed listed)
    {
        var facts = listed.Facts;
        if (_markets.TryGetValue(facts.Ticker, out var known))
        {
            _markets[facts.Ticker] = known with { Facts = facts };
            TellMatched();
            known.Actor.Forward(listed);
            return;
        }

        var actor = Context.ActorOf(MarketActor.Props(_context, facts), facts.Ticker.Value);
        _markets.Add(facts.Ticker, new MarketEntry(actor, facts));
        AwaitOtherMarkets();
        Context.Parent.Tell(new MarketsActor.MarketOpened(facts.Ticker, actor));
        if (_schedule is not null) actor.Tell(new MarketProtocol.ScheduleTold(_schedule.CommenceTime));
        TellOdds();
        TellScore(scoreChanged: false);
    }

    private void Score(ScoreReported score)
    {
        var changed = _score is not null && (_score.HomeScore != score.HomeScore || _score.AwayScore != score.AwayScore);
        _score = score;
        _scoreAt = _context.Turn.Now;
        TellScore(changed);
    }

    /// <summary>All markets of an event belong to one series and one game, so one consensus serves them all.</summary>
    private void TellOdds()
    {
        if (_odds is null || _markets.Count == 0) return;

        var first = First.Facts;
        _consensus = OddsConsensus.Compute(
            _odds.Quotes, _oddsAt, _context.Turn.Now, first.OutcomesInGame, _context.Settings.Consensus, FreshnessOf(first));
        foreach (var market in _markets.Values)
        {
            market.Actor.Tell(_consensus.TryFor(market.Facts.YesOutcome, out var estimate, out var reason)
                ? new MarketProtocol.OddsTold(estimate, NoFairReason.None)
                : new MarketProtocol.OddsTold(null, reason));
        }
    }

    private void TellScore(bool scoreChanged)
    {
        if (_score is null) return;

        foreach (var market in _markets.Values)
        {
            var maximumAge = FreshnessOf(market.Facts).ScoreSinceReceipt;
            var known = WinProbability.TryEstimate(
                _context.Settings.ModelsInForce, market.Facts.Sport, _score, market.Facts.YesOutcome, _scoreAt, _context.Turn.Now, maximumAge, out var estimate, out _);
            market.Actor.Tell(new MarketProtocol.ScoreTold(_score.Phase, known ? estimate : null, _scoreAt, scoreChanged));
        }
    }

    private MarketEntry First => _markets.First().Value;

    private FreshnessSettings FreshnessOf(MarketFacts facts) => _context.Settings.For(facts.Series).Freshness;

    private void TellAll(object message)
    {
        foreach (var market in _markets.Values) market.Actor.Tell(message);
    }

    /// <summary>Values are made anew one microsecond after the last instant at which they hold.</summary>
    private void ArmAgeTimer()
    {
        var now = _context.Turn.Now;
        var next = Instant.Never;
        if (_consensus.HasValue) next = Earlier(next, _consensus.ValidUntil, now);
        if (_score is not null && _markets.Count > 0) next = Earlier(next, _scoreAt + FreshnessOf(First.Facts).ScoreSinceReceipt, now);

        if (next == Instant.Never) Timers.Cancel(AgeTimer);
        else Timers.StartSingleTimer(AgeTimer, Aged.Instance, next - now + TimeSpan.FromMicroseconds(1));
    }

    private static Instant Earlier(Instant best, Instant candidate, Instant now) =>
        candidate < now ? best : best == Instant.Never ? candidate : Instant.Min(best, candidate);

    private readonly record struct MarketEntry(IActorRef Actor, MarketFacts Facts);

    private sealed record Aged : INotInfluenceReceiveTimeout
    {
        public static Aged Instance { get; } = new();
    }
}
