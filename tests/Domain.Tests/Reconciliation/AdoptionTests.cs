using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Positions;
using KalshiArb.Domain.Reconciliation;
using KalshiArb.Domain.Tests.Positions;

namespace KalshiArb.Domain.Tests.Reconciliation;

/// <summary>An operator takes over the exchange's position: the numbers are set, no trade is told, and cash and result add up.</summary>
public sealed class AdoptionTests
{
    private static readonly Ticker Boston = Fills.Boston;
    private static readonly Ticker Denver = new("KXNBAGAME-26OCT17DENLAL-DEN");
    private static readonly Shard Shard = new(3);

    private Instant _now = Fills.Evening + TimeSpan.FromMinutes(10);
    private ReconcileState _state = ReconcileState.Initial.Begin();
    private PositionLedger _ledger = PositionLedger.Empty
        .Apply(new CashOpened(Shard, Money.FromDollars(1_000), Fills.Evening)).Learn(Fills.Boston, Shard).Learn(new Ticker("KXNBAGAME-26OCT17DENLAL-DEN"), Shard);

    /// <summary>The exchange shows the same twice.</summary>
    private AdoptionTests Shows(decimal cash, params (Ticker Ticker, decimal Position, decimal Cost)[] positions)
    {
        for (var i = 0; i < 2; i++)
        {
            _now += TimeSpan.FromSeconds(5);
            _state = _state with { AskedAt = _now, Pass = _state.Pass + 1 };
            var listing = new AccountListed(
                _state.Pass, [], [],
                [.. positions.Select(row => new VenuePosition(row.Ticker, Fills.Contracts(row.Position), Money.Zero, Money.Zero) { Cost = Fills.Dollars(row.Cost) })],
                [], [new ShardCash(Shard, Fills.Dollars(cash))], _now);
            var view = new LedgerView(
                System.Collections.Immutable.ImmutableSortedDictionary.CreateRange(_ledger.Positions.Where(p => !p.Value.IsFlat).Select(p => KeyValuePair.Create(p.Key, p.Value.Quantity))), _ledger.Cash);
            var decision = _state.OnListing(OrderRegistry.Empty, view, listing, _now);
            _state = decision.Facts.Aggregate(decision.State, (state, fact) => state.Apply(fact));
        }

        return this;
    }

    private AdoptionDecision Ask(Ticker ticker, OrderRegistry? orders = null) => AdoptionRules.Decide(_state, orders ?? OrderRegistry.Empty, _ledger, ticker, "test", "looked", _now);

    private PositionAdopted Adopt(Ticker ticker)
    {
        var adopted = Assert.IsType<AdoptionDecision.Adopted>(Ask(ticker));
        foreach (var fact in adopted.Facts)
        {
            _ledger = _ledger.Apply(fact);
            _state = _state.Apply(fact);
        }

        Assert.IsType<TickerThawed>(adopted.Facts[^1]);
        return (PositionAdopted)adopted.Facts[0];
    }

    [Fact]
    public void A_buy_that_we_did_not_see_is_taken_at_the_exchanges_cost_and_cash()
    {
        Shows(995.528m, (Boston, 10, 4.3m));

        var fact = Adopt(Boston);

        // $4.30 of cost and $0.172 of fees left the account: the fees are the result.
        Assert.Equal((Fills.Dollars(-4.472m), Fills.Dollars(-0.172m)), (fact.Cash, fact.Result));
        Assert.Equal((Fills.Contracts(10), Fills.Dollars(4.3m)), (_ledger.Of(Boston).Quantity, _ledger.Of(Boston).CostWithFees));
        Assert.Equal(Fills.Dollars(995.528m), _ledger.TotalCash);
        AddsUp();
    }

    [Fact]
    public void A_sale_that_we_did_not_see_books_what_it_earned()
    {
        _ledger = _ledger.Apply(Fills.Fill(1, OrderSide.Bid, 43, 10, 0.172m));
        Shows(995.528m + 5.3m);

        var fact = Adopt(Boston);

        Assert.Equal(Fills.Dollars(5.3m - 4.472m), fact.Result);
        Assert.True(_ledger.Of(Boston).IsFlat);
        Assert.Equal(Fills.Dollars(5.3m - 4.472m), _ledger.RealizedPnl);
        Assert.Equal(_ledger.RealizedPnl, _ledger.DayAt(_now).Result);
        AddsUp();
    }

    [Fact]
    public void A_flip_that_we_did_not_see_on_fractions_adds_up()
    {
        _ledger = _ledger.Apply(Fills.Fill(1, OrderSide.Bid, 43, 0.37m, 0.01m));
        Shows(1_000m - 0.1691m + 0.2m - 0.4m, (Boston, -0.63m, 0.4m));

        Adopt(Boston);

        Assert.Equal(Fills.Contracts(-0.63m), _ledger.Of(Boston).Quantity);
        AddsUp();
    }

    [Fact]
    public void While_another_market_differs_the_first_is_taken_at_cost_and_the_last_takes_the_cash()
    {
        Shows(993m, (Boston, 10, 4.3m), (Denver, 5, 2.5m));

        var first = Adopt(Boston);
        Assert.Equal((Fills.Dollars(-4.3m), Money.Zero), (first.Cash, first.Result));
        Assert.Contains("the account moved", Assert.IsType<AdoptionDecision.Refused>(Ask(Denver)).Text, StringComparison.Ordinal);
        Shows(993m, (Boston, 10, 4.3m), (Denver, 5, 2.5m));
        var last = Adopt(Denver);

        Assert.Equal((Fills.Dollars(-2.7m), Fills.Dollars(-0.2m)), (last.Cash, last.Result));
        Assert.Equal(Fills.Dollars(993m), _ledger.TotalCash);
        AddsUp();
    }

    [Fact]
    public void A_gap_in_cash_that_the_contracts_cannot_explain_is_left()
    {
        Shows(1_500m, (Boston, 10, 4.3m));

        var fact = Adopt(Boston);

        Assert.Equal((Fills.Dollars(-4.3m), Money.Zero), (fact.Cash, fact.Result));
        AddsUp();
    }

    [Fact]
    public void Fills_that_the_listing_held_change_nothing_when_they_come_and_later_ones_do()
    {
        Shows(995.7m, (Boston, 10, 4.3m));
        var asOf = Adopt(Boston).AsOf;
        var cash = _ledger.TotalCash;

        var late = Fills.Fill(7, OrderSide.Bid, 43, 10, 0, ticker: Boston) with { TradedAt = asOf };
        _ledger = _ledger.Apply(late);
        Assert.Equal((Fills.Contracts(10), cash), (_ledger.Of(Boston).Quantity, _ledger.TotalCash));
        Assert.Equal(Familiarity.Known, _ledger.Check(late.Fill, late.VenueOrder, late.TradedAt));

        _ledger = _ledger.Apply(Fills.Fill(8, OrderSide.Ask, 50, 4, 0, ticker: Boston) with { TradedAt = asOf + TimeSpan.FromSeconds(1) });
        Assert.Equal(Fills.Contracts(6), _ledger.Of(Boston).Quantity);
        Assert.Equal(Fills.Contracts(6), PositionLedger.Restore(_ledger.ToSnapshot()).Apply(late with { Fill = new FillId("again") }).Of(Boston).Quantity);
    }

    [Fact]
    public void It_is_refused_without_a_difference_in_doubt_while_an_order_may_fill_and_after_a_move()
    {
        void Refused(string text, OrderRegistry? orders = null) => Assert.Contains(text, Assert.IsType<AdoptionDecision.Refused>(Ask(Boston, orders)).Text, StringComparison.Ordinal);

        Shows(1_000m);
        Refused("no difference");
        Shows(995.7m, (Boston, 10, 4.3m));
        var id = new ClientOrderId("o1");
        var working = OrderRegistry.Empty.Apply(Risk.Desk.Intended("o1"));
        Refused("Position " + Boston + ": ours 0, exchange 10; order o1 has not ended (Intended)", working);
        Refused("order o1 is in doubt (no answer)", working.Apply(new OrderDoubted(id, "no answer", _now)));
        _state = _state.Touched(Boston, _now);
        Refused("moved after that listing");
    }

    [Fact]
    public void An_ended_order_that_is_owed_fills_leaves_with_the_adoption()
    {
        Shows(995.7m, (Boston, 10, 4.3m));
        var owed = OrderRegistry.Empty.Apply(Risk.Desk.Intended("o1"))
            .Apply(new OrderEnded(new ClientOrderId("o1"), OrderEnd.Executed, Fills.Contracts(10), null, _now));
        Assert.True(owed.HasOrders);

        var adopted = Assert.IsType<AdoptionDecision.Adopted>(Ask(Boston, owed));

        Assert.False(owed.Apply(adopted.Facts[0]).HasOrders);
    }

    /// <summary>What the account has gained is what was realized, less what is still tied up in cost.</summary>
    private void AddsUp()
    {
        var tied = Money.Zero;
        foreach (var (_, position) in _ledger.Positions) tied += position.CostWithFees;
        Assert.Equal(_ledger.TotalCash - Money.FromDollars(1_000), _ledger.RealizedPnl - tied);
    }
}
