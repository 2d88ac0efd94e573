using System.Globalization;
using KalshiArb.Domain.Ports;
using KalshiArb.Exchange.Accounts;
using KalshiArb.Exchange.Matching;

namespace KalshiArb.Exchange.Slate;

/// <summary>
/// A simulated evening as a discrete-event world: games, bookmakers, a score feed, and an exchange with market makers, a crowd
/// and our account. The same settings and the same client calls at the same times give the same everything, so a world is
/// restored by running it again with the calls that were logged. What it emits are the inputs that real feeds would give.
/// </summary>
public sealed partial class SlateWorld
{
    private enum Happening
    {
        Open,
        GameStarts,
        GameStep,
        Score,
        Odds,
        Review,
        Rain,
        RainEnds,
        Postponement,
        Announce,
        Determine,
        Maker,
        Crowd,
        Volume,
        Alive,
    }

    /// <summary>The one subscription of the public book stream.</summary>
    public const long BookSid = 1;

    private const string OddsSource = "slate-odds";

    private static readonly ImmutableArray<MakerStyle> Styles =
    [
        new(0.45, 5, 45, 0.8, 2.0),
        new(0.7, 5, 90, 1.0, 2.0),
        new(1.0, 4, 160, 1.3, 2.5),
    ];

    private static readonly ImmutableArray<string> BookKeys =
        ["pinnacle", "draftkings", "fanduel", "betmgm", "caesars", "betrivers", "bovada", "betonlineag", "lowvig"];

    private readonly SlateSettings _settings;
    private readonly Venue _venue;
    private readonly AccountId _client;
    private readonly ImmutableArray<PlannedGame> _games;
    private readonly ScoreFeed[] _scores;
    private readonly Bookmaker[][] _books;
    private readonly Instant[] _nextScore;
    private readonly int[] _marketsOfGame;
    private readonly List<SlateMarket> _markets = [];
    private readonly List<MarketMaker> _makers = [];
    private readonly List<NoiseTrader> _crowds = [];
    private readonly PriorityQueue<(Happening Kind, int Which), (long Micros, long Number)> _queue = new();
    private readonly Chance _chance;
    private long _lastNumber;
    private long _seq;
    private bool _raw;

    /// <summary>Builds the evening up to its start: games in play have been played ahead, books are quoted.</summary>
    public SlateWorld(SlateSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        InvariantViolation.Unless(settings.Games is >= 1 and <= 24, "A slate has 1 to 24 games.");
        InvariantViolation.Unless(settings.Lag >= TimeSpan.Zero, "The makers' lag is not negative.");
        _settings = settings;
        _chance = new Chance(settings.Seed, 2);
        _venue = new Venue(settings.Rules);
        _client = _venue.OpenAccount(keepsHistory: true);
        foreach (var cash in settings.ClientCash) _venue.Deposit(_client, cash.Shard, cash.Cash);
        _games = SlatePlan.Games(settings);
        _scores = new ScoreFeed[_games.Length];
        _books = new Bookmaker[_games.Length][];
        _nextScore = new Instant[_games.Length];
        _marketsOfGame = new int[_games.Length + 1];
        Now = settings.Start;
        _venue.AdvanceTo(Now);
        Plan(Happening.Open, 0, TimeSpan.Zero);
        for (var i = 0; i < _games.Length; i++) AddGame(i);
        AddTraders();
        Plan(Happening.Alive, 0, TimeSpan.FromSeconds(2));
        _venue.Outputs.Clear();
    }

    /// <summary>Market time.</summary>
    public Instant Now { get; private set; }

    /// <summary>When the next thing happens by itself.</summary>
    public Instant NextTime
    {
        get
        {
            _queue.TryPeek(out _, out var next);
            var own = Instant.FromUnixMicros(next.Micros);
            return _venue.NextDeadline is { } deadline ? Instant.Max(Now, Instant.Min(own, deadline)) : own;
        }
    }

    /// <summary>Whether every market is settled.</summary>
    public bool IsOver
    {
        get
        {
            foreach (var market in _markets)
            {
                if (_venue.Status(market.Index) != MarketStatus.Finalized) return false;
            }

            return true;
        }
    }

    /// <summary>The facts of every market as of now, in the order of listing.</summary>
    public ImmutableArray<MarketFacts> Markets => [.. _markets.Select(market => _venue.Facts(market.Index))];

    /// <summary>How many games are in play.</summary>
    public int GamesInPlay => _games.Count(planned => planned.Game.Phase is GamePhase.InPlay or GamePhase.Suspended);

    /// <summary>How many games the evening has.</summary>
    public int GameCount => _games.Length;

    /// <summary>The exchange of the evening. Whoever calls it moves the world to the time of the call first (<see cref="MoveTo"/>).</summary>
    public Venue Venue => _venue;

    /// <summary>Our account.</summary>
    public AccountId Client => _client;

    internal ImmutableArray<PlannedGame> Games => _games;

    internal SlateMarket Market(MarketIndex index) => _markets[index.Value];

    /// <summary>
    /// Lets the next thing happen and appends what the feeds and the private stream show of it, all received at
    /// <see cref="Now"/>.
    /// </summary>
    public void Step(ICollection<Input> into)
    {
        StepUndrained(into);
        Drain(into);
    }

    /// <summary>
    /// Like <see cref="Step"/>, but leaves what happened at the venue in its outputs, for a venue that writes its own streams;
    /// only what the feeds show is appended. Whoever uses it clears the outputs after each step. With makers as fresh as the
    /// bookmakers (lag zero) their orders are still in the outputs when both polls of the step are appended.
    /// </summary>
    public void StepRaw(ICollection<Input> into)
    {
        _raw = true;
        StepUndrained(into);
        _raw = false;
    }

    private void StepUndrained(ICollection<Input> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        Now = NextTime;
        _venue.AdvanceTo(Now);
        if (_queue.TryPeek(out var next, out var due) && due.Micros <= Now.UnixMicros)
        {
            _queue.Dequeue();
            Happen(next.Kind, next.Which, into);
        }
    }

    /// <summary>Adds up the money of all accounts of the venue.</summary>
    public MoneyCheck CheckMoney() => _venue.CheckMoney();

    /// <summary>Throws when the venue's books, positions or money do not add up.</summary>
    public void CheckInvariants() => _venue.CheckInvariants();

    /// <summary>A fingerprint of venue and games.</summary>
    public ulong StateHash()
    {
        var hash = new StateHasher();
        hash.Add(unchecked((long)_venue.StateHash()));
        hash.Add(_seq);
        hash.Add(_lastNumber);
        foreach (var planned in _games)
        {
            hash.Add((long)planned.Game.Phase);
            hash.Add(planned.Game.HomeScore);
            hash.Add(planned.Game.AwayScore);
            hash.Add(BitConverter.DoubleToInt64Bits(planned.Game.Truth.Home));
        }

        return hash.Value;
    }

    private void AddGame(int index)
    {
        var planned = _games[index];
        var seed = new Chance(_settings.Seed, 3_000 + (ulong)index);
        _scores[index] = new ScoreFeed(planned.Game);
        _books[index] = new Bookmaker[seed.Int(6, BookKeys.Length)];
        for (var i = 0; i < _books[index].Length; i++)
            _books[index][i] = new Bookmaker(BookKeys[i], new Chance(_settings.Seed, 10_000 + (ulong)(index * 100 + i)));
        foreach (var facts in SlatePlan.Markets(planned))
            _markets.Add(new SlateMarket(_venue.AddMarket(facts), facts, planned.Game, Quantity.FromContracts(seed.Int(2_000, 400_000))));
        _marketsOfGame[index + 1] = _markets.Count;
        if (planned.Game.Phase == GamePhase.InPlay) Plan(Happening.GameStep, index, Seconds(seed.Between(1, 12)));
        else if (planned.PostponedAt is null) Plan(Happening.GameStarts, index, planned.Game.Commence - Now);
        if (planned.PostponedAt is { } postponed) Plan(Happening.Postponement, index, postponed - Now);
        if (planned.RainAt is { } rain) Plan(Happening.Rain, index, rain - Now);
        if (planned.Game.League.Sport is Sport.Epl or Sport.Nhl or Sport.Nfl or Sport.Mlb) Plan(Happening.Review, index, Seconds(seed.Exponential(1_200)));
        Plan(Happening.Odds, index, Seconds(seed.Between(0.1, 2)));
        Plan(Happening.Score, index, Seconds(seed.Between(0.1, 3)));
    }

    private void AddTraders()
    {
        var accounts = new AccountId[Styles.Length + 1];
        for (var i = 0; i < accounts.Length; i++)
        {
            accounts[i] = _venue.OpenAccount(keepsHistory: false);
            for (var shard = 0; shard < _settings.Rules.Shards; shard++) _venue.Deposit(accounts[i], new Shard(shard), Money.FromDollars(5_000_000));
        }

        foreach (var market in _markets)
        {
            for (var i = 0; i < Styles.Length; i++)
            {
                var chance = new Chance(_settings.Seed, 50_000 + (ulong)(market.Index.Value * 10 + i));
                var maker = new MarketMaker(market, accounts[i], Styles[i], _settings.Lag, chance);
                maker.Requote(_venue, Now, regular: false);
                Plan(Happening.Maker, _makers.Count, maker.NextLook());
                _makers.Add(maker);
            }

            var crowd = new NoiseTrader(
                market, accounts[^1], _makers[^2], _chance.Between(11.0, 26.0), new Chance(_settings.Seed, 80_000 + (ulong)market.Index.Value));
            Plan(Happening.Crowd, _crowds.Count, crowd.NextAction());
            _crowds.Add(crowd);
            Plan(Happening.Volume, market.Index.Value, Seconds(_chance.Between(10, 30)));
        }
    }

    private void Plan(Happening kind, int which, TimeSpan after) =>
        _queue.Enqueue((kind, which), ((Now + after).UnixMicros, ++_lastNumber));

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(Math.Round(seconds, 3));

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"seed {_settings.Seed}: {GameCount} simulated games, {_markets.Count} markets, {GamesInPlay} in play; {Now}");
}
