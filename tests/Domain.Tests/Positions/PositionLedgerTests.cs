using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Positions;
using static KalshiArb.Domain.Tests.Positions.Fills;

namespace KalshiArb.Domain.Tests.Positions;

public class PositionLedgerTests
{
    private static readonly PositionLedger Opened = PositionLedger.Empty
        .Apply(new CashOpened(Home, Money.FromDollars(1_000), Evening - TimeSpan.FromHours(1)))
        .Learn(Boston, Home);

    private static Money CashAfter(params IJournaled[] facts) => facts.Aggregate(Opened, (ledger, fact) => ledger.Apply(fact)).Cash[Home];

    private static SettlementBooked Settled(int cents, decimal position, decimal revenue, int minutes = 120) => new(
        Boston, Price.FromCents(cents), Contracts(position), Dollars(revenue), Evening + TimeSpan.FromMinutes(minutes), Evening + TimeSpan.FromMinutes(minutes));

    [Fact]
    public void Buying_yes_pays_price_times_count_and_the_fee() =>
        Assert.Equal(Dollars(995.1256m), CashAfter(Fill(1, OrderSide.Bid, 47, 10, 0.1744m)));

    [Fact]
    public void An_ask_that_opens_no_pays_the_complement_and_the_fee() =>
        Assert.Equal(Dollars(994.5256m), CashAfter(Fill(1, OrderSide.Ask, 47, 10, 0.1744m)));

    [Fact]
    public void Selling_yes_when_long_receives_price_times_count_less_the_fee() =>
        Assert.Equal(Dollars(1_000 - 4.70m - 0.10m + 5.40m - 0.20m), CashAfter(Fill(1, OrderSide.Bid, 47, 10, 0.10m), Fill(2, OrderSide.Ask, 54, 10, 0.20m)));

    [Fact]
    public void Buying_yes_when_long_no_returns_a_dollar_a_pair() =>
        Assert.Equal(Dollars(1_000 - 5.30m + 10 - 6m), CashAfter(Fill(1, OrderSide.Ask, 47, 10), Fill(2, OrderSide.Bid, 60, 10)));

    [Fact]
    public void A_fill_that_crosses_zero_closes_first_and_opens_with_the_rest()
    {
        var ledger = Opened.Apply(Fill(1, OrderSide.Bid, 40, 4, 0.08m)).Apply(Fill(2, OrderSide.Ask, 50, 10, 0.20m));
        var position = ledger.Of(Boston);
        Assert.Equal(Contracts(-6), position.Quantity);
        Assert.Equal(Dollars(3m), position.Cost);
        Assert.Equal(Dollars(0.12m), position.CostFees);
        // Sold 4 at 0.50 that cost 0.40, less the entry's fee and 4/10 of this fill's.
        Assert.Equal(Dollars(0.40m - 0.08m - 0.08m), position.RealizedPnl);
        Assert.Equal(Dollars(1_000 - 1.60m - 0.08m + 2m - 3m - 0.20m), ledger.Cash[Home]);
    }

    [Fact]
    public void Average_cost_is_on_the_held_side_with_fees_and_rounded_against_us()
    {
        var ledger = Opened.Apply(Fill(1, OrderSide.Ask, 47, 1, 0.0175m)).Apply(Fill(2, OrderSide.Ask, 46, 2, 0.035m));
        // (0.53 + 1.08 + 0.0525) / 3 = 0.554166…
        Assert.Equal(Dollars(0.554167m), ledger.Of(Boston).AverageCost);
    }

    [Fact]
    public void Fractions_are_booked_to_the_micro_dollar()
    {
        var ledger = Opened.Apply(Fill(1, OrderSide.Bid, 33, 0.37m, 0.0058m)).Apply(Fill(2, OrderSide.Ask, 35, 0.15m, 0.0024m));
        Assert.Equal(Contracts(0.22m), ledger.Of(Boston).Quantity);
        Assert.Equal(Dollars(1_000 - 0.1221m - 0.0058m + 0.0525m - 0.0024m), ledger.Cash[Home]);
    }

    [Fact]
    public void A_fill_booked_twice_changes_nothing()
    {
        var once = Opened.Apply(Fill(1, OrderSide.Bid, 47, 10, 0.17m));
        Assert.Same(once, once.Apply(Fill(1, OrderSide.Bid, 47, 10, 0.17m)));
        Assert.Equal(Familiarity.Known, once.Check(new FillId("fill-1"), new VenueOrderId("venue-1"), Evening));
    }

    [Fact]
    public void The_same_match_on_another_order_is_another_fill()
    {
        var one = Fill(1, OrderSide.Bid, 47, 10);
        var ledger = Opened.Apply(one).Apply(one with { VenueOrder = new VenueOrderId("venue-2") });
        Assert.Equal(Contracts(20), ledger.Of(Boston).Quantity);
    }

    [Fact]
    public void A_full_memory_forgets_the_oldest_and_then_books_nothing_as_old_as_that()
    {
        var memory = FillMemory.Empty(capacity: 3);
        for (var i = 1; i <= 5; i++) memory = memory.Add(new FillKey(new VenueOrderId("o"), new FillId($"f{i}")), Evening + TimeSpan.FromMinutes(i));
        Assert.Equal(3, memory.Count);
        Assert.Equal(Evening + TimeSpan.FromMinutes(2), memory.Horizon);
        Assert.Equal(Familiarity.Known, memory.Check(new FillKey(new VenueOrderId("o"), new FillId("f3")), Evening + TimeSpan.FromMinutes(3)));
        Assert.Equal(Familiarity.BeyondMemory, memory.Check(new FillKey(new VenueOrderId("o"), new FillId("f2")), Evening + TimeSpan.FromMinutes(2)));
        Assert.Equal(Familiarity.New, memory.Check(new FillKey(new VenueOrderId("o"), new FillId("f6")), Evening + TimeSpan.FromMinutes(3)));
    }

    [Theory]
    [InlineData(10, 100, 10)]
    [InlineData(10, 0, 0)]
    [InlineData(10, 50, 5)]
    [InlineData(-10, 100, 0)]
    [InlineData(-10, 0, 10)]
    [InlineData(-10, 25, 7.5)]
    public void A_settlement_pays_one_dollar_nothing_or_the_scalar_and_ends_the_position(int position, int cents, double revenue)
    {
        Assert.Equal(Dollars((decimal)revenue), PositionLedger.SettlementRevenue(Contracts(position), Price.FromCents(cents)));
        var ledger = Opened
            .Apply(Fill(1, position > 0 ? OrderSide.Bid : OrderSide.Ask, 40, Math.Abs(position), 0.10m))
            .Apply(Settled(cents, position, (decimal)revenue));
        var paid = position > 0 ? 4.10m : 6.10m;
        Assert.True(ledger.Of(Boston).IsFlat);
        Assert.Equal(Dollars((decimal)revenue - paid), ledger.Of(Boston).RealizedPnl);
        Assert.Equal(Dollars(1_000 + (decimal)revenue - paid), ledger.Cash[Home]);
    }

    [Fact]
    public void A_settlement_booked_twice_changes_nothing_and_a_changed_result_books_the_difference()
    {
        var settled = Opened.Apply(Fill(1, OrderSide.Bid, 40, 10)).Apply(Settled(100, 10, 10));
        Assert.Same(settled, settled.Apply(Settled(100, 10, 10)));
        Assert.Equal(Familiarity.Changed, settled.CheckSettlement(Boston, Price.Zero, Contracts(10), Money.Zero, Evening + TimeSpan.FromMinutes(300)));
        var corrected = settled.Apply(Settled(0, 10, 0, minutes: 300));
        Assert.Equal(Dollars(996), corrected.Cash[Home]);
        Assert.Equal(Dollars(-4), corrected.RealizedPnl);
        Assert.Equal(Familiarity.Known, corrected.CheckSettlement(Boston, Price.One, Contracts(10), Dollars(10), Evening));
    }

    [Fact]
    public void Open_profit_is_marked_at_the_price_at_which_the_position_could_be_left()
    {
        var mark = new Mark(Price.FromCents(45), Price.FromCents(49));
        Assert.Equal(Dollars(-0.30m), Opened.Apply(Fill(1, OrderSide.Bid, 47, 10, 0.10m)).Of(Boston).OpenPnl(mark));
        Assert.Equal(Dollars(-0.30m), Opened.Apply(Fill(1, OrderSide.Ask, 47, 10, 0.10m)).Of(Boston).OpenPnl(mark));
        Assert.Equal(Money.Zero, Opened.Apply(Fill(1, OrderSide.Bid, 47, 10)).Of(Boston).ExecutableValue(mark with { Bid = null }));
    }

    [Fact]
    public void Entry_fees_count_on_the_day_they_are_paid_and_profit_on_the_day_it_is_closed()
    {
        var ledger = Opened.Apply(Fill(1, OrderSide.Bid, 47, 10, 0.10m));
        Assert.Equal(Dollars(-0.10m), ledger.DayAt(Evening).Result);
        // Midnight in New York is 04:00 UTC in October: five hours after the entry.
        var before = Evening + TimeSpan.FromHours(5) - TimeSpan.FromMicroseconds(1);
        Assert.Equal(Dollars(-0.10m), ledger.DayAt(before).Result);
        Assert.Equal(Money.Zero, ledger.DayAt(before + TimeSpan.FromMicroseconds(1)).Result);
        var next = ledger.Apply(Fill(2, OrderSide.Ask, 40, 10, 0.20m, at: Evening + TimeSpan.FromHours(6)));
        Assert.Equal(Dollars(-0.90m), next.DayAt(Evening + TimeSpan.FromHours(6)).Result);
        Assert.Equal(Dollars(-1.00m), next.RealizedPnl);
    }

    [Fact]
    public void A_lost_settlement_counts_against_the_day()
    {
        var settled = Opened.Apply(Fill(1, OrderSide.Bid, 47, 10, 0.10m)).Apply(Settled(0, 10, 0));
        Assert.Equal(Dollars(-4.80m), settled.DayAt(Evening).Result);
        Assert.Equal(Dollars(-4.80m), settled.DayAt(Evening).Low);
        // The result was changed: the day gets back what it had lost.
        Assert.Equal(Dollars(5.20m), settled.Apply(Settled(100, 10, 10, minutes: 180)).DayAt(Evening).Result);
    }

    [Fact]
    public void An_exit_that_ended_without_a_fill_closes_nothing()
    {
        var id = new ClientOrderId("k1-1-x-1");
        var ticket = new OrderTicket(
            id, Boston, OrderSide.Ask, Price.FromCents(50), Contracts(10), TimeInForce.ImmediateOrCancel, OrderRole.Exit,
            PostOnly: false, ReduceOnly: true, null, SelfTradePrevention.Maker, CancelOnPause: false, null, Home);
        var held = Opened.Apply(Fill(1, OrderSide.Bid, 47, 10));
        IJournaled[] life =
        [
            new OrderIntended(ticket, new StrategyId("s"), Money.Zero, Evening), new OrderWritten(id, Evening),
            new OrderAcknowledged(id, new VenueOrderId("v"), Evening), new FillCountSeen(id, Contracts(4), Evening),
            new OrderEnded(id, OrderEnd.Canceled, Contracts(4), null, Evening),
        ];
        Assert.Equal(held.Of(Boston), life.Aggregate(held, (ledger, fact) => ledger.Apply(fact)).Of(Boston));
    }

    [Fact]
    public void The_days_low_stays_after_a_recovery()
    {
        var ledger = Opened.Apply(Fill(1, OrderSide.Bid, 50, 10)).Apply(Fill(2, OrderSide.Ask, 40, 10))
            .Apply(Fill(3, OrderSide.Bid, 40, 10)).Apply(Fill(4, OrderSide.Ask, 60, 10));
        Assert.Equal(Dollars(1), ledger.DayAt(Evening).Result);
        Assert.Equal(Dollars(-1), ledger.DayAt(Evening).Low);
    }

    [Fact]
    public void A_flat_position_leaves_the_next_day_and_its_profit_stays()
    {
        var ledger = Opened.Apply(Fill(1, OrderSide.Bid, 50, 10)).Apply(Fill(2, OrderSide.Ask, 40, 10));
        Assert.Single(ledger.Positions);
        var next = ledger.Apply(Fill(3, OrderSide.Bid, 10, 1, at: Evening + TimeSpan.FromHours(6), ticker: new Ticker("KXNHLGAME-X-Y")));
        Assert.Single(next.Positions);
        Assert.Equal(Dollars(-1), next.RealizedPnl);
    }

    [Fact]
    public void Money_of_a_market_whose_shard_is_not_known_is_counted_and_placed_when_it_is()
    {
        var foreign = new Ticker("KXOTHER-1");
        var ledger = Opened.Apply(Fill(1, OrderSide.Bid, 50, 10, ticker: foreign));
        Assert.Equal(Dollars(1_000), ledger.Cash[Home]);
        Assert.Equal(Dollars(995), ledger.TotalCash);
        var placed = ledger.Learn(foreign, Home);
        Assert.Equal(Dollars(995), placed.Cash[Home]);
        Assert.Equal(Dollars(995), placed.TotalCash);
    }

    [Fact]
    public void A_shard_is_opened_with_the_same_cash_whether_its_markets_are_learned_before_or_when_the_facts_are_folded_anew()
    {
        var foreign = Fill(1, OrderSide.Ask, 41, 5, 0.0847m);
        var before = PositionLedger.Empty.Learn(Boston, Home).Apply(foreign);
        var opened = new CashOpened(Home, before.OpeningOf(Home, Dollars(253.9653m)), Evening);

        Assert.Equal(Dollars(253.9653m), before.Apply(opened).Cash[Home]);
        Assert.Equal(Dollars(253.9653m), PositionLedger.Empty.Apply(foreign).Apply(opened).Learn(Boston, Home).Cash[Home]);
    }

    [Fact]
    public void A_snapshot_restores_the_whole_ledger()
    {
        var ledger = Opened.Apply(Fill(1, OrderSide.Bid, 40, 10, 0.1m)).Apply(Fill(2, OrderSide.Ask, 50, 3, 0.1m))
            .Apply(Fill(3, OrderSide.Bid, 50, 1, ticker: new Ticker("KXOTHER-1"))).Apply(Settled(100, 7, 7));
        var restored = PositionLedger.Restore(ledger.ToSnapshot());
        Assert.Equal(SnapshotText.Of(ledger.ToSnapshot()), SnapshotText.Of(restored.ToSnapshot()));
        Assert.Same(restored, restored.Apply(Fill(2, OrderSide.Ask, 50, 3, 0.1m)));
        Assert.Same(restored, restored.Apply(Settled(100, 7, 7)));
    }
}
