using KalshiArb.Exchange.Accounts;
using KalshiArb.PaperExchange.Engine;

namespace KalshiArb.PaperExchange.Faults;

/// <summary>
/// The account as it was at some time, for reads that lag. <see cref="ExchangeView"/> shows it instead of the present on the
/// thread that carries such a read out; the venue's own decisions never look at it.
/// </summary>
internal sealed record StaleAccount(
    Instant At,
    ImmutableArray<OrderState> Orders,
    ImmutableArray<VenueFill> Fills,
    ImmutableArray<SettlementPaid> Settlements,
    ImmutableArray<AccountPosition> Positions,
    ImmutableArray<Money> Cash)
{
    [ThreadStatic]
    private static StaleAccount? _current;

    /// <summary>What the present thread's reads show; null is the present.</summary>
    public static StaleAccount? Current => _current;

    /// <summary>Does something with the past in place of the present.</summary>
    public T Show<T>(Func<T> read)
    {
        _current = this;
        try
        {
            return read();
        }
        finally
        {
            _current = null;
        }
    }

    /// <summary>An order as it was; null when it was not there yet.</summary>
    public OrderState? Find(OrderNumber order)
    {
        foreach (var state in Orders)
        {
            if (state.Order == order) return state;
        }

        return null;
    }

    /// <summary>The account as it is.</summary>
    public static StaleAccount Of(ExchangeView view) => new(
        view.Now, view.Orders(), view.Fills(), view.Settlements(), view.Positions(),
        [.. Enumerable.Range(0, view.Rules.Shards).Select(shard => view.Cash(new Shard(shard)))]);
}

/// <summary>Keeps the account's recent past while reads may be stale.</summary>
internal sealed class StaleReads : IDisposable
{
    private const int MaxKept = 50;

    private readonly Lock _lock = new();
    private readonly ExchangeEngine _engine;
    private readonly FaultBoard _faults;
    private readonly ExchangeView _view;
    private readonly List<StaleAccount> _kept = [];

    public StaleReads(ExchangeEngine engine, FaultBoard faults)
    {
        _engine = engine;
        _faults = faults;
        // The view is valid inside reads and notifications, which is where it is used.
        _view = engine.Read(view => view);
        engine.Changed += Keep;
        faults.Changed += KeepNow;
    }

    /// <summary>The account as it was at a time, or the oldest that is kept; null when nothing is.</summary>
    public StaleAccount? AsOf(Instant at)
    {
        lock (_lock)
        {
            for (var i = _kept.Count - 1; i >= 0; i--)
            {
                if (_kept[i].At <= at) return _kept[i];
            }

            return _kept.Count > 0 ? _kept[0] : null;
        }
    }

    public void Dispose()
    {
        _engine.Changed -= Keep;
        _faults.Changed -= KeepNow;
    }

    private void Keep(EngineChanges changes)
    {
        if (_faults.IsQuiet || changes.Orders.Count + changes.Fills.Count + changes.Settlements.Count == 0 || _faults.Find(FaultKind.StaleRead) is null) return;
        var now = StaleAccount.Of(_view);
        lock (_lock)
        {
            _kept.Add(now with { At = changes.At });
            if (_kept.Count > MaxKept) _kept.RemoveAt(0);
        }
    }

    private void KeepNow()
    {
        var armed = _faults.Find(FaultKind.StaleRead) is not null;
        lock (_lock)
        {
            if (!armed) _kept.Clear();
            if (!armed || _kept.Count > 0) return;
        }

        var now = _engine.Read(StaleAccount.Of);
        lock (_lock) _kept.Add(now);
    }
}
