using System.Collections.Immutable;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Feeds.Files;
using KalshiArb.Feeds.Odds;
using KalshiArb.Feeds.Reference;

namespace KalshiArb.Simulation.Import;

/// <summary>In which order inputs of the same instant run.</summary>
internal enum ImportRank
{
    /// <summary>Markets become known.</summary>
    Listing,
    /// <summary>Odds: a row of the same instant may be judged by them.</summary>
    Odds,
    /// <summary>Trades: a row of the same instant is the end of the minute in which they were made.</summary>
    Trade,
    /// <summary>Rows of the recording, in their own order.</summary>
    Row,
    /// <summary>A row did not come.</summary>
    Stale,
    /// <summary>Results.</summary>
    Result,
}

/// <summary>A market of the recording.</summary>
internal sealed class RecordedMarket(MarketFacts facts, GameTicker game, SeriesFacts series)
{
    public MarketFacts Facts { get; } = facts;
    public GameTicker Game { get; } = game;
    public SeriesFacts Series { get; } = series;
    /// <summary>The first row, or what was known before it.</summary>
    public Instant FirstRow { get; set; }
    public Instant LastRow { get; set; }
    public int Rows { get; set; }
}

/// <summary>
/// Gathers what several recordings say and puts it in the one order in which it became known: by time, then by
/// <see cref="ImportRank"/>, then as added.
/// </summary>
internal sealed class ImportTimeline(ReferenceData reference)
{
    /// <summary>Without a row for this long a book is not known any more.</summary>
    internal static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(60);

    private readonly List<(Instant Stamp, ImportRank Rank, int Number, Input Input)> _inputs = [];
    private readonly SortedDictionary<string, RecordedMarket?> _markets = new(StringComparer.Ordinal);
    private readonly List<string> _leftOut = [];
    private int _staleMarks;

    /// <summary>What did not read.</summary>
    public FaultLog Faults { get; } = new();

    /// <summary>The markets with rows, ordinally.</summary>
    public IEnumerable<RecordedMarket> Markets => _markets.Values.OfType<RecordedMarket>().Where(market => market.Rows > 0);

    /// <summary>Makes a market known by facts of its own instead of the tables' before its first row.</summary>
    /// <param name="market">The market.</param>
    /// <param name="seen">When something is known of it first: no later than its first row.</param>
    public void Know(RecordedMarket market, Instant seen)
    {
        market.FirstRow = seen;
        _markets.Add(market.Facts.Ticker.Value, market);
    }

    /// <summary>Adds one input.</summary>
    public void Add(Instant stamp, ImportRank rank, Input input) => _inputs.Add((stamp, rank, _inputs.Count, input));

    /// <summary>
    /// The market of a row at an instant; null when it is left out or the row is not later than the one before it. When the row
    /// before it is more than a minute old, the book was unknown in between and is marked stale from the minute's end.
    /// </summary>
    public RecordedMarket? Row(Ticker ticker, Instant stamp, string where)
    {
        if (!_markets.TryGetValue(ticker.Value, out var market))
        {
            if (GameMarkets.TryFacts(ticker, reference.Series, reference.Teams, out var facts, out var game, out var reason))
                market = new RecordedMarket(facts, game, reference.Series.Find(facts.Series)!) { FirstRow = stamp };
            else
                _leftOut.Add(reason);
            _markets.Add(ticker.Value, market);
        }
        if (market is null) return null;
        if (market.Rows > 0 && stamp <= market.LastRow)
        {
            Faults.Add(where, $"{ticker}: not later than the row before it");
            return null;
        }
        if (market.Rows > 0 && stamp - market.LastRow > StaleAfter) MarkStale(market);
        market.LastRow = stamp;
        market.Rows++;
        return market;
    }

    /// <summary>Lists the markets, marks the end of their rows and joins the odds; then everything in order.</summary>
    public ImportedDay Finish(ImmutableArray<OddsPoll> polls, int settled, Quantity assumedSize, string rowName, TimeSpan? bar)
    {
        var markets = Markets.ToArray();
        var start = markets.Select(m => m.FirstRow).Concat(polls.Select(p => p.ReceivedAt)).DefaultIfEmpty(Instant.Never).Min();
        var games = new List<(Instant Known, VenueGame Game)>();
        foreach (var market in markets)
        {
            MarkStale(market);
            var known = KnownFrom(market, start);
            Add(known, ImportRank.Listing, new MarketListed(market.Facts));
            if (games.Any(g => g.Game.Ticker.Event == market.Facts.Event)) continue;
            if (VenueGame.TryCreate(market.Game, market.Series, reference.Teams, out var game, out _)) games.Add((known, game));
        }
        var odds = new OddsInputs(reference.Teams);
        foreach (var poll in polls)
        {
            VenueGame[] listed = [.. games.Where(g => g.Known <= poll.ReceivedAt).Select(g => g.Game)];
            foreach (var input in odds.Apply(poll, listed)) Add(poll.ReceivedAt, ImportRank.Odds, input);
        }
        if (odds.Refused > 0) Faults.Add("odds", $"{odds.Refused} listings of more than {OddsInputs.MaxRemembered} events");
        return new ImportedDay(InOrder(), Report(markets, polls.Length, odds.Joins, settled, assumedSize, rowName) with { Bar = bar });
    }

    private static Instant KnownFrom(RecordedMarket market, Instant start)
    {
        var opens = market.Facts.CloseTime - market.Series.ClosesAfter - market.Series.OpensBefore;
        return Instant.Min(Instant.Max(start, opens), market.FirstRow);
    }

    private void MarkStale(RecordedMarket market)
    {
        _staleMarks++;
        Add(market.LastRow + StaleAfter, ImportRank.Stale, new FrameQuarantined("import", market.Facts.Ticker, null, "the recording has no row within a minute", []));
    }

    private ImmutableArray<TimedInput> InOrder()
    {
        _inputs.Sort((left, right) =>
        {
            var order = left.Stamp.CompareTo(right.Stamp);
            if (order == 0) order = left.Rank.CompareTo(right.Rank);
            return order != 0 ? order : left.Number.CompareTo(right.Number);
        });
        return [.. _inputs.Select(i => new TimedInput(i.Stamp, i.Input))];
    }

    private ImportReport Report(RecordedMarket[] markets, int polls, ImmutableArray<OddsJoin> joins, int settled, Quantity assumedSize, string rowName)
    {
        var joined = joins.Where(j => j.Outcome == MatchOutcome.Matched).Select(j => j.Game!.Value.Value).ToHashSet(StringComparer.Ordinal);
        return new ImportReport
        {
            Games = markets.Select(m => m.Facts.Game.Value).Distinct().Count(),
            Markets = markets.Length,
            Rows = markets.Sum(m => m.Rows),
            RowName = rowName,
            StaleMarks = _staleMarks,
            Settled = settled,
            OddsPolls = polls,
            OddsJoins = joins,
            RowsWithOdds = markets.Where(m => joined.Contains(m.Facts.Event.Value)).Sum(m => m.Rows),
            AssumedDisplayedSize = assumedSize,
            AssumedFacts = [.. markets.Select(m => m.Series).DistinctBy(s => s.Series).SelectMany(s => s.Assumed.Select(a => $"{s.Series} {a}"))],
            MarketsLeftOut = [.. _leftOut],
            Faults = Faults,
        };
    }
}
