using KalshiArb.Domain.Ports;
using KalshiArb.PaperExchange.Engine;

namespace KalshiArb.PaperExchange.Stream;

/// <summary>The running engine as the stream's world: its changes become what the stream shows, in the order in which it shows them.</summary>
internal sealed class EngineStreamWorld : IStreamWorld, IStreamView, IDisposable
{
    private readonly ExchangeEngine _engine;
    private readonly ExchangeView _view;
    private readonly List<StreamChange> _changes = [];

    public EngineStreamWorld(ExchangeEngine engine, string userId)
    {
        _engine = engine;
        UserId = userId;
        // The view is valid inside reads and notifications, which is where it is used.
        _view = engine.Read(view => view);
        Markets = [.. _view.Markets.Select(market => market.Ticker)];
        engine.Changed += Translate;
    }

    /// <inheritdoc/>
    public event Action<IReadOnlyList<StreamChange>>? Changed;

    /// <inheritdoc/>
    public string UserId { get; }

    /// <inheritdoc/>
    public Instant Now => _view.Now;

    /// <inheritdoc/>
    public IReadOnlyList<Ticker> Markets { get; }

    /// <inheritdoc/>
    public T Read<T>(Func<IStreamView, T> read) => _engine.Read(_ => read(this));

    /// <inheritdoc/>
    public bool IsListed(Ticker market) => _view.FindMarket(market.Value) is not null;

    /// <inheritdoc/>
    public string MarketId(Ticker market) => Find(market).MarketId;

    /// <inheritdoc/>
    public ImmutableArray<BookLevel> Levels(Ticker market, Outcome ladder) => _view.Levels(Find(market).Index, ladder);

    /// <inheritdoc/>
    public TickerState TickerOf(Ticker market)
    {
        var index = Find(market).Index;
        var memory = _view.Memory(index);
        return new TickerState(
            _view.BestBid(index), _view.BestAsk(index), memory.LastPrice, memory.LastSize, _view.Volume(index), _view.OpenInterest(index));
    }

    /// <inheritdoc/>
    public void Dispose() => _engine.Changed -= Translate;

    private ListedMarket Find(Ticker market) => _view.FindMarket(market.Value) ?? throw new InvariantViolation($"{market} is not listed.");

    // Public first, then fills before orders before positions. The venue documents no order between channels.
    private void Translate(EngineChanges changes)
    {
        if (Changed is not { } told) return;
        _changes.Clear();
        var at = changes.At;
        foreach (var level in changes.Levels)
        {
            var cause = level.Account == _view.Account ? level.ClientId : null;
            _changes.Add(new StreamChange.Level(_view.Market(level.Market).Ticker, level.Ladder, level.Price, level.Delta, cause, at));
        }

        foreach (var trade in changes.Trades)
            _changes.Add(new StreamChange.Trade(trade.Match.ToFillId(), _view.Market(trade.Market).Ticker, trade.Price, trade.Count, trade.TakerSide, trade.At));
        foreach (var fill in changes.Fills) _changes.Add(new StreamChange.Fill(Show(fill)));
        foreach (var order in changes.Orders) _changes.Add(new StreamChange.Order(Show(order)));
        foreach (var position in changes.Positions)
        {
            _changes.Add(new StreamChange.Position(
                new StreamPosition(
                    _view.Market(position.Market).Ticker, position.Position, position.Cost, position.RealizedPnl, position.FeesPaid, position.TradedCount),
                at));
        }

        foreach (var group in changes.Groups) _changes.Add(new StreamChange.Group(NameOf(group.Kind), group.Group, group.Limit, group.At));
        AddLifecycle(changes);
        if (_changes.Count > 0) told(_changes);
    }

    // The opening at open_time and the close at close_time say nothing, nor do disputes and amendments (market_lifecycle).
    private void AddLifecycle(EngineChanges changes)
    {
        foreach (var moved in changes.CloseTimes)
        {
            var market = _view.Market(moved.Market);
            _changes.Add(new StreamChange.Lifecycle(new MarketLifecycle.CloseDateUpdated(market.Ticker, market.Event.Shard, moved.CloseTime), moved.At));
        }

        foreach (var change in changes.Markets)
        {
            var (ticker, shard) = (_view.Market(change.Market).Ticker, _view.Market(change.Market).Event.Shard);
            MarketLifecycle? state = change.Status switch
            {
                MarketStatus.Active => new MarketLifecycle.Activated(ticker, shard),
                MarketStatus.Inactive => new MarketLifecycle.Deactivated(ticker, shard),
                MarketStatus.Determined => new MarketLifecycle.Determined(ticker, shard, change.SettlementValue!.Value),
                MarketStatus.Finalized => new MarketLifecycle.Settled(ticker, shard),
                _ => null,
            };
            if (state is not null) _changes.Add(new StreamChange.Lifecycle(state, change.At));
        }
    }

    private StreamFill Show(AccountFill reported)
    {
        var fill = reported.Fill;
        var market = _view.Market(fill.Market);
        return new StreamFill(
            fill.Match.ToFillId(), fill.Order, reported.ClientId, market.Ticker, market.Event.Shard, fill.Side, fill.Liquidity, fill.Price, fill.Count,
            fill.Fee, fill.PostPosition, fill.At);
    }

    private StreamOrder Show(in OrderState order)
    {
        var market = _view.Market(order.Market);
        return new StreamOrder(
            order.Order, order.ClientId, market.Ticker, market.Event.Shard, order.Side, order.Limit, NameOf(order.Status), order.Filled, order.Remaining,
            order.Initial, order.TakerCost, order.MakerCost, order.Fees - order.MakerFees, order.MakerFees, order.Group, order.SelfTradePrevention,
            order.CreatedAt, order.UpdatedAt, order.Expiration, order.Reason == UpdateReason.None ? null : order.Reason.ToString());
    }

    private static string NameOf(VenueOrderStatus status) => status switch
    {
        VenueOrderStatus.Resting => "resting",
        VenueOrderStatus.Canceled => "canceled",
        _ => "executed",
    };

    private static string NameOf(GroupChangeKind kind) => kind switch
    {
        GroupChangeKind.Created => "created",
        GroupChangeKind.Triggered => "triggered",
        GroupChangeKind.Reset => "reset",
        GroupChangeKind.Deleted => "deleted",
        _ => "limit_updated",
    };
}
