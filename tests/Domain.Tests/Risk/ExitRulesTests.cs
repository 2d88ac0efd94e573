using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Tests.Positions;
using static KalshiArb.Domain.Tests.Risk.Desk;

namespace KalshiArb.Domain.Tests.Risk;

public class ExitRulesTests
{
    private static ExitRequest Exit(OrderSide side, decimal count, ExitReason reason = ExitReason.Target, bool live = true) =>
        new(Boston.Ticker, side, Price.FromCents(54), Fills.Contracts(count), Liquidity.Maker, reason, live);

    [Theory]
    [InlineData(OrderSide.Bid, OrderSide.Ask)]
    [InlineData(OrderSide.Ask, OrderSide.Bid)]
    public void An_exit_reduces_on_both_signs_and_never_flips(OrderSide bought, OrderSide leaves)
    {
        var state = Open().Hold(Boston, bought, 47, 3.37m);
        Assert.Equal(Fills.Contracts(3.37m), Passes(RiskPolicy.DecideExit(state, Exit(leaves, 10))).Count);
        Assert.Equal(Fills.Contracts(0.01m), Passes(RiskPolicy.DecideExit(state, Exit(leaves, 0.01m))).Count);
        Refuses(RefusalCode.NotReducing, RiskPolicy.DecideExit(state, Exit(bought, 1)));
        Refuses(RefusalCode.NotReducing, RiskPolicy.DecideExit(Open(), Exit(leaves, 1)));
        Refuses(RefusalCode.NotReducing, RiskPolicy.DecideExit(state, Exit(leaves, 0)));
    }

    [Fact]
    public void Other_exits_that_may_still_fill_are_taken_off()
    {
        var state = Open().Hold(Boston, OrderSide.Bid, 47, 10).Apply(Intended("x", side: OrderSide.Ask, count: 6, reserved: 0, role: OrderRole.Exit));
        Assert.Equal(Fills.Contracts(4), Passes(RiskPolicy.DecideExit(state, Exit(OrderSide.Ask, 10))).Count);
        // Two of the six are booked: eight held, four still open.
        state = state.Apply(Fills.Fill(2, OrderSide.Ask, 54, 2, ticker: Boston.Ticker, order: new ClientOrderId("x")));
        var approved = Passes(RiskPolicy.DecideExit(state, Exit(OrderSide.Ask, 10)));
        Assert.Equal(Fills.Contracts(4), approved.Count);
        state = state.Reserve(Exit(OrderSide.Ask, 10), approved, Home, Now);
        Refuses(RefusalCode.NotReducing, RiskPolicy.DecideExit(state, Exit(OrderSide.Ask, 0.01m)));
    }

    [Theory]
    [InlineData(TradingState.Running, true)]
    [InlineData(TradingState.Paused, true)]
    [InlineData(TradingState.Reducing, true)]
    [InlineData(TradingState.Killed, false)]
    public void Exits_go_on_in_every_state_but_killed(TradingState trading, bool passes)
    {
        var permission = RiskPolicy.DecideExit(
            Open().Hold(Boston, OrderSide.Bid, 47, 10).Apply(new TradingStateChanged(trading, "operator", "test", Now)),
            Exit(OrderSide.Ask, 10, ExitReason.Operator));
        if (passes) Passes(permission);
        else Refuses(RefusalCode.TradingState, permission);
    }

    [Fact]
    public void A_frozen_ticker_and_a_broken_book_hold_back_all_exits_but_an_operators()
    {
        var held = Open().Hold(Boston, OrderSide.Bid, 47, 10);
        var frozen = held.Apply(new TickerFrozen(Boston.Ticker, "difference", Now));
        foreach (var reason in Enum.GetValues<ExitReason>())
        {
            if (reason == ExitReason.Operator)
            {
                Passes(RiskPolicy.DecideExit(frozen, Exit(OrderSide.Ask, 10, reason, live: false)));
                continue;
            }

            Refuses(RefusalCode.TickerFrozen, RiskPolicy.DecideExit(frozen, Exit(OrderSide.Ask, 10, reason)));
            Refuses(RefusalCode.BookStale, RiskPolicy.DecideExit(held, Exit(OrderSide.Ask, 10, reason, live: false)));
            Passes(RiskPolicy.DecideExit(held, Exit(OrderSide.Ask, 10, reason)));
        }
    }
}
