using System.Collections.Immutable;
using CsCheck;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Settings;
using KalshiArb.Domain.Tests.Positions;
using static KalshiArb.Domain.Tests.Risk.Desk;

namespace KalshiArb.Domain.Tests.Risk;

/// <summary>One permission for every leg of a set, or none.</summary>
public class SetPolicyTests
{
    private static readonly StrategyId Sets = new("sets");

    private static SetRequest Wanted(int count = 10, int boston = 45, int newYork = 50) => new(
        Boston.Event, Quantity.FromContracts(count),
        [Request(Boston, cents: boston) with { Strategy = Sets }, Request(NewYork, cents: newYork) with { Strategy = Sets }]);

    private static SetPermission Ask(RiskState? state = null, SetRequest? request = null, DecisionSettings? settings = null) =>
        SetPolicy.Decide(state ?? Open(), request ?? Wanted(), settings ?? InForce, Now);

    private static ImmutableArray<Approved> Passes(SetPermission permission) =>
        (permission as SetApproved ?? throw new Xunit.Sdk.XunitException("not approved: " + permission)).Legs;

    private static void Refuses(RefusalCode code, SetPermission permission)
    {
        var refused = permission as SetRefused ?? throw new Xunit.Sdk.XunitException("not refused: " + permission);
        Assert.True(code == refused.Why.Code, $"{refused.Why.Code} instead of {code}: {refused.Why.Text}");
    }

    [Fact]
    public void Every_leg_gets_the_same_count_and_its_own_money()
    {
        var legs = Passes(Ask());

        Assert.Equal(2, legs.Length);
        Assert.All(legs, leg => Assert.Equal(Quantity.FromContracts(10), leg.Count));
        Assert.Equal([Cost(45, 10), Cost(50, 10)], legs.Select(leg => leg.Reservation.Micros / 1_000_000m));
    }

    [Fact]
    public void A_set_that_was_approved_is_not_approved_again_and_neither_is_one_of_which_a_part_is_held()
    {
        var (state, request) = (Open(), Wanted());
        var legs = Passes(Ask(state, request));
        for (var i = 0; i < legs.Length; i++) state = state.Reserve(request.Legs[i], legs[i], Now);

        Refuses(RefusalCode.HeldOutcome, Ask(state, request));
        Refuses(RefusalCode.HeldOutcome, Ask(Open().Hold(NewYork, OrderSide.Bid, 50, 0.37m)));
        Refuses(RefusalCode.HeldOutcome, Ask(Open().Hold(NewYork, OrderSide.Ask, 50, 1)));
        Refuses(RefusalCode.HeldOutcome, Ask(Open().Apply(Intended("o1", NewYork))));
        Passes(Ask(Open().Hold(Denver, OrderSide.Bid, 50, 1)));
    }

    [Fact]
    public void What_only_the_second_leg_meets_refuses_both()
    {
        Refuses(RefusalCode.TickerFrozen, Ask(Open().Apply(new TickerFrozen(NewYork.Ticker, "test", Now))));
        Refuses(RefusalCode.Disabled, Ask(Open().Apply(new SwitchChanged(SwitchScope.Ticker, NewYork.Ticker.Value, false, "test", Now))));
        Refuses(RefusalCode.CoolDown, Ask(Open().Apply(new CoolDownStarted(NewYork.Ticker, new EventTicker("another"), Now + TimeSpan.FromSeconds(5), "test"))));
        var request = Wanted();
        Refuses(RefusalCode.Volume, Ask(request: request with { Legs = request.Legs.SetItem(1, request.Legs[1] with { Volume = null }) }));
        Refuses(RefusalCode.BookStale, Ask(request: request with { Legs = request.Legs.SetItem(1, request.Legs[1] with { Book = request.Legs[1].Book with { Live = false } }) }));
    }

    [Fact]
    public void The_strategy_is_switched_off_by_its_name() =>
        Refuses(RefusalCode.Disabled, Ask(Open().Apply(new SwitchChanged(SwitchScope.Strategy, "sets", false, "test", Now))));

    [Theory]
    [InlineData(RefusalCode.MaxMarkets)]
    [InlineData(RefusalCode.MaxPositionsSport)]
    [InlineData(RefusalCode.OrderRate)]
    public void A_limit_that_one_leg_would_keep_is_held_to_all_of_them(RefusalCode code)
    {
        DecisionSettings One(int n) => code switch
        {
            RefusalCode.MaxMarkets => With((AccountLimits a) => a with { MaxMarkets = n }),
            RefusalCode.MaxPositionsSport => With((MarketLimits l) => l with { MaxPositionsSport = n }),
            _ => With((AccountLimits a) => a with { MaxOrders = n }),
        };

        Refuses(code, Ask(settings: One(1)));
        Passes(Ask(settings: One(2)));
    }

    [Fact]
    public void Killed_comes_before_everything() =>
        Refuses(RefusalCode.TradingState, Ask(Open().Apply(new TradingStateChanged(TradingState.Killed, "test", "test", Now))));

    [Fact]
    public void The_count_is_the_largest_that_every_limit_leaves_to_every_leg() =>
        Gen.Select(Gen.Int[20, 60], Gen.Int[20, 60], Gen.Int[1, 14], Gen.Int[1, 12].Array[2], Gen.Int[30, 1_200].Array[6]).Sample(
            (boston, newYork, wanted, contracts, cents) =>
            {
                var settings = With((MarketLimits l) => l with
                {
                    MaxContracts = Quantity.FromContracts(contracts[0]), MaxOrderContracts = Quantity.FromContracts(contracts[1]), MaxOrderCost = Money.FromCents(cents[0]),
                    MaxExposureMarket = Money.FromCents(cents[1]), MaxExposureEvent = Money.FromCents(cents[2]), MaxExposureSport = Money.FromCents(cents[3]),
                });
                settings = settings with { Account = settings.Account with { MaxExposure = Money.FromCents(cents[4]) } };

                var permission = Ask(Open(cents[5] / 100m), Wanted(wanted, boston, newYork), settings);

                bool Fits(int n)
                {
                    var (one, other) = (Cost(boston, n), Cost(newYork, n));
                    return n <= contracts.Min() && Math.Max(one, other) <= cents.Take(2).Min() / 100m && one + other <= cents.Skip(2).Min() / 100m;
                }

                var largest = Enumerable.Range(1, wanted).LastOrDefault(Fits);
                if (largest == 0) Assert.IsType<SetRefused>(permission);
                else Assert.All(Passes(permission), leg => Assert.Equal(Quantity.FromContracts(largest), leg.Count));
            },
            iter: 2_000);

    [Fact]
    public void A_request_that_is_no_set_is_a_broken_invariant()
    {
        var good = Wanted();
        Assert.Throws<InvariantViolation>(() => Ask(request: good with { Legs = good.Legs.RemoveAt(1) }));
        Assert.Throws<InvariantViolation>(() => Ask(request: good with { Legs = [good.Legs[0], good.Legs[0]] }));
        Assert.Throws<InvariantViolation>(() => Ask(request: good with { Legs = [good.Legs[0], Request(Denver) with { Strategy = Sets }] }));
        Assert.Throws<InvariantViolation>(() => Ask(request: good with { Legs = good.Legs.SetItem(1, good.Legs[1] with { Side = OrderSide.Ask }) }));
        Assert.Throws<InvariantViolation>(() => Ask(request: good with { Count = Fills.Contracts(1.5m) }));
    }

    /// <summary>Price and fee, a hundredth of a cent for each contract that may be a fill of its own, and one more.</summary>
    private static decimal Cost(int cents, int count)
    {
        var price = cents / 100m;
        return count * (price + 0.07m * price * (1 - price) + 0.0001m) + 0.0001m;
    }
}
