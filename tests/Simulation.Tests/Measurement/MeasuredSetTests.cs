using System.Collections.Immutable;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Simulation.Measurement;

namespace KalshiArb.Simulation.Tests.Measurement;

/// <summary>A set has no side and no fair value of its own: its legs are orders and fills without a signal.</summary>
public sealed class MeasuredSetTests
{
    private static readonly Ticker Home = new("KXNBAGAME-G1-HOM");
    private static readonly Instant Now = Instant.FromUnixSeconds(1_800_000_000);

    [Fact]
    public void The_legs_of_a_set_are_measured_as_fills_of_its_strategy_and_its_signal_is_none()
    {
        var recorder = new RunRecorder(new Blind());
        void Say(DecisionKind kind, string code, string text) => recorder.Decided(1, Now, new DecisionEntry(kind, Home, code, text), []);
        // An earlier signal on the same market, which was refused, is not the leg's.
        Say(DecisionKind.Signal, "score-edge", "strategy=score-edge outcome=yes side=bid limit=0.4300 liquidity=taker fair=0.5000 source=score edge=6c net=$0.03 displayed=10 break_even=0.5 momentum=1 received_ago=1s stamped_ago=1s");
        Say(DecisionKind.Refused, "COOL_DOWN", "cooling down");

        Say(DecisionKind.Signal, "sets", "set=all_yes count=7 cost=$6.8 worst=void worst_profit=$0.1 void_by=odds legs=KXNBAGAME-G1-HOM@0.4400x20");
        Say(DecisionKind.Approved, "SET_LEG", "count=7 reserved=$3.2");
        Say(DecisionKind.Intent, "ENTRY", "order=ka-1-e-1 strategy=sets side=BID limit=0.4400 count=7 liquidity=taker reserved=$3.2");
        Say(DecisionKind.Booked, "FILL", "fill=f1 order=ka-1-e-1 role=ENTRY side=BID price=0.4400 count=7 fee=$0.12 liquidity=TAKER");

        var run = recorder.Finish(Now);
        var order = Assert.Single(run.Orders);
        Assert.Equal(("sets", null), (order.Strategy, order.Signal));
        Assert.Same(order, Assert.Single(run.Fills).Order);
        Assert.Equal("score-edge", Assert.Single(run.Signals).Strategy);
    }

    /// <summary>A core that knows no market.</summary>
    private sealed class Blind : ICoreSight
    {
        public MarketMoment? Of(Ticker ticker, Instant at) => null;

        public ImmutableArray<OpeningPosition> Opening() => [];
    }
}
