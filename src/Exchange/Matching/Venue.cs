using KalshiArb.Exchange.Accounts;

namespace KalshiArb.Exchange.Matching;

/// <summary>
/// The exchange as a pure library: price-time priority on the YES scale, fully collateralised accounts, one signed position
/// for each market and account. Time comes in with each call and never runs backwards; whatever is due by then (expirations,
/// closes, settlements) happens first. What happened is appended to <see cref="Outputs"/>.
/// </summary>
public sealed partial class Venue
{
    private enum DeadlineKind
    {
        Expiry,
        Close,
        Settlement,
    }

    private const long MaxOrderHundredths = 1_000_000L * Quantity.HundredthsPerContract;

    private VenueRules _rules;
    private readonly long _precision;
    private readonly List<MarketState> _markets = [];
    private readonly Dictionary<Ticker, MarketIndex> _indexes = [];
    private readonly List<Account> _accounts = [];
    private readonly List<OrderGroup> _groups = [];
    private readonly Dictionary<long, OrderNode> _open = [];
    private readonly PriorityQueue<(DeadlineKind Kind, long Id), (long Micros, long Number)> _deadlines = new();
    private readonly Stack<OrderNode> _spare = new();
    private readonly List<OrderGroup> _exceeded = [];
    private readonly bool[] _tradingPaused;
    private readonly bool[] _exchangePaused;
    private long _lastOrder;
    private long _lastMatch;
    private long _lastDeadline;
    private long _deposited;
    private long _feesCollected;

    /// <summary>An empty venue.</summary>
    public Venue(VenueRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        InvariantViolation.Unless(rules.Shards > 0 && rules.FeePrecision > Money.Zero, "A venue has shards and a fee precision.");
        _rules = rules;
        _precision = rules.FeePrecision.Micros;
        _tradingPaused = new bool[rules.Shards];
        _exchangePaused = new bool[rules.Shards];
    }

    /// <summary>The latest time that came in.</summary>
    public Instant Now { get; private set; }

    /// <summary>What happened since the reader cleared it.</summary>
    public VenueOutputs Outputs { get; } = new();

    /// <summary>How many markets are listed.</summary>
    public int MarketCount => _markets.Count;

    /// <summary>How many accounts are open.</summary>
    public int AccountCount => _accounts.Count;

    /// <summary>When the next expiration, close or settlement is due; null when none is.</summary>
    public Instant? NextDeadline => _deadlines.TryPeek(out _, out var due) ? Instant.FromUnixMicros(due.Micros) : null;

    /// <summary>The rules in force.</summary>
    public VenueRules Rules => _rules;

    /// <summary>Changes how the venue behaves from now on. Shards and fee precision are what its accounts are made of and stay.</summary>
    public void SetRules(VenueRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        InvariantViolation.Unless(rules.Shards == _rules.Shards && rules.FeePrecision == _rules.FeePrecision, "A venue keeps its shards and its fee precision.");
        _rules = rules;
    }

    /// <summary>Lists a market. A ticker is listed once; its shard must exist.</summary>
    public MarketIndex AddMarket(MarketFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        InvariantViolation.Unless(facts.Shard.Index >= 0 && facts.Shard.Index < _rules.Shards, $"{facts.Ticker} is on shard {facts.Shard}, which does not exist.");
        var index = new MarketIndex(_markets.Count);
        InvariantViolation.Unless(_indexes.TryAdd(facts.Ticker, index), $"{facts.Ticker} is already listed.");
        _markets.Add(new MarketState(index, facts));
        AddDeadline(DeadlineKind.Close, index.Value, facts.CloseTime);
        return index;
    }

    /// <summary>Finds a market by its ticker; null when it is not listed.</summary>
    public MarketIndex? FindMarket(Ticker ticker) => _indexes.TryGetValue(ticker, out var index) ? index : null;

    /// <summary>Opens an account. One that keeps history can list its ended orders, its fills and its settlements.</summary>
    public AccountId OpenAccount(bool keepsHistory)
    {
        var id = new AccountId(_accounts.Count);
        _accounts.Add(new Account(id, _rules.Shards, keepsHistory));
        return id;
    }

    /// <summary>Puts cash on a shard of an account, or takes it off when negative; more than is available is refused.</summary>
    public VenueRefusal? Deposit(AccountId account, Shard shard, Money amount)
    {
        var owner = _accounts[account.Value];
        if (shard.Index < 0 || shard.Index >= _rules.Shards) return VenueRefusal.UserNotFound;
        if (amount < Money.Zero && owner.Cash[shard.Index] - owner.Reserved[shard.Index] < -amount.Micros) return VenueRefusal.InsufficientBalance;
        owner.OnShard[shard.Index] = true;
        owner.Cash[shard.Index] += amount.Micros;
        _deposited += amount.Micros;
        return null;
    }

    /// <summary>Runs everything that is due by <paramref name="now"/>, in order of time and then of being set.</summary>
    public void AdvanceTo(Instant now)
    {
        InvariantViolation.Unless(now >= Now, $"Venue time went back from {Now} to {now}.");
        while (_deadlines.TryPeek(out var deadline, out var due) && due.Micros <= now.UnixMicros)
        {
            _deadlines.Dequeue();
            Now = Instant.Max(Now, Instant.FromUnixMicros(due.Micros));
            RunDeadline(deadline.Kind, deadline.Id);
        }

        Now = now;
    }

    private void RunDeadline(DeadlineKind kind, long id)
    {
        switch (kind)
        {
            case DeadlineKind.Expiry:
                if (_open.TryGetValue(id, out var order)) End(order, UpdateReason.ExpiryCancel);
                break;
            case DeadlineKind.Close:
                var closing = _markets[(int)id];
                if (closing.CloseTime <= Now) Close(closing);
                break;
            case DeadlineKind.Settlement:
                var settling = _markets[(int)id];
                if (settling.Status is MarketStatus.Determined or MarketStatus.Amended && settling.SettlesAt <= Now) Settle(settling);
                break;
        }
    }

    private void AddDeadline(DeadlineKind kind, long id, Instant due) =>
        _deadlines.Enqueue((kind, id), (due.UnixMicros, ++_lastDeadline));
}
