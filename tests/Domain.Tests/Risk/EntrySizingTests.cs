using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Settings;
using KalshiArb.Domain.Tests.Positions;
using static KalshiArb.Domain.Tests.Risk.Desk;

namespace KalshiArb.Domain.Tests.Risk;

/// <summary>Each limit on size: it cuts to what fits, and refuses with its own code below one whole contract.</summary>
public class EntrySizingTests
{
    /// <summary>Full cost of n contracts at 0.47 as reserved.</summary>
    private static Money Cost(int count) => count switch
    {
        1 => Fills.Dollars(0.47m + 0.017437m + 0.0001m + 0.0001m),
        3 => Fills.Dollars(1.41m + 0.052311m + 0.0003m + 0.0001m),
        10 => Fills.Dollars(4.70m + 0.174370m + 0.001m + 0.0001m),
        _ => throw new ArgumentOutOfRangeException(nameof(count)),
    };

    private static readonly Money Micro = Money.FromMicros(1);

    private static void Cuts(int count, RefusalCode by, Permission permission)
    {
        var approved = Passes(permission);
        Assert.Equal(Quantity.FromContracts(count), approved.Count);
        Assert.True(approved.Bound.Contains(by), $"{by} did not bind: {approved}");
    }

    [Fact]
    public void Contracts_in_a_market_are_held_and_wanted_together()
    {
        Cuts(4, RefusalCode.MaxContracts, Decide(Open().Hold(Boston, OrderSide.Bid, 47, 6)));
        Cuts(3, RefusalCode.MaxContracts, Decide(Open().Hold(Boston, OrderSide.Bid, 47, 6.01m)));
        Cuts(1, RefusalCode.MaxContracts, Decide(Open().Hold(Boston, OrderSide.Bid, 47, 9)));
        Refuses(RefusalCode.MaxContracts, Decide(Open().Hold(Boston, OrderSide.Bid, 47, 9.01m)));
    }

    [Fact]
    public void The_first_order_of_a_market_is_held_to_the_limit_of_the_market()
    {
        Cuts(3, RefusalCode.MaxContracts, Decide(Open(), settings: With((MarketLimits l) => l with { MaxContracts = Fills.Contracts(3) })));
        Refuses(RefusalCode.MaxContracts, Decide(Open(), settings: With((MarketLimits l) => l with { MaxContracts = Fills.Contracts(0.99m) })));
    }

    [Fact]
    public void Contracts_in_one_order_are_limited()
    {
        Cuts(9, RefusalCode.OrderSize, Decide(Open(), settings: With((MarketLimits l) => l with { MaxOrderContracts = Fills.Contracts(9.99m) })));
        Refuses(RefusalCode.OrderSize, Decide(Open(), settings: With((MarketLimits l) => l with { MaxOrderContracts = Fills.Contracts(0.99m) })));
        Assert.False(Passes(Decide(Open(), settings: With((MarketLimits l) => l with { MaxContracts = Fills.Contracts(9) }))).Bound.Contains(RefusalCode.OrderSize));
    }

    [Fact]
    public void A_taker_asks_for_at_most_its_share_of_the_displayed_size_and_a_maker_is_free_of_it()
    {
        var request = Request();
        Permission With(decimal displayed, Liquidity liquidity) => Decide(Open(), request with
        {
            Liquidity = liquidity, Book = request.Book with { Displayed = Fills.Contracts(displayed) },
        });
        Assert.Equal(Quantity.FromContracts(10), Passes(With(20, Liquidity.Taker)).Count);
        Cuts(9, RefusalCode.OrderSize, With(19.99m, Liquidity.Taker));
        Refuses(RefusalCode.OrderSize, With(1.99m, Liquidity.Taker));
        Assert.Equal(Quantity.FromContracts(10), Passes(With(0, Liquidity.Maker)).Count);
    }

    [Fact]
    public void Cost_of_one_order_is_limited_with_fees()
    {
        Permission At(Money limit) => Decide(Open(), settings: With((MarketLimits l) => l with { MaxOrderCost = limit }));
        Assert.Equal(Quantity.FromContracts(10), Passes(At(Cost(10))).Count);
        Cuts(9, RefusalCode.OrderCost, At(Cost(10) - Micro));
        Cuts(1, RefusalCode.OrderCost, At(Cost(1)));
        Refuses(RefusalCode.OrderCost, At(Cost(1) - Micro));
    }

    [Fact]
    public void Exposure_of_the_market_counts_what_is_held()
    {
        var state = Open().Hold(Boston, OrderSide.Bid, 50, 2);
        Permission At(Money limit) => Decide(state, settings: With((MarketLimits l) => l with { MaxExposureMarket = limit }));
        Cuts(3, RefusalCode.ExposureMarket, At(Money.FromDollars(1) + Cost(3)));
        Refuses(RefusalCode.ExposureMarket, At(Money.FromDollars(1) + Cost(1) - Micro));
        Cuts(1, RefusalCode.ExposureMarket, At(Money.FromDollars(1) + Cost(1)));
    }

    [Fact]
    public void Exposures_of_event_sport_and_account_count_their_other_markets_and_nothing_else()
    {
        // $2 in the event (a working exit's market is in the sums by its position), $4 in the sport beside it, $8 in another.
        var spread = Market("KXNBAGAME-26OCT17BOSNYK", "SPR", Sport.Nba, GameOutcome.Away) with { Game = new GameId("other") };
        var state = Open().Learn(spread).Hold(spread, OrderSide.Bid, 50, 4, 1).Hold(Denver, OrderSide.Ask, 50, 8, 2).Hold(Vegas, OrderSide.Bid, 50, 16, 3);
        var room = Money.FromDollars(2) + Cost(3);
        Cuts(3, RefusalCode.ExposureEvent, Decide(state, settings: With((MarketLimits l) => l with { MaxExposureEvent = room })));
        Refuses(RefusalCode.ExposureEvent, Decide(state, settings: With((MarketLimits l) => l with { MaxExposureEvent = Money.FromDollars(2) + Cost(1) - Micro })));
        room += Money.FromDollars(4);
        Cuts(3, RefusalCode.ExposureSport, Decide(state, settings: With((MarketLimits l) => l with { MaxExposureSport = room })));
        Refuses(RefusalCode.ExposureSport, Decide(state, settings: With((MarketLimits l) => l with { MaxExposureSport = Money.FromDollars(6) + Cost(1) - Micro })));
        room += Money.FromDollars(8);
        Cuts(3, RefusalCode.ExposureAccount, Decide(state, settings: With((AccountLimits a) => a with { MaxExposure = room })));
        Refuses(RefusalCode.ExposureAccount, Decide(state, settings: With((AccountLimits a) => a with { MaxExposure = Money.FromDollars(14) + Cost(1) - Micro })));
    }

    [Fact]
    public void A_market_that_is_not_known_counts_in_every_sum()
    {
        var foreign = Market("KXOTHER-1", "X", Sport.Other, GameOutcome.Home);
        var state = Open().Hold(foreign, OrderSide.Bid, 50, 4);
        Refuses(RefusalCode.ExposureEvent, Decide(state, settings: With((MarketLimits l) => l with { MaxExposureEvent = Money.FromDollars(2) })));
        Passes(Decide(state.Learn(foreign), settings: With((MarketLimits l) => l with { MaxExposureEvent = Money.FromDollars(2) + Cost(1) })));
        Passes(Decide(state.Learn(foreign), settings: With((MarketLimits l) => l with { MaxExposureEvent = Cost(1) })));
    }

    [Fact]
    public void Money_of_the_markets_shard_alone_counts_less_what_orders_hold()
    {
        // A full Kelly stake, so that the money itself is what binds: p = 0.94 at 0.47.
        var request = Request() with { WinProbability = 0.999999 };
        var all = With((EntrySettings e) => e with { KellyFraction = 1 });
        Cuts(10, RefusalCode.OrderSize, Decide(Open(100), request, all));
        var state = Open(100).Apply(Intended("a", Denver, reserved: 98m));
        Assert.Equal(
            Quantity.FromContracts(3),
            Passes(Decide(state with { Ledger = state.Ledger.Apply(new CashOpened(Home, Fills.Dollars(98) + Cost(3), Now)) }, request, all)).Count);
        Refuses(RefusalCode.AvailableMoney, Decide(state with { Ledger = state.Ledger.Apply(new CashOpened(Home, Fills.Dollars(98) + Cost(1) - Micro, Now)) }, request, all));
        Refuses(RefusalCode.AvailableMoney, Decide(Open(), request with { Market = Boston with { Shard = new Shard(2) } }, all));
        Refuses(RefusalCode.AvailableMoney, Decide(Open().Apply(new CashOpened(new Shard(2), Money.Zero, Now)), request with { Market = Boston with { Shard = new Shard(2) } }, all));
    }

    [Fact]
    public void The_kelly_stake_is_nothing_without_edge_and_grows_with_it()
    {
        Refuses(RefusalCode.AvailableMoney, Decide(Open(), Request() with { WinProbability = 0.487 })); // 0.47 and a fee of 1.74 cents
        var cheap = With((MarketLimits l) => l with { MaxContracts = Quantity.FromContracts(1_000), MaxOrderContracts = Quantity.FromContracts(1_000) });
        var deep = Request() with { Liquidity = Liquidity.Maker };
        // 0.25 · (0.58 − 0.487437) / (1 − 0.487437) · $1,000 / 0.487437 = 92.6 contracts.
        Assert.Equal(Quantity.FromContracts(92), Passes(Decide(Open(), deep, cheap)).Count);
        Assert.Equal(Quantity.FromContracts(9), Passes(Decide(Open(100), deep, cheap)).Count);
        Refuses(RefusalCode.AvailableMoney, Decide(Open(), deep with { WinProbability = double.NaN }, cheap));
    }

    [Fact]
    public void No_setting_lifts_the_compiled_ceilings()
    {
        var loose = With((MarketLimits l) => l with
        {
            MaxContracts = Quantity.FromContracts(100_000), MaxOrderContracts = Quantity.FromContracts(100_000), MaxOrderCost = Money.FromDollars(100_000),
            MaxExposureMarket = Money.FromDollars(100_000), MaxExposureEvent = Money.FromDollars(100_000), MaxExposureSport = Money.FromDollars(100_000),
            MaxPositionsSport = 100,
        }) with { Account = Account with { MaxExposure = Money.FromDollars(100_000) } };
        var request = Request() with { Liquidity = Liquidity.Maker };
        var one = Passes(Decide(Open(1_000_000), request, loose));
        Assert.True(one.Bound.Contains(RefusalCode.HardCeiling));
        Assert.True(one.Reservation <= HardCeilings.CompiledIn.OrderCost && one.Reservation + Cost(1) > HardCeilings.CompiledIn.OrderCost);
        // $4,999.20 at stake elsewhere leaves room for one contract, $4,999.60 for none.
        Cuts(1, RefusalCode.HardCeiling, Decide(Open(1_000_000).Hold(Denver, OrderSide.Bid, 48, 10_415), request, loose));
        Refuses(RefusalCode.HardCeiling, Decide(Open(1_000_000).Hold(Denver, OrderSide.Bid, 50, 9_999.20m), request, loose));
    }

    [Fact]
    public void A_ceiling_that_was_raised_by_hand_binds_where_it_was_raised_to()
    {
        var loose = With((MarketLimits l) => l with
        {
            MaxContracts = Quantity.FromContracts(100_000), MaxOrderContracts = Quantity.FromContracts(100_000), MaxOrderCost = Money.FromDollars(100_000),
            MaxExposureMarket = Money.FromDollars(100_000), MaxExposureEvent = Money.FromDollars(100_000), MaxExposureSport = Money.FromDollars(100_000),
            MaxPositionsSport = 100,
        }) with { Account = Account with { MaxExposure = Money.FromDollars(100_000) }, Raised = new HardCeilings(Money.FromDollars(500), Money.FromDollars(6_000)) };
        var request = Request() with { Liquidity = Liquidity.Maker };
        var one = Passes(Decide(Open(1_000_000), request, loose));
        Assert.True(one.Bound.Contains(RefusalCode.HardCeiling));
        Assert.True(one.Reservation <= Money.FromDollars(500) && one.Reservation + Cost(1) > Money.FromDollars(500));
        Refuses(RefusalCode.HardCeiling, Decide(Open(1_000_000).Hold(Denver, OrderSide.Bid, 50, 11_999.20m), request, loose));
    }

    [Fact]
    public void A_second_request_of_the_same_cycle_sees_the_money_gone()
    {
        var settings = With((AccountLimits a) => a with { MaxExposure = Cost(10) + Cost(3) });
        var state = Open();
        var first = Passes(Decide(state, Request(), settings));
        state = state.Reserve(Request(), first, Now);
        Assert.Equal(Money.FromDollars(1_000) - Cost(10), state.AvailableCash(Home));
        Refuses(RefusalCode.DuplicateEntry, Decide(state, Request(), settings));
        Cuts(3, RefusalCode.ExposureAccount, Decide(state, Request(Denver), settings));
        Assert.Equal(Quantity.FromContracts(10), Passes(Decide(state.Release(Boston.Ticker, OrderRole.Entry), Request(Denver), settings)).Count);
    }

    [Fact]
    public void The_reservation_becomes_the_order_and_is_released_on_evidence_only()
    {
        var state = Open();
        var approved = Passes(Decide(state));
        var order = new ClientOrderId("a");
        state = state.Reserve(Request(), approved, Now).Apply(Intended("a", reserved: approved.Reservation.Micros / 1e6m));
        Assert.Empty(state.Reservations);
        Assert.Equal(Money.FromDollars(1_000) - Cost(10), state.AvailableCash(Home));
        state = state.Apply(new OrderDoubted(order, "time-out", Now)).Apply(new CancelDecided(order, "time-out", Now));
        Assert.Equal(Cost(10), state.AccountExposure);
        // Four were seen to fill, one of them is booked: what is owed stays at stake, the rest is free.
        state = state.Apply(Fills.Fill(1, OrderSide.Bid, 46, 1, 0.0174m, ticker: Boston.Ticker, order: order))
            .Apply(new OrderEnded(order, OrderEnd.Canceled, Quantity.FromContracts(4), null, Now));
        Assert.Equal(Fills.Dollars(0.4774m) + Money.FromMicros((Cost(10).Micros * 3 + 9) / 10 + 100), state.AccountExposure);
        Assert.Equal(Money.FromDollars(1_000) - state.AccountExposure, state.AvailableCash(Home));
        state = state.Apply(Fills.Fill(2, OrderSide.Bid, 47, 3, 0.0523m, ticker: Boston.Ticker, order: order));
        Assert.Empty(state.Orders);
        Assert.Equal(state.Ledger.Cash[Home], state.AvailableCash(Home));
        Assert.Equal(Fills.Dollars(0.4774m + 1.4623m), state.AccountExposure);
    }
}
