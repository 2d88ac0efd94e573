using KalshiArb.Domain.Books;
using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Settings;
using KalshiArb.Domain.Strategies;

namespace KalshiArb.Actors.Markets;

/// <summary>
/// All that is known of one market, changed in place by its actor. It turns into a <see cref="MarketView"/> for each decision
/// without allocating.
/// </summary>
internal sealed class MarketEvidence
{
    private readonly MemberPrecision _precision;
    private readonly Momentum _momentum = new();
    private MarketTerms _terms;
    private MoveWatch _moves;
    private MarketFacts _currentFacts;
    private FairEstimate? _odds;
    private NoFairReason _oddsMissing = NoFairReason.NoData;
    private FairEstimate? _score;
    private Instant _scoreAt;
    private GamePhase? _phase;
    private Instant _firstSourceAt = Instant.Never;
    private bool _enabled = true;
    private uint _strategiesOff;

    public MarketEvidence(MarketFacts facts, MemberPrecision precision, DecisionSettings settings)
    {
        _precision = precision;
        Facts = facts;
        _currentFacts = facts;
        _terms = new MarketTerms(facts, precision, settings);
        Book = new MarketBook(facts.Grid);
        Status = facts.Status;
        CloseTime = facts.CloseTime;
    }

    public MarketFacts Facts { get; private set; }

    public MarketBook Book { get; private set; }

    /// <summary>What the venue last told of the market alone.</summary>
    public MarketStatus Status { get; set; }

    /// <summary>Whether the venue paused the market's shard: then none of it is active.</summary>
    public bool ShardPaused { get; set; }

    public Instant CloseTime { get; set; }

    public Quantity? Volume { get; set; }

    public Instant? CommenceTime { get; set; }

    public bool Frozen { get; set; }

    public bool GridUnreadable { get; set; }

    public Quantity Position { get; set; }

    public Instant OpenedAt { get; set; }

    public WorkingOrder? Entry { get; set; }

    public WorkingOrder? Exit { get; set; }

    /// <summary>When the market's own book was last told.</summary>
    public Instant BookToldAt { get; private set; }

    /// <summary>The facts with status and close time as last told.</summary>
    public MarketFacts CurrentFacts =>
        _currentFacts.Status == TradingStatus && _currentFacts.CloseTime == CloseTime
            ? _currentFacts
            : _currentFacts = Facts with { Status = TradingStatus, CloseTime = CloseTime };

    private MarketStatus TradingStatus => ShardPaused && Status == MarketStatus.Active ? MarketStatus.Inactive : Status;

    public BookChange Take(BookDelta delta, Instant now) => Changed(Book.Apply(delta), now);

    public BookChange Take(BookSnapshot snapshot, Instant now) => Changed(Book.Apply(snapshot), now);

    /// <summary>Recordings without a sequence hold the touch alone: each quote is a whole book of at most two levels.</summary>
    public BookChange Take(TopQuoted quoted, Instant now)
    {
        ImmutableArray<BookLevel> yes = quoted.Bid is { } bid ? [bid] : [];
        ImmutableArray<BookLevel> no = quoted.Ask is { } ask ? [new BookLevel(ask.Price.Complement, ask.Size)] : [];
        return Changed(Book.Apply(new BookSnapshot(0, 0, quoted.Ticker, yes, no)), now);
    }

    public void Take(MarketProtocol.OddsTold odds, Instant now)
    {
        if (odds.Estimate is { } estimate)
        {
            if (_odds is not { } before || before.Yes != estimate.Yes) _moves.OnNews();
            _momentum.OnFair(now, estimate.Yes);
        }

        (_odds, _oddsMissing) = (odds.Estimate, odds.Missing);
        if (odds.Estimate is not null || odds.Missing != NoFairReason.NoData) HeardSource(now);
    }

    public void Take(MarketProtocol.ScoreTold score, Instant now)
    {
        if (score.ScoreChanged) _moves.OnNews();
        (_score, _scoreAt, _phase) = (score.Estimate, score.ReceivedAt, score.Phase);
        if (score.ReceivedAt != Instant.Never) HeardSource(now);
    }

    public void Take(MarketProtocol.WorkingTold working) => (Entry, Exit) = (working.Entry, working.Exit);

    public void Take(MarketProtocol.SwitchesTold switches, StrategyTable strategies)
    {
        _enabled = !switches.Series.Contains(Facts.Series.Value) && !switches.Tickers.Contains(Facts.Ticker.Value);
        _strategiesOff = 0;
        for (var i = 0; i < strategies.Count; i++)
            if (switches.Strategies.Contains(strategies[i].Id.Value)) _strategiesOff |= 1u << i;
    }

    public void Lose(StaleReason reason)
    {
        if (!Book.Invalidate(reason)) return;
        _momentum.ForgetBook();
        _moves.ForgetBook();
    }

    public void Relist(MarketFacts facts, DecisionSettings settings)
    {
        (Facts, _currentFacts, Status, CloseTime) = (facts, facts, facts.Status, facts.CloseTime);
        _terms = new MarketTerms(facts, _precision, settings);
        GridUnreadable = false;
    }

    /// <summary>Working orders stand; new prices use the new grid.</summary>
    public void Regrid(PriceGrid grid, DecisionSettings settings) => Relist(CurrentFacts with { Status = Status, Grid = grid }, settings);

    public MarketView View(Instant now)
    {
        var tradable = Book.IsTradable;
        var top = tradable ? Book.Book.TopWithout(Own) : default;
        return new MarketView
        {
            Terms = _terms,
            Now = now,
            BookLive = tradable,
            Bid = top.Bid,
            Ask = top.Ask,
            Status = TradingStatus,
            CloseTime = CloseTime,
            Volume = Volume,
            Odds = _odds,
            OddsMissing = _oddsMissing,
            Score = _score,
            ScoreReceivedAt = _scoreAt,
            ScorePhase = _phase,
            CommenceTime = CommenceTime,
            Momentum = _momentum.ScoresAt(now),
            Position = Position,
            EntryWorks = Entry is not null,
            Enabled = _enabled,
            StrategiesOff = _strategiesOff,
            Frozen = Frozen,
            UnexplainedMoveAt = _moves.LastMoveAt,
            FirstSourceAt = _firstSourceAt,
        };
    }

    /// <summary>When something changes by time alone: the market's close, the maker time-out, the maximum hold.</summary>
    public Instant NextDeadline(Instant now)
    {
        var due = Later(Instant.Never, CloseTime - _terms.Settings.Freshness.NearClose + TimeSpan.FromMicroseconds(1), now);
        if (Entry is { Liquidity: Liquidity.Maker, CancelPending: false } entry)
            due = Later(due, entry.DecidedAt + _terms.Execution.MakerTimeout, now);
        if (!Position.IsZero && OpenedAt != Instant.Never) due = Later(due, OpenedAt + _terms.Settings.Exit.MaximumHold, now);
        return due;
    }

    private void HeardSource(Instant now)
    {
        if (_firstSourceAt == Instant.Never) _firstSourceAt = now;
    }

    private static Instant Later(Instant best, Instant candidate, Instant now) =>
        candidate <= now ? best : best == Instant.Never ? candidate : Instant.Min(best, candidate);

    private BookChange Changed(BookChange change, Instant now)
    {
        BookToldAt = now;
        if (!Book.IsTradable) return change;
        var own = Own;
        var top = Book.Book.TopWithout(own);
        _moves.OnBook(now, top.Bid?.Price, top.Ask?.Price, _terms.YesGrid, _terms.Settings.Freshness.UnexplainedMoveTicks);
        _momentum.OnDepth(
            now,
            Book.Book.DepthWithin(OrderSide.Bid, BookPressure.Band, own),
            Book.Book.DepthWithin(OrderSide.Ask, BookPressure.Band, own));
        return change;
    }

    /// <summary>Only what rests is on the book and has to be taken out of it.</summary>
    private OwnQuotes Own
    {
        get
        {
            if (Entry is null && Exit is null) return OwnQuotes.None;
            var quotes = OwnQuotes.None;
            quotes = With(quotes, Entry);
            return With(quotes, Exit);
        }
    }

    private static OwnQuotes With(OwnQuotes quotes, WorkingOrder? order) => order switch
    {
        { Resting: true, Side: OrderSide.Bid } => quotes with { BidPrice = order.Limit, BidSize = order.Remaining },
        { Resting: true, Side: OrderSide.Ask } => quotes with { AskPrice = order.Limit, AskSize = order.Remaining },
        _ => quotes,
    };
}
