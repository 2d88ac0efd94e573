using CsCheck;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Positions;
using static KalshiArb.Domain.Tests.Positions.Fills;

namespace KalshiArb.Domain.Tests.Positions;

/// <summary>The ledger against a twin that holds every hundredth of a contract by itself.</summary>
public class LedgerPropertyTests
{
    private sealed class Twin
    {
        internal decimal Cash { get; private set; }
        internal int Position { get; private set; }

        internal void Fill(OrderSide side, decimal price, long hundredths, decimal fee)
        {
            Cash -= fee;
            for (var i = 0; i < hundredths; i++)
            {
                var closes = side == OrderSide.Bid ? Position < 0 : Position > 0;
                var bought = side == OrderSide.Bid ? price : 1 - price;
                Cash += (closes ? 1 - bought : -bought) / 100;
                Position += side == OrderSide.Bid ? 1 : -1;
            }
        }
    }

    private static readonly Gen<(OrderSide Side, int Units, int Hundredths, int Fee)> Trade = Gen.Select(
        Gen.Bool.Select(bid => bid ? OrderSide.Bid : OrderSide.Ask), Gen.Int[1, 9_999], Gen.Int[1, 400], Gen.Int[0, 20_000]);

    private static (PositionLedger Ledger, Twin Twin) Run((OrderSide Side, int Units, int Hundredths, int Fee)[] trades)
    {
        var ledger = PositionLedger.Empty.Apply(new CashOpened(Home, Money.Zero, Evening)).Learn(Boston, Home);
        var twin = new Twin();
        for (var i = 0; i < trades.Length; i++)
        {
            var (side, units, hundredths, fee) = trades[i];
            var fill = Fill(i, side, 1, 1) with
            {
                Price = Price.FromUnits(units), Count = Quantity.FromHundredths(hundredths), Fee = Money.FromMicros(fee),
            };
            ledger = ledger.Apply(fill).Apply(fill);
            twin.Fill(side, units / 10_000m, hundredths, fee / 1_000_000m);
        }

        return (ledger, twin);
    }

    [Fact]
    public void Fills_may_come_after_the_settlement_of_their_market() =>
        Gen.Select(Trade.Array[1, 8], Gen.Int[0, 7], Gen.Int[0, 100]).Sample((trades, known, cents) =>
        {
            var fills = trades.Select((trade, i) => Fill(i, trade.Side, 1, 1) with
            {
                Price = Price.FromUnits(trade.Units), Count = Quantity.FromHundredths(trade.Hundredths), Fee = Money.FromMicros(trade.Fee),
            }).ToArray();
            var (_, twin) = Run(trades);
            var (position, value) = (Quantity.FromHundredths(twin.Position), Price.FromCents(cents));
            var settled = new SettlementBooked(Boston, value, position, PositionLedger.SettlementRevenue(position, value), Evening + TimeSpan.FromHours(1), Evening);
            var opened = PositionLedger.Empty.Apply(new CashOpened(Home, Money.Zero, Evening)).Learn(Boston, Home);
            var inOrder = fills.Aggregate(opened, (ledger, fill) => ledger.Apply(fill)).Apply(settled);
            var late = fills.Skip(known).Aggregate(fills.Take(known).Aggregate(opened, (ledger, fill) => ledger.Apply(fill)).Apply(settled), (ledger, fill) => ledger.Apply(fill).Apply(fill));
            Assert.True(late.Of(Boston).IsFlat);
            Assert.Equal(inOrder.Cash[Home], late.Cash[Home]);
            Assert.Equal((inOrder.Fees, inOrder.RealizedPnl), (late.Fees, late.RealizedPnl));
            Assert.Equal(inOrder.Of(Boston), late.Of(Boston));
            Assert.Equal(inOrder.DayAt(Evening).Result, late.DayAt(Evening).Result);
        }, iter: 1_000);

    [Fact]
    public void Cash_and_position_equal_those_of_a_twin_that_trades_every_hundredth_by_itself() =>
        Trade.Array[1, 12].Sample(trades =>
        {
            var (ledger, twin) = Run(trades);
            Assert.Equal(twin.Position, ledger.Of(Boston).Quantity.Hundredths);
            Assert.Equal(twin.Cash, ledger.Cash[Home].Micros / 1_000_000m);
        }, iter: 300);

    [Fact]
    public void Cash_is_realized_profit_less_the_cost_of_what_is_held() =>
        Trade.Array[1, 12].Sample(trades =>
        {
            var (ledger, _) = Run(trades);
            var position = ledger.Of(Boston);
            Assert.Equal(ledger.Cash[Home], position.RealizedPnl - position.CostWithFees);
            Assert.Equal(position.RealizedPnl, ledger.RealizedPnl);
            Assert.Equal(ledger.DayAt(Evening).Result, ledger.RealizedPnl - position.CostFees);
            Assert.True(position.Cost.Micros >= 0 && position.CostFees.Micros >= 0);
            Assert.True(!position.IsFlat || position.CostWithFees == Money.Zero);
        }, iter: 1_000);

    [Fact]
    public void Settling_at_the_executable_price_is_worth_the_executable_value() =>
        Gen.Select(Trade.Array[1, 8], Gen.Int[0, 10_000]).Sample((trades, value) =>
        {
            var (ledger, _) = Run(trades);
            var position = ledger.Of(Boston);
            var price = Price.FromUnits(value);
            Assert.Equal(PositionLedger.SettlementRevenue(position.Quantity, price), position.ExecutableValue(Mark.Determined(price)));
        }, iter: 300);
}
