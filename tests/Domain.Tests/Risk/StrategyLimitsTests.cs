using System.Collections.Immutable;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Settings;
using KalshiArb.Domain.Tests.Positions;
using static KalshiArb.Domain.Tests.Risk.Desk;

namespace KalshiArb.Domain.Tests.Risk;

/// <summary>What one strategy may have at stake by itself.</summary>
public class StrategyLimitsTests
{
    private static readonly StrategyId Other = new("other");
    private static int _fills = 500;

    private static DecisionSettings Limits(Func<StrategyLimits, StrategyLimits> change) => InForce with
    {
        ByStrategy = ImmutableSortedDictionary<string, StrategyLimits>.Empty.Add(
            Strategy.Value, change(new StrategyLimits(Money.FromDollars(500), 100, Money.FromDollars(100)))),
    };

    /// <summary>An entry of a strategy that fills whole: 10 contracts at 47 cents for $4.70 without a fee.</summary>
    private static RiskState Entered(RiskState state, MarketFacts market, StrategyId by, decimal count = 10)
    {
        var id = new ClientOrderId("o" + ++_fills);
        return state.Apply(Intended(id.Value, market, count: count) with { Strategy = by })
            .Apply(Fills.Fill(_fills, OrderSide.Bid, 47, count, ticker: market.Ticker, order: id))
            .Apply(new OrderEnded(id, OrderEnd.Executed, Fills.Contracts(count), null, Now));
    }

    private static RiskState Left(RiskState state, MarketFacts market, decimal count, int cents = 47) =>
        state.Apply(Fills.Fill(++_fills, OrderSide.Ask, cents, count, ticker: market.Ticker));

    [Fact]
    public void Its_exposure_cuts_the_size_and_refuses_below_one_contract()
    {
        var settings = Limits(limits => limits with { MaxExposure = Money.FromDollars(6) });
        Assert.Equal(Quantity.FromContracts(10), Passes(Decide(Open(), settings: settings)).Count);

        // $4.70 of six are gone: two contracts at 49 cents are left.
        var approved = Passes(Decide(Entered(Open(), Denver, Strategy), settings: settings));
        Assert.Equal(Quantity.FromContracts(2), approved.Count);
        Assert.True(approved.Bound.Contains(RefusalCode.StrategyExposure));
        Refuses(RefusalCode.StrategyExposure, Decide(Entered(Entered(Open(), Denver, Strategy), Vegas, Strategy, 2), settings: settings));
    }

    [Fact]
    public void What_another_strategy_holds_does_not_count()
    {
        var settings = Limits(limits => limits with { MaxExposure = Money.FromDollars(6), MaxMarkets = 1 });

        Assert.Equal(Quantity.FromContracts(10), Passes(Decide(Entered(Open(), Denver, Other), settings: settings)).Count);
        Assert.Equal(Quantity.FromContracts(10), Passes(Decide(Open().Apply(Intended("working", Denver) with { Strategy = Other }), settings: settings)).Count);
    }

    [Fact]
    public void A_market_that_two_have_entered_counts_in_full_for_both_until_it_is_flat()
    {
        var settings = Limits(limits => limits with { MaxMarkets = 1 });
        var both = Entered(Entered(Open(), Denver, Other, 6), Denver, Strategy, 4);

        Refuses(RefusalCode.StrategyMarkets, Decide(both, settings: settings));
        Refuses(RefusalCode.StrategyMarkets, Decide(Left(both, Denver, 9.99m), settings: settings));
        Passes(Decide(Left(both, Denver, 10), settings: settings));
        Passes(Decide(Entered(Left(both, Denver, 10), Denver, Other, 1), settings: settings));
    }

    [Fact]
    public void What_nobody_of_ours_entered_counts_for_the_account_alone()
    {
        var settings = Limits(limits => limits with { MaxMarkets = 1, MaxExposure = Money.FromDollars(6) });

        Assert.Equal(Quantity.FromContracts(10), Passes(Decide(Open().Hold(Denver, OrderSide.Bid, 47, 10), settings: settings)).Count);
        var adopted = Open().Apply(new PositionAdopted(Denver.Ticker, Quantity.Zero, Fills.Contracts(10), Money.FromCents(470), Money.Zero, Money.Zero, Now, "test", "test", Now));
        Assert.Equal(Quantity.FromContracts(10), Passes(Decide(adopted, settings: settings)).Count);
        Refuses(RefusalCode.MaxMarkets, Decide(adopted, settings: settings with { Account = Account with { MaxMarkets = 1 } }));
    }

    [Fact]
    public void Its_own_market_does_not_count_against_itself_and_its_working_entries_do_against_the_next()
    {
        var settings = Limits(limits => limits with { MaxMarkets = 1 });

        Passes(Decide(Entered(Open(), Boston, Strategy, 1), Request(cents: 48), settings));
        Refuses(RefusalCode.StrategyMarkets, Decide(Open().Apply(Intended("working", Denver)), settings: settings));
        var state = Open();
        state = state.Reserve(Request(Denver), Passes(Decide(state, Request(Denver), settings)), Now);
        Refuses(RefusalCode.StrategyMarkets, Decide(state, settings: settings));
    }

    [Fact]
    public void The_cost_of_one_of_its_orders_is_limited()
    {
        var settings = Limits(limits => limits with { MaxOrderCost = Money.FromDollars(2) });

        Assert.Equal(Quantity.FromContracts(4), Passes(Decide(Open(), settings: settings)).Count);
        Refuses(RefusalCode.StrategyExposure, Decide(Open(), settings: Limits(limits => limits with { MaxOrderCost = Money.FromCents(48) })));
    }

    [Fact]
    public void A_strategy_without_limits_of_its_own_keeps_the_others()
    {
        var settings = Limits(limits => limits with { MaxExposure = Money.Zero, MaxMarkets = 0 });

        Passes(Decide(Open(), Request() with { Strategy = Other }, settings));
        Refuses(RefusalCode.StrategyMarkets, Decide(Open(), settings: settings));
    }

    [Fact]
    public void A_result_counts_for_the_strategy_that_opened_the_position_and_all_of_them_are_the_whole()
    {
        var state = Entered(Entered(Open(), Denver, Other, 6), Denver, Strategy, 4);
        state = Left(state, Denver, 5, 50);
        Assert.Equal([(Other, Money.FromCents(15))], state.Results.Select(pair => (pair.Key, pair.Value)));

        state = state.Apply(new SettlementBooked(Denver.Ticker, Price.Zero, Fills.Contracts(5), Money.Zero, Now, Now));
        state = Left(Entered(state, Denver, Strategy, 2), Denver, 2, 49);
        Assert.Equal([(Strategy, Money.FromCents(4)), (Other, Money.FromCents(-220))], state.Results.Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(state.Ledger.RealizedPnl, state.Results.Values.Aggregate(Money.Zero, (sum, result) => sum + result));
        Assert.Equal(state.Results, RiskState.Restore(state.ToSnapshot()).Results);

        var foreign = Left(state.Hold(Vegas, OrderSide.Bid, 47, 3, 990), Vegas, 3, 40);
        Assert.Equal(state.Results, foreign.Results);
    }

    [Fact]
    public void Who_has_entered_survives_a_snapshot()
    {
        var state = Entered(Entered(Open(), Denver, Other, 6), Denver, Strategy, 4);

        var restored = RiskState.Restore(state.ToSnapshot());

        Assert.Equal("other, edge", string.Join(", ", restored.Owners[Denver.Ticker]));
        Assert.Null(Open().ToSnapshot().Owners);
        Assert.Null(Open().ToSnapshot().Results);
    }
}
