using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Positions;
using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Settings;
using KalshiArb.Domain.Tests.Positions;
using static KalshiArb.Domain.Tests.Risk.Desk;

namespace KalshiArb.Domain.Tests.Risk;

/// <summary>A strategy or a sport whose fills lose against the mid a minute later is stopped until an operator enables it.</summary>
public class MarkOutTests
{
    private static readonly MarkOutSettings Rule = new(TimeSpan.FromSeconds(60), 3, PriceOffset.FromCents(2));
    private static readonly DecisionSettings Judged = InForce with { MarkOut = Rule };
    private int _fills;

    /// <summary>An entry that fills, and its mark-out in micro-dollars a contract.</summary>
    private RiskState Fill(RiskState state, long micros, MarketFacts? market = null, decimal count = 1, List<IJournaled>? brakes = null)
    {
        var number = ++_fills;
        var id = new ClientOrderId($"o{number}");
        state = state.Apply(Intended(id.Value, market)).Apply(Fills.Fill(number, OrderSide.Bid, 47, count, ticker: (market ?? Boston).Ticker, order: id));
        var fill = state.MarkOuts.Waiting[^1];
        var measured = MarkOuts.Measure(fill, new Mark(Price.FromCents(46), Price.FromCents(48)), Rule, Now + Rule.Horizon) with { MarkOut = Money.FromMicros(micros) };
        var after = state.Apply(measured);
        brakes?.AddRange(RiskBrakes.After(state, measured, after, Judged, Now).Where(fact => fact is MarkOutStopped));
        return after;
    }

    [Theory]
    [InlineData(OrderSide.Bid, 44, 47, -15_000)]
    [InlineData(OrderSide.Ask, 44, 47, 15_000)]
    [InlineData(OrderSide.Bid, 50, 51, 35_000)]
    public void It_is_the_mid_less_the_price_signed_for_the_side_bought(OrderSide side, int bid, int ask, long micros)
    {
        var fill = new UnmeasuredFill(new FillId("f"), new VenueOrderId("v"), Boston.Ticker, Strategy, side, Price.FromCents(47), Quantity.FromContracts(1), Now);
        var book = new Mark(Price.FromCents(bid), Price.FromCents(ask));

        Assert.Equal(micros, MarkOuts.Measure(fill, book, Rule, Now + Rule.Horizon).MarkOut!.Value.Micros);
        Assert.Null(MarkOuts.Measure(fill, book with { Bid = null }, Rule, Now + Rule.Horizon).MarkOut);
        Assert.Null(MarkOuts.Measure(fill, null, Rule, Now + Rule.Horizon).MarkOut);
        Assert.Null(MarkOuts.Measure(fill, book, Rule, Now + Rule.Horizon + TimeSpan.FromSeconds(6)).MarkOut);
    }

    [Fact]
    public void A_leg_of_a_set_is_not_measured_since_it_was_not_bought_for_where_its_own_mid_goes()
    {
        var id = new ClientOrderId("o-set");
        var state = Open().Apply(Intended(id.Value) with { Strategy = new StrategyId("sets") }).Apply(Fills.Fill(950, OrderSide.Bid, 47, 1, ticker: Boston.Ticker, order: id));

        Assert.Empty(state.MarkOuts.Waiting);
        Assert.Equal(Quantity.FromContracts(1), state.Ledger.Of(Boston.Ticker).Quantity);
    }

    [Fact]
    public void The_last_fills_below_the_limit_stop_strategy_and_series_once()
    {
        var (state, brakes) = (Open(), new List<IJournaled>());
        state = Fill(Fill(state, -30_000, brakes: brakes), -30_000, brakes: brakes);
        Assert.Empty(brakes);

        state = Fill(state, -1_000, brakes: brakes);

        Assert.Equal(
            [(SwitchScope.Strategy, "edge", -20_333L), (SwitchScope.Series, "KXNBAGAME", -20_333L)],
            brakes.Cast<MarkOutStopped>().Select(stop => (stop.Scope, stop.Name, stop.Mean.Micros)));
        state = brakes.Aggregate(state, (before, fact) => before.Apply(fact));
        Fill(state, -90_000, brakes: brakes);
        Assert.Equal(2, brakes.Count);
        Refuses(RefusalCode.MarkOut, Ask(state, Vegas));
    }

    [Fact]
    public void A_mean_at_the_limit_stops_nothing_and_each_fill_weighs_by_its_contracts()
    {
        var (state, brakes) = (Open(), new List<IJournaled>());
        Fill(Fill(Fill(state, -20_000, brakes: brakes), -20_000, brakes: brakes), -20_000, brakes: brakes);
        Assert.Empty(brakes);

        Fill(Fill(Fill(state, 10_000, brakes: brakes), 10_000, brakes: brakes), -30_000, count: 8, brakes: brakes);
        Assert.Equal(-22_000, Assert.IsType<MarkOutStopped>(brakes[0]).Mean.Micros);
    }

    [Fact]
    public void A_sport_is_stopped_alone_when_the_strategy_does_well_elsewhere()
    {
        var (state, brakes) = (Open(), new List<IJournaled>());
        for (var i = 0; i < 3; i++)
        {
            state = Fill(state, -30_000, Boston, brakes: brakes);
            foreach (var stop in brakes) state = state.Apply(stop);
            state = Fill(Fill(state, 40_000, Vegas, brakes: brakes), 40_000, Vegas, brakes: brakes);
        }

        Assert.Equal((SwitchScope.Series, "KXNBAGAME"), (Assert.IsType<MarkOutStopped>(Assert.Single(brakes)).Scope, ((MarkOutStopped)brakes[0]).Name));
        state = state.Apply(brakes[0]);
        Refuses(RefusalCode.MarkOut, Ask(state, Denver));
        Assert.Null(state.MarkOuts.WhyStopped(Strategy, Vegas.Series));
    }

    [Fact]
    public void An_operators_enable_lifts_it_and_judges_anew()
    {
        var (state, brakes) = (Open(), new List<IJournaled>());
        for (var i = 0; i < 3; i++) state = Fill(state, -30_000, brakes: brakes);
        foreach (var stop in brakes) state = state.Apply(stop);
        state = state.Apply(new SwitchChanged(SwitchScope.Strategy, "edge", true, "operator", Now));
        Refuses(RefusalCode.MarkOut, Ask(state, Denver));

        state = state.Apply(new SwitchChanged(SwitchScope.Series, "KXNBAGAME", true, "operator", Now));

        Passes(Ask(state, Vegas));
        Assert.Empty(state.MarkOuts.Samples);
    }

    [Fact]
    public void Fills_of_exits_are_not_measured()
    {
        var id = new ClientOrderId("x");
        var state = Open().Hold(Boston, OrderSide.Bid, 47, 10).Apply(Intended("x", side: OrderSide.Ask, role: OrderRole.Exit));

        Assert.Empty(state.Apply(Fills.Fill(5, OrderSide.Ask, 40, 10, ticker: Boston.Ticker, order: id)).MarkOuts.Waiting);
    }

    [Fact]
    public void What_waits_was_measured_and_is_stopped_survives_a_snapshot()
    {
        var state = Fill(Fill(Open(), -30_000), 10_000).Apply(new MarkOutStopped(SwitchScope.Series, "KXNBAGAME", Money.FromMicros(-30_000), 3, Now));
        state = state.Apply(Intended("w")).Apply(Fills.Fill(99, OrderSide.Bid, 47, 1, ticker: Boston.Ticker, order: new ClientOrderId("w")));

        var restored = RiskState.Restore(state.ToSnapshot());

        Assert.Equal(SnapshotText.Of(state.ToSnapshot()), SnapshotText.Of(restored.ToSnapshot()));
        Assert.Equal((1, 2, 1), (restored.MarkOuts.Waiting.Count, restored.MarkOuts.Samples.Count, restored.MarkOuts.Stops.Count));
    }

    private static Permission Ask(RiskState state, MarketFacts market) => Decide(
        state, Request(market), With((AccountLimits a) => a with { MaxOrders = 1_000, MaxMarkets = 100 }) with { MarkOut = Rule });
}
