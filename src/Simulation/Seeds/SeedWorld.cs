using System.Collections.Immutable;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Exchange.Matching;
using KalshiArb.Simulation.Paper;

namespace KalshiArb.Simulation.Seeds;

/// <summary>
/// A small busy world on the venue's own rules: three games, five markets on two shards, makers whose opinion strays from what
/// the bookmakers say, a crowd that takes, games that end and settle within minutes. It is made so that an evening's worth of
/// orders, fills, exits and settlements happens in a few hundred steps. The same seed and the same calls give the same
/// everything. Not safe for several threads.
/// </summary>
public sealed partial class SeedWorld : IMarketWorld
{
    /// <summary>When every simulated run begins.</summary>
    public static Instant Start { get; } = Instant.FromUnixSeconds(1_800_000_000);

    private enum Happening
    {
        Odds,
        Score,
        Maker,
        Crowd,
        Alive,
        Volume,
        GameEnds,
        Determine,
        Trouble,
        Resume,
        Regrid,
        Stranger,
        Correction,
        Archive,
    }

    private const int Shards = 2;
    private const int Shapes = 3;

    // A soak measures what the program holds; a venue that remembered every order of a day would be measured with it.
    private static readonly TimeSpan ArchivedEvery = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ArchivedAfter = TimeSpan.FromHours(1);

    private static readonly PriceGrid Fine = new([
        new PriceRange(Price.Zero, Price.FromCents(10), PriceOffset.FromUnits(10)),
        new PriceRange(Price.FromCents(10), Price.FromCents(90), PriceOffset.FromCents(1)),
        new PriceRange(Price.FromCents(90), Price.One, PriceOffset.FromUnits(10)),
    ]);

    private static readonly ImmutableArray<string> Books = ["alpha", "beta", "gamma", "delta", "epsilon"];

    private readonly Venue _venue = new(VenueRules.Kalshi2026 with { Shards = Shards });
    private readonly AccountId _client;
    private readonly AccountId _others;
    private readonly FaultSet _faults;
    private readonly Dice _prices;
    private readonly Dice _traders;
    private readonly Dice _troubles;
    private readonly Dice _strangers;
    private readonly List<SeedGame> _games = [];
    private readonly List<SeedMarket> _markets = [];
    private readonly List<int> _shapes = [];
    private readonly SortedDictionary<Ticker, SettlementRow> _corrected = [];
    private readonly PriorityQueue<(Happening Kind, int Which), (long Micros, long Number)> _queue = new();
    private long _lastNumber;
    private long _sid = 1;
    private long _seq;
    private int _strangerOrders;
    private readonly TimeSpan? _gameLength;
    private bool _calm;

    /// <summary>Makes the world of a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="faults">Those of the world are put in.</param>
    /// <param name="gameLength">How long each game lasts, after which another follows; null for games that end within minutes or never, with none after them. With a length the venue's listings end an hour back.</param>
    public SeedWorld(ulong seed, FaultSet faults, TimeSpan? gameLength = null)
    {
        (_faults, _gameLength) = (faults, gameLength);
        (_prices, _traders, _troubles, _strangers) = (new Dice(seed, 1), new Dice(seed, 2), new Dice(seed, 3), new Dice(seed, 4));
        _client = _venue.OpenAccount(keepsHistory: true);
        _others = _venue.OpenAccount(keepsHistory: false);
        _venue.AdvanceTo(Now);
        for (var shard = 0; shard < Shards; shard++)
        {
            _venue.Deposit(_client, new Shard(shard), gameLength is null ? Money.FromDollars(_prices.Between(20, 400)) : Money.FromDollars(10_000));
            _venue.Deposit(_others, new Shard(shard), Money.FromDollars(10_000_000));
        }

        for (var shape = 0; shape < Shapes; shape++) AddGame(shape);
        Plan(Happening.Alive, 0, TimeSpan.FromSeconds(2));
        if (faults.Has(Fault.MarketPause) || faults.Has(Fault.StaleFeeds)) Plan(Happening.Trouble, 0, _troubles.Milliseconds(2_000, 15_000));
        if (faults.Has(Fault.GridChange)) Plan(Happening.Regrid, 0, _troubles.Milliseconds(5_000, 40_000));
        if (faults.Has(Fault.Stranger)) Plan(Happening.Stranger, 0, _strangers.Milliseconds(12_000, 40_000));
        if (faults.Has(Fault.SettlementCorrection)) Plan(Happening.Correction, 0, _troubles.Milliseconds(20_000, 60_000));
        if (gameLength is not null) Plan(Happening.Archive, 0, ArchivedEvery);
        _venue.Outputs.Clear();
    }

    /// <inheritdoc/>
    public Instant Now { get; private set; } = Start;

    /// <inheritdoc/>
    public Instant? NextTime
    {
        get
        {
            _queue.TryPeek(out _, out var next);
            var own = Instant.FromUnixMicros(next.Micros);
            return Instant.Max(Now, _venue.NextDeadline is { } deadline ? Instant.Min(own, deadline) : own);
        }
    }

    /// <summary>Told of each of our fills the moment it happens at the venue, with the client id; null for nobody.</summary>
    public Action<FillReported>? Filled { get; set; }

    /// <summary>Told of each change of an order of our account the moment it happens at the venue; null for nobody.</summary>
    public Action<VenueOrder>? Changed { get; set; }

    /// <summary>Told of each settlement the moment it is paid; null for nobody.</summary>
    public Action<SettlementRow>? Settled { get; set; }

    /// <summary>How often a fault of the world has struck.</summary>
    public FaultCounts Strikes { get; } = new();

    /// <summary>The facts of every market as of now.</summary>
    public ImmutableArray<MarketFacts> Markets => [.. _markets.Select(FactsOf)];

    /// <inheritdoc/>
    public void Step(ICollection<Input> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        Now = NextTime!.Value;
        _venue.AdvanceTo(Now);
        if (_queue.TryPeek(out var next, out var due) && due.Micros <= Now.UnixMicros)
        {
            _queue.Dequeue();
            Happen(next.Kind, next.Which, into);
        }

        Drain(into);
    }

    /// <summary>From here on nothing goes wrong, bookmakers have taken their prices down, and games go on: what is open may come to its end.</summary>
    public void CalmDown(ICollection<Input> into)
    {
        _calm = true;
        for (var shard = 0; shard < Shards; shard++) _venue.SetTradingPaused(new Shard(shard), false, Now);
        foreach (var market in _markets)
            if (_venue.Status(market.Index) == MarketStatus.Inactive) _venue.SetStatus(market.Index, MarketStatus.Active, Now);
        for (var shard = 0; shard < Shards; shard++) into.Add(new ShardTradingChanged(new Shard(shard), ShardTrading.Open, ""));
        foreach (var game in _games) game.SuspendedUntil = Instant.FromUnixMicros(long.MaxValue / 2);
        Drain(into);
    }

    /// <summary>What somebody is shown who has just connected: games, markets, volumes, and every book on a new subscription.</summary>
    public void Introduce(ICollection<Input> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        (_sid, _seq) = (_sid + 1, 0);
        foreach (var game in _games) into.Add(new GameListed(game.Id, game.Sport, "Home", "Away", Start - TimeSpan.FromHours(1)));
        foreach (var market in _markets) into.Add(new MarketListed(FactsOf(market)));
        foreach (var market in _markets) into.Add(VolumeOf(market));
        foreach (var market in _markets)
            if (_venue.SettlementValue(market.Index) is { } value && _venue.Status(market.Index) != MarketStatus.Finalized) into.Add(new MarketDetermined(market.Facts.Ticker, value));
        foreach (var market in _markets) into.Add(SnapshotOf(market));
    }

    /// <summary>What is told again to somebody whose core failed in what it was told: games and markets as they are now.</summary>
    public void TellAgain(ICollection<Input> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        foreach (var game in _games) into.Add(new GameListed(game.Id, game.Sport, "Home", "Away", Start - TimeSpan.FromHours(1)));
        foreach (var market in _markets) into.Add(new MarketListed(FactsOf(market)));
    }

    /// <summary>One of the outcomes always happens here, and nothing is credited across markets.</summary>
    private static SetFacts Exclusive { get; } = new(Exclusive: true, Exhaustive: true, CollateralReturn.None, IsAssumed: false);

    private void AddGame(int shape)
    {
        var name = $"G{_games.Count + 1}";
        switch (shape)
        {
            case 0:
                AddGame(name, Sport.Nba, 2, "KXNBAGAME", 0, [GameOutcome.Home, GameOutcome.Away], PriceGrid.LinearCent, FeeType.QuadraticWithMakerFees);
                break;
            case 1:
                AddGame(name, Sport.Epl, 3, "KXEPLGAME", 1, [GameOutcome.Home, GameOutcome.Draw], Fine, FeeType.Quadratic);
                break;
            default:
                AddGame(name, Sport.Nba, 2, "KXNBAGAME", 0, [GameOutcome.Home], Fine, FeeType.Quadratic);
                break;
        }

        _shapes.Add(shape);
    }

    private void AddGame(string name, Sport sport, int outcomes, string series, int shard, ReadOnlySpan<GameOutcome> listed, PriceGrid grid, FeeType fees)
    {
        var game = new SeedGame(new GameId(name), sport, outcomes, 0.3 + _prices.Unit() * 0.4, outcomes == 3 ? 0.22 : 0);
        var which = _games.Count;
        _games.Add(game);
        foreach (var outcome in listed)
        {
            var facts = new MarketFacts(
                new Ticker($"{series}-{name}-{outcome.ToString().ToUpperInvariant()}"), new EventTicker($"{series}-{name}"), new SeriesTicker(series), sport, grid,
                new FeeSchedule(fees, 1_000), MarketStatus.Active, Now + TimeSpan.FromHours(3), new Shard(shard), game.Id, outcome, outcomes,
                _prices.Milliseconds(5_000, 30_000)) { Sets = Exclusive };
            var market = new SeedMarket(_venue.AddMarket(facts), facts, game) { Lean = (_prices.Unit() - 0.5) * 0.1 };
            Plan(Happening.Maker, _markets.Count, TimeSpan.Zero);
            Plan(Happening.Crowd, _markets.Count, _traders.Milliseconds(500, 4_000));
            Plan(Happening.Volume, _markets.Count, _traders.Milliseconds(20_000, 60_000));
            _markets.Add(market);
        }

        Plan(Happening.Odds, which, _prices.Milliseconds(100, 2_000));
        Plan(Happening.Score, which, _prices.Milliseconds(100, 3_000));
        // The first ones end one after another, so that there are always some in play.
        if (_gameLength is { } length) Plan(Happening.GameEnds, which, which < Shapes ? length * (which + 1) / Shapes : length);
        else if (_prices.Is(600)) Plan(Happening.GameEnds, which, _prices.Milliseconds(30_000, 240_000));
    }

    private void Plan(Happening kind, int which, TimeSpan after) => _queue.Enqueue((kind, which), ((Now + after).UnixMicros, ++_lastNumber));

    private MarketFacts FactsOf(SeedMarket market) => _venue.Facts(market.Index) with { Grid = market.Grid };

    private MarketVolumeReported VolumeOf(SeedMarket market) => new(market.Facts.Ticker, Quantity.FromContracts(5_000) + _venue.Volume(market.Index));

    private BookSnapshot SnapshotOf(SeedMarket market) => new(
        _sid, ++_seq, market.Facts.Ticker, _venue.Levels(market.Index, Outcome.Yes), _venue.Levels(market.Index, Outcome.No));
}
