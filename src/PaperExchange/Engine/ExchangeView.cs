using KalshiArb.Domain.Ports;
using KalshiArb.Exchange.Accounts;
using KalshiArb.PaperExchange.Faults;

namespace KalshiArb.PaperExchange.Engine;

/// <summary>
/// The venue as a reader sees it, valid inside <see cref="ExchangeEngine.Read{T}"/> and <see cref="ExchangeEngine.Changed"/> only.
/// Private reads are the trading account's, of the past where a fault has them lag.
/// </summary>
public sealed class ExchangeView
{
    private readonly ExchangeWorld _world;
    private readonly Dictionary<string, ListedMarket> _byTicker;
    private readonly Dictionary<string, ListedEvent> _byEvent;
    private readonly MarketHistory _history;
    private readonly CandleHistory _candles;

    internal ExchangeView(ExchangeWorld world, MarketHistory history, CandleHistory candles)
    {
        _world = world;
        _candles = candles;
        _history = history;
        _byTicker = world.Markets.ToDictionary(market => market.Ticker.Value, StringComparer.Ordinal);
        _byEvent = world.Events.ToDictionary(listed => listed.Event.Value, StringComparer.Ordinal);
    }

    /// <summary>Market time.</summary>
    public Instant Now { get; internal set; }

    /// <summary>The venue's rules in force.</summary>
    public VenueRules Rules => _world.Venue.Rules;

    /// <summary>The trading account.</summary>
    public AccountId Account => _world.Account;

    /// <summary>The events in the order of listing.</summary>
    public ImmutableArray<ListedEvent> Events => _world.Events;

    /// <summary>The markets in the order of listing.</summary>
    public ImmutableArray<ListedMarket> Markets => _world.Markets;

    /// <summary>A market by its index.</summary>
    public ListedMarket Market(MarketIndex index) => _world.Markets[index.Value];

    /// <summary>A market by its ticker; null when it is not listed.</summary>
    public ListedMarket? FindMarket(string ticker) => _byTicker.GetValueOrDefault(ticker);

    /// <summary>An event by its ticker; null when it is not listed.</summary>
    public ListedEvent? FindEvent(string ticker) => _byEvent.GetValueOrDefault(ticker);

    /// <summary>What the score feed shows of an event; null where there is none.</summary>
    public ScoreReported? Score(EventTicker ticker) => _world.Score(ticker);

    /// <summary>A market's facts with its present status and close time.</summary>
    public MarketFacts Facts(MarketIndex market) => _world.Venue.Facts(market);

    /// <summary>What a YES pays, once a result stands.</summary>
    public Price? SettlementValue(MarketIndex market) => _world.Venue.SettlementValue(market);

    /// <summary>A bid ladder on its own scale, best last.</summary>
    public ImmutableArray<BookLevel> Levels(MarketIndex market, Outcome ladder) => _world.Venue.Levels(market, ladder);

    /// <summary>Highest YES bid; null when there is none.</summary>
    public BookLevel? BestBid(MarketIndex market) => _world.Venue.BestBid(market);

    /// <summary>Lowest YES ask; null when there is none.</summary>
    public BookLevel? BestAsk(MarketIndex market) => _world.Venue.BestAsk(market);

    /// <summary>Contracts traded over the market's life.</summary>
    public Quantity Volume(MarketIndex market) => _world.Markets[market.Value].VolumeBefore + _world.Venue.Volume(market);

    /// <summary>Open pairs of a long and a short contract.</summary>
    public Quantity OpenInterest(MarketIndex market) => _world.Venue.OpenInterest(market);

    /// <summary>Last trade, previous trade and when the market changed status, of one market.</summary>
    public MarketMemory Memory(MarketIndex market) => _history.Of(market);

    /// <summary>The latest trades of all markets, newest last; bounded.</summary>
    public IReadOnlyList<PublicTrade> Trades => _history.Trades;

    /// <summary>Candles of a market, oldest first: those of a length in minutes that end within two times (Unix seconds, both included).</summary>
    internal IReadOnlyList<VenueCandle> Candles(MarketIndex market, int minutes, long startSeconds, long endSeconds) =>
        _candles.Read(market, minutes, startSeconds, Math.Min(endSeconds, Now.UnixMillis / 1_000 + minutes * 60L));

    /// <summary>Whether a shard takes no creates.</summary>
    public bool IsTradingPaused(Shard shard) => _history.IsTradingPaused(shard);

    /// <summary>Whether a shard takes nothing, not even cancels.</summary>
    public bool IsExchangePaused(Shard shard) => _history.IsExchangePaused(shard);

    /// <summary>An order of the account; null when there is none of that id.</summary>
    public OrderState? FindOrder(VenueOrderId order) => OrderNumber.TryParse(order, out var number) ? FindOrder(number) : null;

    /// <summary>An order of the account; null when there is none of that number.</summary>
    public OrderState? FindOrder(OrderNumber order) =>
        StaleAccount.Current is { } past ? past.Find(order) : _world.Venue.FindOrder(Account, order);

    /// <summary>All orders of the account, oldest first.</summary>
    public ImmutableArray<OrderState> Orders() => StaleAccount.Current?.Orders ?? _world.Venue.ListOrders(Account, Instant.Never);

    /// <summary>All fills of the account, oldest first.</summary>
    public ImmutableArray<VenueFill> Fills() => StaleAccount.Current?.Fills ?? _world.Venue.ListFills(Account, Instant.Never);

    /// <summary>All settlements of the account, oldest first.</summary>
    public ImmutableArray<SettlementPaid> Settlements() => StaleAccount.Current?.Settlements ?? _world.Venue.ListSettlements(Account, Instant.Never);

    /// <summary>Every market in which the account has traded, positions of zero included.</summary>
    public ImmutableArray<AccountPosition> Positions() => StaleAccount.Current?.Positions ?? _world.Venue.Traded(Account);

    /// <summary>What the account has in one market.</summary>
    public AccountPosition Position(MarketIndex market) => _world.Venue.Position(Account, market);

    /// <summary>Cash of the account on a shard, reserved or not.</summary>
    public Money Cash(Shard shard) => StaleAccount.Current is { } past ? past.Cash[shard.Index] : _world.Venue.Cash(Account, shard);

    /// <summary>Cash of the account on a shard that no open order may need.</summary>
    public Money Available(Shard shard) => _world.Venue.Available(Account, shard);

    /// <summary>Contracts ahead of a resting order of the account; null when it does not rest.</summary>
    public Quantity? QueuePosition(OrderNumber order) => _world.Venue.QueuePosition(Account, order);

    /// <summary>The order groups of the account, oldest first.</summary>
    public ImmutableArray<GroupState> Groups() => _world.Venue.ListGroups(Account);

    /// <summary>An order group of the account; null when there is none of that id.</summary>
    public GroupState? FindGroup(OrderGroupId group) => GroupNumber.TryParse(group, out var number) ? _world.Venue.FindGroup(Account, number) : null;
}
