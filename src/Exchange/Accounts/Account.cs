using KalshiArb.Exchange.Matching;

namespace KalshiArb.Exchange.Accounts;

/// <summary>An account: cash and reservations by shard, holdings by market, open orders in the order of making.</summary>
internal sealed class Account(AccountId id, int shards, bool keepsHistory)
{
    public readonly AccountId Id = id;
    public readonly bool KeepsHistory = keepsHistory;
    public readonly long[] Cash = new long[shards];
    public readonly long[] Reserved = new long[shards];
    public readonly bool[] OnShard = new bool[shards];
    public readonly HashSet<string> UsedClientIds = new(StringComparer.Ordinal);
    public readonly List<OrderNode> History = [];
    public readonly List<VenueFill> Fills = [];
    public readonly List<SettlementPaid> Settlements = [];
    public readonly List<OrderGroup> Groups = [];
    public OrderNode? FirstOpen;
    public OrderNode? LastOpen;
    public int OpenOrders;
    public Instant CancelNewUntil;
    private Holding?[] _holdings = [];

    public int HoldingSlots => _holdings.Length;

    public Holding? Find(MarketIndex market) => market.Value < _holdings.Length ? _holdings[market.Value] : null;

    public Holding In(MarketIndex market)
    {
        if (market.Value >= _holdings.Length) Array.Resize(ref _holdings, Math.Max(market.Value + 1, _holdings.Length * 2));
        return _holdings[market.Value] ??= new Holding();
    }

    public void LinkOpen(OrderNode order)
    {
        order.AccountPrevious = LastOpen;
        order.AccountNext = null;
        if (LastOpen is null) FirstOpen = order;
        else LastOpen.AccountNext = order;
        LastOpen = order;
        OpenOrders++;
    }

    public void UnlinkOpen(OrderNode order)
    {
        if (order.AccountPrevious is null) FirstOpen = order.AccountNext;
        else order.AccountPrevious.AccountNext = order.AccountNext;
        if (order.AccountNext is null) LastOpen = order.AccountPrevious;
        else order.AccountNext.AccountPrevious = order.AccountPrevious;
        order.AccountPrevious = order.AccountNext = null;
        OpenOrders--;
    }
}

/// <summary>An order group: a fuse on contracts matched in a rolling window.</summary>
internal sealed class OrderGroup(GroupNumber number, Account owner, Shard shard, long limitHundredths)
{
    public readonly GroupNumber Number = number;
    public readonly Account Owner = owner;
    public readonly Shard Shard = shard;
    public readonly Queue<(long AtMicros, long Hundredths)> Window = new();
    public long LimitHundredths = limitHundredths;
    public long Matched;
    public bool Triggered;
    public bool Deleted;
}
