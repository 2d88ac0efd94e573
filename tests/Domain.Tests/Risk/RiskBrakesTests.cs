using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Positions;
using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Settings;
using KalshiArb.Domain.Tests.Positions;
using static KalshiArb.Domain.Tests.Risk.Desk;

namespace KalshiArb.Domain.Tests.Risk;

public class RiskBrakesTests
{
    private static (RiskState After, IJournaled[] Brakes) Step(RiskState before, IJournaled fact, Instant? now = null)
    {
        var after = before.Apply(fact);
        return (after, [.. RiskBrakes.After(before, fact, after, InForce, now ?? Now)]);
    }

    [Fact]
    public void A_loss_starts_a_cool_down_on_ticker_and_event_and_a_profit_does_not()
    {
        var held = Open().Hold(Boston, OrderSide.Bid, 47, 10);
        var (_, loss) = Step(held, Fills.Fill(2, OrderSide.Ask, 46, 1, ticker: Boston.Ticker));
        Assert.Equal([new CoolDownStarted(Boston.Ticker, Boston.Event, Now + TimeSpan.FromSeconds(120), "LOSS")], loss);
        var (_, profit) = Step(held, Fills.Fill(2, OrderSide.Ask, 48, 1, ticker: Boston.Ticker));
        Assert.Empty(profit);
        var (_, settled) = Step(held, new SettlementBooked(Boston.Ticker, Price.Zero, Quantity.FromContracts(10), Money.Zero, Now, Now));
        Assert.IsType<CoolDownStarted>(Assert.Single(settled));
    }

    [Fact]
    public void A_stop_starts_a_cool_down() =>
        Assert.Equal(Now + TimeSpan.FromSeconds(120), RiskBrakes.AfterStop(Open(), Boston.Ticker, InForce, Now)!.Until);

    [Fact]
    public void The_fifth_reject_in_ten_seconds_pauses_and_each_one_cools_down()
    {
        var state = Open();
        for (var i = 1; i <= 5; i++)
        {
            var id = new ClientOrderId($"o{i}");
            state = state.Apply(Intended(id.Value));
            (state, var brakes) = Step(state, new OrderEnded(id, OrderEnd.Rejected, Quantity.Zero, "invalid_price", Now));
            Assert.Equal("REJECT", Assert.IsType<CoolDownStarted>(brakes[0]).Reason);
            if (i < 5) Assert.Single(brakes);
            else Assert.Equal(TradingState.Paused, Assert.IsType<TradingStateChanged>(brakes[1]).State);
        }
    }

    [Fact]
    public void A_lost_day_reduces_once_and_cannot_be_resumed_before_the_next()
    {
        var held = Open().Hold(Denver, OrderSide.Bid, 50, 100);
        var (below, none) = Step(held, Fills.Fill(2, OrderSide.Ask, 1, 100, 0.999999m, ticker: Denver.Ticker));
        Assert.DoesNotContain(none, fact => fact is TradingStateChanged);
        Assert.Null(RiskBrakes.WhyNotResume(below, InForce, Now));
        var (lost, brakes) = Step(held, Fills.Fill(2, OrderSide.Ask, 1, 100, 1m, ticker: Denver.Ticker));
        var reducing = Assert.Single(brakes.OfType<TradingStateChanged>());
        Assert.Equal(TradingState.Reducing, reducing.State);
        var (again, more) = Step(lost.Apply(reducing), Fills.Fill(3, OrderSide.Bid, 50, 1, ticker: Denver.Ticker));
        Assert.DoesNotContain(more, fact => fact is TradingStateChanged);
        Assert.NotNull(RiskBrakes.WhyNotResume(again, InForce, Now));
        var midnight = Now + TimeSpan.FromHours(5);
        Assert.NotNull(RiskBrakes.WhyNotResume(again, InForce, midnight - TimeSpan.FromMicroseconds(1)));
        Assert.Null(RiskBrakes.WhyNotResume(again, InForce, midnight));
        // The next day alone frees nothing: an operator must resume.
        Refuses(RefusalCode.TradingState, Decide(again, Request(Boston with { CloseTime = midnight + TimeSpan.FromHours(1) }), now: midnight));
    }

    [Fact]
    public void Killed_is_not_resumed() =>
        Assert.NotNull(RiskBrakes.WhyNotResume(Open().Apply(new TradingStateChanged(TradingState.Killed, "operator", "test", Now)), InForce, Now));

    [Fact]
    public void The_high_water_mark_follows_in_steps_and_a_fall_by_the_limit_pauses()
    {
        var state = Open();
        var first = Assert.IsType<HighWaterMarkRaised>(Assert.Single(RiskBrakes.AfterMarks(state, InForce, Now)));
        Assert.Equal(Money.FromDollars(1_000), first.Equity);
        state = state.Apply(first).Hold(Boston, OrderSide.Bid, 50, 300);
        Assert.Empty(RiskBrakes.AfterMarks(state, InForce, Now)); // not marked yet
        RiskState At(int units) => state.WithMark(Boston.Ticker, new Mark(Price.FromUnits(units), null));
        Assert.Empty(RiskBrakes.AfterMarks(At(5_033), InForce, Now)); // up by $0.99, a step is $1
        Assert.Equal(Money.FromDollars(1_000) + Fills.Dollars(1.02m), Assert.IsType<HighWaterMarkRaised>(Assert.Single(RiskBrakes.AfterMarks(At(5_034), InForce, Now))).Equity);
        Assert.Empty(RiskBrakes.AfterMarks(At(1_667), InForce, Now));
        var paused = Assert.IsType<TradingStateChanged>(Assert.Single(RiskBrakes.AfterMarks(At(1_666), InForce, Now)));
        Assert.Equal(TradingState.Paused, paused.State);
        Assert.Empty(RiskBrakes.AfterMarks(At(1_666).Apply(paused), InForce, Now));
        Passes(Decide(At(1_666).Apply(RiskBrakes.RearmDrawdown(At(1_666), Now)!), Request(Vegas)));
    }

    [Fact]
    public void An_emptied_book_keeps_the_last_mark_and_an_empty_side_is_worth_nothing()
    {
        var state = Open().Hold(Boston, OrderSide.Bid, 50, 10).WithMark(Boston.Ticker, new Mark(Price.FromCents(40), Price.FromCents(42)));
        Assert.Equal(Money.FromDollars(999), state.Equity);
        Assert.Same(state, state.WithMark(Boston.Ticker, new Mark(null, null)));
        Assert.Equal(Money.FromDollars(995), state.WithMark(Boston.Ticker, new Mark(null, Price.FromCents(1))).Equity);
        Assert.Equal(Money.FromDollars(1_005), state.WithMark(Boston.Ticker, Mark.Determined(Price.One)).Equity);
    }

    [Fact]
    public void Money_moved_in_or_out_is_no_drawdown()
    {
        var state = Open().Apply(new HighWaterMarkRaised(Money.FromDollars(1_000), Now));
        state = state.Apply(new CashOpened(Home, Money.FromDollars(400), Now));
        Assert.Equal(Money.FromDollars(400), state.HighWaterMark);
        Assert.Empty(RiskBrakes.AfterMarks(state, InForce, Now));
    }

    [Fact]
    public void Every_brake_survives_a_restart_by_its_facts_and_by_a_snapshot()
    {
        IJournaled[] facts =
        [
            new CashOpened(Home, Money.FromDollars(1_000), Now),
            Intended("a"), new FillCountSeen(new ClientOrderId("a"), Quantity.FromContracts(2), Now),
            Fills.Fill(1, OrderSide.Bid, 47, 1, 0.0175m, ticker: Boston.Ticker, order: new ClientOrderId("a")),
            Intended("b", Denver), new OrderEnded(new ClientOrderId("b"), OrderEnd.Rejected, Quantity.Zero, null, Now),
            new OrderDoubted(new ClientOrderId("a"), "time-out", Now),
            new CoolDownStarted(Denver.Ticker, Denver.Event, Now + TimeSpan.FromSeconds(120), "REJECT"),
            new TickerFrozen(Vegas.Ticker, "difference", Now),
            new HighWaterMarkRaised(Money.FromDollars(1_001), Now),
            new SwitchChanged(Domain.Ports.SwitchScope.Series, "KXEPLGAME", false, "operator", Now),
            new TradingStateChanged(TradingState.Paused, "risk", "REJECT_RATE", Now),
        ];
        RiskState Fold() => facts.Aggregate(Open(), (state, fact) => state.Apply(fact));
        var run = SnapshotText.Of(Fold().ToSnapshot());
        Assert.Equal(run, SnapshotText.Of(Fold().ToSnapshot()));
        var restored = RiskState.Restore(Fold().ToSnapshot());
        Assert.Equal(run, SnapshotText.Of(restored.ToSnapshot()));
        Assert.Equal(Fold().AccountExposure, restored.AccountExposure);
        // Each fact once more, as a journal may hold after a torn write: orders, fills and settlements are not counted twice.
        Assert.Equal(Fold().AccountExposure, Fold().Apply(facts[1]).Apply(facts[3]).AccountExposure);
    }

    [Fact]
    public void The_report_shows_value_arming_and_the_last_binding_of_every_code()
    {
        var report = new LimitReport();
        report.Note(Decide(Open()), Boston.Ticker, Now);
        var frozen = Open().Apply(new TickerFrozen(Boston.Ticker, "difference", Now));
        report.Note(Decide(frozen), Boston.Ticker, Now + TimeSpan.FromSeconds(1));
        var lines = report.Lines(InForce);
        Assert.Equal(Enum.GetValues<RefusalCode>(), lines.Select(line => line.Code));
        Assert.All(lines, line => Assert.True(line.Armed && line.Value.Length > 0));
        var line = lines[(int)RefusalCode.TickerFrozen];
        Assert.Equal((Now + TimeSpan.FromSeconds(1), Boston.Ticker, 1L), (line.Bound, line.BoundBy!.Value, line.TimesBound));
        Assert.Equal(Now, lines[(int)RefusalCode.HardCeiling].Evaluated);
        Assert.Equal(Instant.Never, lines[(int)RefusalCode.NotReducing].Evaluated);
        var off = report.Lines(With((MarketLimits l) => l with { CoolDown = TimeSpan.Zero, MinimumVolume = Quantity.Zero }));
        Assert.Equal([RefusalCode.Volume, RefusalCode.CoolDown], off.Where(l => !l.Armed).Select(l => l.Code));
    }
}
