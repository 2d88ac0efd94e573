using KalshiArb.Domain.Ports;
using KalshiArb.Exchange.Accounts;

namespace KalshiArb.Exchange.Matching;

public sealed partial class Venue
{
    /// <summary>The facts a market was listed with, its present status and close time put in.</summary>
    public MarketFacts Facts(MarketIndex market)
    {
        var state = _markets[market.Value];
        return state.Facts with { Status = state.Status, CloseTime = state.CloseTime };
    }

    /// <summary>A market's status.</summary>
    public MarketStatus Status(MarketIndex market) => _markets[market.Value].Status;

    /// <summary>Contracts traded over the market's life.</summary>
    public Quantity Volume(MarketIndex market) => Quantity.FromHundredths(_markets[market.Value].Volume);

    /// <summary>Open pairs of a long and a short contract.</summary>
    public Quantity OpenInterest(MarketIndex market) => Quantity.FromHundredths(_markets[market.Value].OpenInterest);

    /// <summary>Highest bid with its size; null when there is none.</summary>
    public BookLevel? BestBid(MarketIndex market)
    {
        var book = _markets[market.Value].Book;
        return book.BestBid < 0 ? null : new BookLevel(Price.FromUnits(book.BestBid), Quantity.FromHundredths(book.Size(book.BestBid)));
    }

    /// <summary>Lowest ask (YES price) with its size; null when there is none.</summary>
    public BookLevel? BestAsk(MarketIndex market)
    {
        var book = _markets[market.Value].Book;
        return book.BestAsk > Price.UnitsPerDollar ? null : new BookLevel(Price.FromUnits(book.BestAsk), Quantity.FromHundredths(book.Size(book.BestAsk)));
    }

    /// <summary>A whole ladder on its own scale, best last as the venue sends it.</summary>
    public ImmutableArray<BookLevel> Levels(MarketIndex market, Outcome ladder)
    {
        var book = _markets[market.Value].Book;
        var levels = ImmutableArray.CreateBuilder<BookLevel>();
        if (ladder == Outcome.Yes)
        {
            for (var units = book.BestBid; units >= 0; units = book.NextBid(units))
                levels.Add(new BookLevel(Price.FromUnits(units), Quantity.FromHundredths(book.Size(units))));
        }
        else
        {
            for (var units = book.BestAsk; units <= Price.UnitsPerDollar; units = book.NextAsk(units))
                levels.Add(new BookLevel(Price.FromUnits(units).Complement, Quantity.FromHundredths(book.Size(units))));
        }

        levels.Reverse();
        return levels.DrainToImmutable();
    }

    /// <summary>Finds an order of an account: open ones of any account, ended ones where the account keeps history; null otherwise.</summary>
    public OrderState? FindOrder(AccountId account, OrderNumber order)
    {
        if (_open.TryGetValue(order.Value, out var node)) return node.Account.Id == account ? node.ToState() : null;
        var history = _accounts[account.Value].History;
        for (var i = history.Count - 1; i >= 0; i--)
        {
            if (history[i].Number == order) return history[i].ToState();
        }

        return null;
    }

    /// <summary>What is left of an open order of anybody; null when it is not open.</summary>
    internal Quantity? OpenRemaining(OrderNumber order) =>
        _open.TryGetValue(order.Value, out var node) ? Quantity.FromHundredths(node.Remaining) : null;

    /// <summary>Open orders of an account, oldest first; where it keeps history, also ended ones that changed at or after <paramref name="since"/>.</summary>
    public ImmutableArray<OrderState> ListOrders(AccountId account, Instant since)
    {
        var owner = _accounts[account.Value];
        var orders = ImmutableArray.CreateBuilder<OrderState>();
        if (owner.KeepsHistory)
        {
            foreach (var order in owner.History)
            {
                if (order.Status == VenueOrderStatus.Resting || order.UpdatedAt >= since) orders.Add(order.ToState());
            }
        }
        else
        {
            for (var order = owner.FirstOpen; order is not null; order = order.AccountNext) orders.Add(order.ToState());
        }

        return orders.DrainToImmutable();
    }

    /// <summary>Fills of an account that keeps history, at or after <paramref name="since"/>, oldest first.</summary>
    public ImmutableArray<VenueFill> ListFills(AccountId account, Instant since) =>
        Since(_accounts[account.Value].Fills, since, static fill => fill.At);

    /// <summary>Settlements of an account that keeps history, at or after <paramref name="since"/>, oldest first.</summary>
    public ImmutableArray<SettlementPaid> ListSettlements(AccountId account, Instant since) =>
        Since(_accounts[account.Value].Settlements, since, static paid => paid.At);

    /// <summary>Every market in which the account holds something, by market.</summary>
    public ImmutableArray<AccountPosition> Positions(AccountId account)
    {
        var owner = _accounts[account.Value];
        var positions = ImmutableArray.CreateBuilder<AccountPosition>();
        for (var i = 0; i < owner.HoldingSlots; i++)
        {
            if (owner.Find(new MarketIndex(i)) is { Position: not 0 } holding) positions.Add(Show(new MarketIndex(i), holding));
        }

        return positions.DrainToImmutable();
    }

    /// <summary>Every market in which the account has ever traded, by market, positions of zero included.</summary>
    public ImmutableArray<AccountPosition> Traded(AccountId account)
    {
        var owner = _accounts[account.Value];
        var positions = ImmutableArray.CreateBuilder<AccountPosition>();
        for (var i = 0; i < owner.HoldingSlots; i++)
        {
            if (owner.Find(new MarketIndex(i)) is { TradedHundredths: > 0 } holding) positions.Add(Show(new MarketIndex(i), holding));
        }

        return positions.DrainToImmutable();
    }

    /// <summary>What a YES pays, once a result stands.</summary>
    public Price? SettlementValue(MarketIndex market) => _markets[market.Value].Value;

    /// <summary>What the account has in one market.</summary>
    public AccountPosition Position(AccountId account, MarketIndex market) =>
        _accounts[account.Value].Find(market) is { } holding ? Show(market, holding) : new AccountPosition(market, default, default, default, default);

    /// <summary>Cash of an account on a shard, reserved or not.</summary>
    public Money Cash(AccountId account, Shard shard) => Money.FromMicros(_accounts[account.Value].Cash[shard.Index]);

    /// <summary>Cash of an account on a shard that no open order may need.</summary>
    public Money Available(AccountId account, Shard shard) =>
        Money.FromMicros(_accounts[account.Value].Cash[shard.Index] - _accounts[account.Value].Reserved[shard.Index]);

    /// <summary>Contracts ahead of a resting order at its price; null when it does not rest.</summary>
    public Quantity? QueuePosition(AccountId account, OrderNumber order)
    {
        if (!_open.TryGetValue(order.Value, out var node) || node.Account.Id != account) return null;
        var ahead = 0L;
        for (var other = node.Previous; other is not null; other = other.Previous) ahead += other.Remaining;
        return Quantity.FromHundredths(ahead);
    }

    /// <summary>Adds up the money of all accounts.</summary>
    public MoneyCheck CheckMoney()
    {
        var cash = 0L;
        foreach (var account in _accounts)
        {
            foreach (var micros in account.Cash) cash += micros;
        }

        var collateral = 0L;
        foreach (var market in _markets) collateral += market.OpenInterest * Price.UnitsPerDollar;
        return new MoneyCheck(Money.FromMicros(_deposited), Money.FromMicros(cash), Money.FromMicros(collateral), Money.FromMicros(_feesCollected));
    }

    private static AccountPosition Show(MarketIndex market, Holding holding) => new(
        market, Quantity.FromHundredths(holding.Position), Money.FromMicros(holding.RealizedMicros),
        Money.FromMicros(holding.CostMicros), Money.FromMicros(holding.FeesMicros))
    {
        Traded = Money.FromMicros(holding.TradedMicros),
        TradedCount = Quantity.FromHundredths(holding.TradedHundredths),
        UpdatedAt = holding.UpdatedAt,
    };

    private static ImmutableArray<T> Since<T>(List<T> list, Instant since, Func<T, Instant> at)
    {
        var start = list.Count;
        while (start > 0 && at(list[start - 1]) >= since) start--;
        return [.. list[start..]];
    }
}
