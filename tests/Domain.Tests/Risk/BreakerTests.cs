using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Settings;
using static KalshiArb.Domain.Tests.Risk.Desk;

namespace KalshiArb.Domain.Tests.Risk;

/// <summary>Slow acknowledgements pause; starts that follow crashes kill.</summary>
public class BreakerTests
{
    private static readonly TimeSpan Fast = TimeSpan.FromMilliseconds(80);
    private static readonly TimeSpan SlowOne = TimeSpan.FromMilliseconds(1_400);
    private int _orders;

    /// <summary>One order, written and answered after a while.</summary>
    private RiskState Acknowledge(RiskState state, TimeSpan after, List<IJournaled>? brakes = null)
    {
        var id = new ClientOrderId($"o{++_orders}");
        state = state.Apply(Intended(id.Value)).Apply(new OrderWritten(id, Now));
        var (acknowledged, at) = (new OrderAcknowledged(id, new VenueOrderId(id.Value), Now + after), Now + after);
        var next = state.Apply(acknowledged);
        brakes?.AddRange(RiskBrakes.After(state, acknowledged, next, InForce, at));
        return next.Apply(new OrderEnded(id, OrderEnd.Canceled, Quantity.Zero, null, at));
    }

    [Fact]
    public void Acknowledgements_slower_than_the_limit_pause_once_95_of_100_do_not_keep_it()
    {
        var (state, brakes) = (Open(), new List<IJournaled>());
        for (var i = 0; i < 18; i++) state = Acknowledge(state, Fast, brakes);
        // One slow one of twenty is within the 5 %.
        state = Acknowledge(Acknowledge(state, SlowOne, brakes), Fast, brakes);
        Assert.Empty(brakes);
        Passes(Ask(state));

        state = Acknowledge(state, SlowOne, brakes);

        var paused = Assert.IsType<TradingStateChanged>(Assert.Single(brakes));
        Assert.Equal((TradingState.Paused, RiskBrakes.ByRisk), (paused.State, paused.By));
        Assert.StartsWith("ACK_LATENCY: p95 1.4s", paused.Reason, StringComparison.Ordinal);
        Refuses(RefusalCode.AckLatency, Ask(state));
        Passes(Ask(state.Apply(paused).Apply(new TradingStateChanged(TradingState.Running, "operator", "resumed", Now))));
    }

    [Fact]
    public void Fewer_acknowledgements_than_are_judged_by_pause_nothing()
    {
        var (state, brakes) = (Open(), new List<IJournaled>());
        for (var i = 0; i < 19; i++) state = Acknowledge(state, SlowOne, brakes);

        Assert.Empty(brakes);
        Acknowledge(state, SlowOne, brakes);
        Assert.Single(brakes);
    }

    [Fact]
    public void An_order_in_doubt_counts_when_it_has_waited_too_long_and_not_when_the_answer_was_a_quick_error()
    {
        RiskState Doubt(RiskState state, TimeSpan after)
        {
            var id = new ClientOrderId($"o{++_orders}");
            return state.Apply(Intended(id.Value)).Apply(new OrderDoubted(id, "no answer", Now + after));
        }

        var fast = Open();
        for (var i = 0; i < 20; i++) fast = Acknowledge(fast, Fast);

        Assert.Null(Doubt(Doubt(fast, Fast), Fast).Acks.Slow(InForce.Breakers!));
        Assert.Equal(TimeSpan.FromSeconds(30), Doubt(Doubt(fast, TimeSpan.FromSeconds(30)), TimeSpan.FromSeconds(30)).Acks.Slow(InForce.Breakers!));
    }

    [Fact]
    public void What_an_earlier_run_left_without_an_answer_says_nothing_about_the_exchange()
    {
        var id = new ClientOrderId("o1");
        var state = Open().Apply(Intended(id.Value)).Apply(new RunStarted(2, Now + TimeSpan.FromHours(1), "test"));

        Assert.Empty(state.Apply(new OrderAcknowledged(id, new VenueOrderId("v"), Now + TimeSpan.FromHours(1))).Acks.Samples);
    }

    [Fact]
    public void The_third_start_within_ten_minutes_that_follows_a_crash_kills()
    {
        var history = Start(Start(StartHistory.None, 0), 60);
        history = Start(history, 120);
        Assert.Null(history.WhyKilled(InForce.Breakers, At(120)));

        history = Start(history, 180);

        Assert.StartsWith("UNCLEAN_STARTS: 3 starts within 600s", history.WhyKilled(InForce.Breakers, At(180)), StringComparison.Ordinal);
        // The first of the three has left the window.
        Assert.Null(history.WhyKilled(InForce.Breakers, At(660)));
    }

    [Fact]
    public void A_run_that_ended_in_good_order_makes_the_next_start_clean()
    {
        var history = StartHistory.None;
        for (var run = 0; run < 10; run++)
        {
            history = Start(history, run);
            Assert.Null(history.WhyKilled(InForce.Breakers, At(run)));
            history = history.Apply(new RunEnded(run, "Ctrl-C", At(run)));
        }

        Assert.Empty(history.Unclean);
    }

    [Fact]
    public void A_reset_of_killed_begins_anew_and_a_resume_of_a_pause_does_not()
    {
        var history = StartHistory.None;
        for (var run = 0; run < 4; run++) history = Start(history, run);
        Assert.Equal(3, history.Apply(State(TradingState.Paused)).Apply(State(TradingState.Running)).Unclean.Count);
        var killed = history.Apply(State(TradingState.Killed));
        Assert.Null(killed.WhyKilled(InForce.Breakers, At(3)));

        Assert.Null(Start(killed.Apply(State(TradingState.Running)), 4).WhyKilled(InForce.Breakers, At(4)));
    }

    /// <summary>Another market, and no limit on the rate of orders.</summary>
    private static Permission Ask(RiskState state) => Decide(state, Request(Vegas), With((AccountLimits a) => a with { MaxOrders = 1_000 }));

    private static Instant At(int seconds) => Now + TimeSpan.FromSeconds(seconds);

    private static StartHistory Start(StartHistory history, int seconds) => history.Apply(new RunStarted(seconds, At(seconds), "test"));

    private static TradingStateChanged State(TradingState state) => new(state, "test", "test", Now);
}
