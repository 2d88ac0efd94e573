using KalshiArb.Domain.Orders;

namespace KalshiArb.Domain.Risk;

public sealed partial record RiskState
{
    /// <summary>A market of a game that is held or is being entered, and the outcomes on which that pays.</summary>
    internal readonly record struct Holding(Ticker Ticker, OutcomeSet Pays);

    /// <summary>Orders within a window that ends now, those just approved included.</summary>
    internal int OrdersWithin(TimeSpan window, Instant now)
    {
        var count = Reservations.Count;
        for (var i = RecentOrders.Count - 1; i >= 0 && now - RecentOrders[i].At < window; i--) count++;
        return count;
    }

    /// <summary>Rejects within a window that ends now.</summary>
    internal int RejectsWithin(TimeSpan window, Instant now)
    {
        var count = 0;
        for (var i = RecentRejects.Count - 1; i >= 0 && now - RecentRejects[i] < window; i--) count++;
        return count;
    }

    /// <summary>
    /// Markets with a position or an entry that has not left, in one sport or in all. A market that is not known counts in
    /// every sport.
    /// </summary>
    internal int MarketsInUse(Ticker except, Sport? sport)
    {
        var count = 0;
        foreach (var (ticker, _) in Exposures)
        {
            if (ticker == except || (Ledger.Of(ticker).IsFlat && !HasEntry(ticker))) continue;
            if (sport is { } wanted && Markets.TryGetValue(ticker, out var identity) && identity.Sport != wanted) continue;
            count++;
        }

        return count;
    }

    /// <summary>What a strategy has at stake: its markets with a position or a working entry, and their exposure.</summary>
    public (int Markets, Money Exposure) StakeOf(StrategyId strategy) => (MarketsOf(strategy, default), ExposureOf(strategy, default));

    /// <summary>Markets in which a strategy has a position or an entry that has not left.</summary>
    internal int MarketsOf(StrategyId strategy, Ticker except)
    {
        var count = 0;
        foreach (var (ticker, _) in Exposures)
            if (ticker != except && IsOf(strategy, ticker)) count++;
        return count;
    }

    /// <summary>Exposure of everything that counts for a strategy, but for one market.</summary>
    internal Money ExposureOf(StrategyId strategy, Ticker except)
    {
        var sum = Money.Zero;
        foreach (var (ticker, exposure) in Exposures)
            if (ticker != except && IsOf(strategy, ticker)) sum += exposure;
        return sum;
    }

    private bool IsOf(StrategyId strategy, Ticker ticker)
    {
        if (EntryOf(ticker) is { } entry && (entry.Strategy is null || entry.Strategy == strategy)) return true;
        return !Ledger.Of(ticker).IsFlat && Owners.TryGetValue(ticker, out var owners) && owners.Contains(strategy);
    }

    /// <summary>Everything held or being entered in the markets of a game, one of them left out.</summary>
    internal List<Holding> HoldingsOf(GameId game, Ticker? except)
    {
        var holdings = new List<Holding>();
        foreach (var (ticker, _) in Exposures)
        {
            if (ticker == except || !Markets.TryGetValue(ticker, out var identity) || identity.Game != game) continue;
            var sign = Ledger.Of(ticker).Quantity.Sign;
            if (sign != 0) Add(sign > 0 ? OrderSide.Bid : OrderSide.Ask);
            if (EntryOf(ticker) is { } entry) Add(entry.Side);

            void Add(OrderSide side) =>
                holdings.Add(new Holding(ticker, OutcomeSet.Of(identity.YesOutcome, identity.OutcomesInGame, side)));
        }

        return holdings;
    }

    /// <summary>Exposure of everything but one market: in its event, in its sport, and over the account.</summary>
    internal (Money Event, Money Sport, Money Account) ExposureBeside(MarketFacts market)
    {
        var (inEvent, inSport, all) = (Money.Zero, Money.Zero, Money.Zero);
        foreach (var (ticker, exposure) in Exposures)
        {
            if (ticker == market.Ticker) continue;
            Markets.TryGetValue(ticker, out var identity);
            if (identity is null || identity.Event == market.Event) inEvent += exposure;
            if (identity is null || identity.Sport == market.Sport) inSport += exposure;
            all += exposure;
        }

        return (inEvent, inSport, all);
    }
}
