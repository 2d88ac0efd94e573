using System.Collections.Immutable;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Simulation.Seeds.Checks;

/// <summary>
/// What the core can know of books, odds and scores, by the plain reading of the design: a number missing on a subscription
/// makes every book of it stale until its next snapshot; so do silence, a break, a jump of the clock and a rebuilt core.
/// The core runs the deadlines that were due before an input first, each at its own time and without the input: what is asked
/// about a time before the input in hand is answered without it, be it one that makes a book stale or one that makes it live.
/// Ask in the order of time.
/// </summary>
/// <param name="settings">How old evidence may be.</param>
public sealed class Evidence(DecisionSettings settings)
{
    private readonly SortedDictionary<long, long> _lastSeq = [];
    private readonly SortedDictionary<Ticker, long> _liveOn = [];
    private readonly SortedDictionary<Ticker, MarketFacts> _facts = [];
    private readonly SortedDictionary<Ticker, MarketStatus> _status = [];
    private readonly SortedDictionary<Ticker, Instant> _close = [];
    private readonly SortedDictionary<Shard, ShardTrading> _shards = [];
    private readonly SortedDictionary<GameId, (Instant At, ImmutableArray<BookmakerQuote> Quotes)> _odds = [];
    private readonly SortedDictionary<GameId, (Instant At, ScoreReported Score)> _scores = [];
    private readonly SortedDictionary<GameId, Instant> _firstHeard = [];
    private Instant _lastFrame;
    private (Input Input, Instant At)? _inHand;
    private GameId? _scoreChanged;
    private Action? _undo;

    /// <summary>How many gaps there were.</summary>
    public long Gaps { get; private set; }

    /// <summary>A new process knows nothing.</summary>
    public void Restart()
    {
        (_inHand, _scoreChanged, _undo) = (null, null, null);
        LoseBooks();
        _lastSeq.Clear();
        _facts.Clear();
        _status.Clear();
        _close.Clear();
        _shards.Clear();
        _odds.Clear();
        _scores.Clear();
        _firstHeard.Clear();
    }

    /// <summary>
    /// A core made anew has only what lasts. The input in which it failed it never took; one before which it failed, in a
    /// deadline that was due earlier, it takes afterwards.
    /// </summary>
    public void Rebuild(Instant at)
    {
        Reach(at);
        if (_inHand is null) _undo?.Invoke();
        _undo = null;
        _scoreChanged = null;
        LoseBooks();
        _lastSeq.Clear();
        _odds.Clear();
        _scores.Clear();
        _firstHeard.Clear();
    }

    /// <summary>Takes an input that the core is given now.</summary>
    public void Take(Input input, Instant at)
    {
        Reach(Instant.Max(at, _inHand?.At ?? at));
        _inHand = (input, at);
    }

    /// <summary>Core time has come so far: an input given for then or earlier counts from here on.</summary>
    public void Reach(Instant now)
    {
        if (_inHand is not { } hand || now < hand.At) return;
        _inHand = null;
        Learn(hand.Input, hand.At);
    }

    /// <summary>Whether a market's book is whole and current.</summary>
    public bool IsLive(Ticker ticker, Instant now)
    {
        Reach(now);
        return _liveOn.ContainsKey(ticker) && now - _lastFrame <= settings.Default.Freshness.BookLiveness;
    }

    /// <summary>Why no entry may go on working on a market now; null when one may.</summary>
    public string? WhyCancel(Ticker ticker, Instant now)
    {
        Reach(now);
        return _scoreChanged is { } game && _facts.TryGetValue(ticker, out var facts) && facts.Game == game ? "the score has changed" : WhyStale(ticker, now);
    }

    /// <summary>Why no entry may be made on a market now; null when one may.</summary>
    public string? WhyStale(Ticker ticker, Instant now)
    {
        Reach(now);
        if (!_facts.TryGetValue(ticker, out var facts)) return null;
        var freshness = settings.For(facts.Series).Freshness;
        if (!IsLive(ticker, now)) return "its book is not live";
        if (_status.GetValueOrDefault(ticker, facts.Status) is not MarketStatus.Active and var status) return $"the market is {status}";
        if (_shards.GetValueOrDefault(facts.Shard) == ShardTrading.CancelsOnly) return $"shard {facts.Shard} is paused";
        if (_close.GetValueOrDefault(ticker, facts.CloseTime) - now < freshness.NearClose) return "the market closes soon";
        if (_scores.TryGetValue(facts.Game, out var score))
        {
            if (score.Score.Phase != GamePhase.InPlay) return $"the game is {score.Score.Phase}";
            if (now - score.At > freshness.ScoreSinceReceipt) return $"the score is {(now - score.At).TotalSeconds} s old";
        }

        if (!_odds.TryGetValue(facts.Game, out var odds)) return "there are no odds";
        if (!_scores.ContainsKey(facts.Game) && freshness.SecondSourceWait is { } wait && now - _firstHeard[facts.Game] < wait) return "a score may still come";
        if (now - odds.At > freshness.OddsSinceReceipt) return $"the odds are {(now - odds.At).TotalSeconds} s old";
        var fresh = odds.Quotes.Count(quote => now - Instant.Min(quote.SourceStamp, odds.At) <= freshness.OddsSinceStamp);
        return fresh < settings.Consensus.MinimumBooks ? $"{fresh} bookmakers are fresh" : null;
    }

    private void Learn(Input input, Instant at)
    {
        (_scoreChanged, _undo) = (null, null);
        if (at - _lastFrame > settings.Default.Freshness.BookLiveness && _liveOn.Count > 0) LoseBooks();
        switch (input)
        {
            case BookDelta delta:
                Number(delta.Sid, delta.Seq, at);
                break;
            case SequenceConsumed consumed:
                Number(consumed.Sid, consumed.Seq, at);
                break;
            case BookSnapshot snapshot:
                if (Number(snapshot.Sid, snapshot.Seq, at)) _liveOn[snapshot.Ticker] = snapshot.Sid;
                break;
            case StreamAlive:
                _lastFrame = at;
                break;
            case StreamLost or ClockJumped:
                LoseBooks();
                break;
            case StreamConnected:
                LoseBooks();
                _lastSeq.Clear();
                break;
            case OddsPolled odds:
                _odds[odds.Game] = (at, odds.Quotes);
                _firstHeard.TryAdd(odds.Game, at);
                break;
            case ScoreReported score:
                if (_scores.TryGetValue(score.Game, out var before) && (before.Score.HomeScore != score.HomeScore || before.Score.AwayScore != score.AwayScore)) _scoreChanged = score.Game;
                _scores[score.Game] = (at, score);
                _firstHeard.TryAdd(score.Game, at);
                break;
            default:
                TakeFacts(input);
                break;
        }
    }

    private void TakeFacts(Input input)
    {
        switch (input)
        {
            case MarketListed listed:
                var ticker = listed.Facts.Ticker;
                _undo = Undo(_facts, ticker) + Undo(_status, ticker) + Undo(_close, ticker);
                _facts[ticker] = listed.Facts;
                _status[ticker] = listed.Facts.Status;
                _close[ticker] = listed.Facts.CloseTime;
                break;
            case MarketStatusChanged changed:
                _undo = Undo(_status, changed.Ticker);
                _status[changed.Ticker] = changed.Status;
                break;
            case MarketDetermined determined:
                _undo = Undo(_status, determined.Ticker);
                _status[determined.Ticker] = MarketStatus.Determined;
                break;
            case MarketCloseTimeChanged changed:
                _undo = Undo(_close, changed.Ticker);
                _close[changed.Ticker] = changed.CloseTime;
                break;
            case ShardTradingChanged changed:
                _undo = Undo(_shards, changed.Shard);
                _shards[changed.Shard] = changed.Trading;
                break;
            default:
                break;
        }
    }

    private static Action Undo<TKey, TValue>(SortedDictionary<TKey, TValue> map, TKey key)
        where TKey : notnull
    {
        var known = map.TryGetValue(key, out var before);
        return () =>
        {
            if (known) map[key] = before!;
            else map.Remove(key);
        };
    }

    /// <summary>Whether a number is the next of its subscription, or its first; one seen before says nothing.</summary>
    private bool Number(long sid, long seq, Instant at)
    {
        _lastFrame = at;
        var known = _lastSeq.TryGetValue(sid, out var last);
        if (known && seq <= last) return false;
        if (known && seq != last + 1)
        {
            Gaps++;
            foreach (var ticker in _liveOn.Where(live => live.Value == sid).Select(live => live.Key).ToArray()) _liveOn.Remove(ticker);
        }

        _lastSeq[sid] = seq;
        return true;
    }

    private void LoseBooks() => _liveOn.Clear();
}
