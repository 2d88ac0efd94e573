using CsCheck;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Positions;
using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Tests.Positions;

namespace KalshiArb.Domain.Tests.Risk;

public class ExposureTests
{
    private static Position Held(int contracts, int cents) => Position.Flat(Fills.Boston) with
    {
        Quantity = Quantity.FromContracts(contracts), Cost = Price.FromCents(cents) * Quantity.FromContracts(Math.Abs(contracts)),
    };

    private static OrderLeg Leg(OrderSide side, int contracts, int cents) =>
        new(side, Quantity.FromContracts(contracts), Price.FromCents(cents) * Quantity.FromContracts(contracts));

    [Fact]
    public void A_long_position_and_its_bids_are_lost_at_nothing()
    {
        Assert.Equal(Fills.Dollars(4.70m), Exposure.Of(Held(10, 47), []));
        Assert.Equal(Fills.Dollars(7.00m), Exposure.Of(Held(10, 47), [Leg(OrderSide.Bid, 5, 46)]));
    }

    [Fact]
    public void Orders_of_the_other_side_never_lower_it() =>
        Assert.Equal(Fills.Dollars(4.70m), Exposure.Of(Held(10, 47), [Leg(OrderSide.Ask, 10, 45)]));

    [Fact]
    public void Asks_count_only_beyond_a_long_position() =>
        Assert.Equal(Fills.Dollars(5m), Exposure.Of(Held(10, 10), [Leg(OrderSide.Ask, 20, 50)]));

    [Fact]
    public void The_cheapest_orders_are_taken_to_close() =>
        Assert.Equal(Fills.Dollars(6m), Exposure.Of(Held(-10, 10), [Leg(OrderSide.Bid, 10, 30), Leg(OrderSide.Bid, 10, 60)]));

    [Fact]
    public void Bids_and_asks_of_a_flat_market_are_not_added() =>
        Assert.Equal(Fills.Dollars(6m), Exposure.Of(Held(0, 0), [Leg(OrderSide.Bid, 10, 30), Leg(OrderSide.Ask, 10, 60)]));

    private static readonly Gen<OrderLeg[]> Legs = Gen.Select(Gen.Bool, Gen.Int[1, 4], Gen.Int[1, 99])
        .Select((bid, contracts, cents) => Leg(bid ? OrderSide.Bid : OrderSide.Ask, contracts, cents)).Array[0, 4];

    private static readonly Gen<Position> Positions =
        Gen.Select(Gen.Int[-5, 5], Gen.Int[1, 99]).Select((contracts, cents) => contracts == 0 ? Position.Flat(Fills.Boston) : Held(contracts, cents));

    /// <summary>
    /// The twin plays it out: both outcomes, every set of orders that fills, in every order of filling, contract by contract.
    /// What is lost is what the contracts cost that are held at the end and pay nothing.
    /// </summary>
    private static Money WorstByEnumeration(Position position, OrderLeg[] legs)
    {
        var worst = Money.Zero;
        for (var set = 0; set < 1 << legs.Length; set++)
        {
            var filling = Enumerable.Range(0, legs.Length).Where(i => (set >> i & 1) != 0).ToArray();
            foreach (var order in Permutations(filling))
            {
                var (yes, no) = PlayOut(position, order.Select(i => legs[i]));
                worst = Money.Max(worst, Money.Max(yes, no));
            }
        }

        return worst;
    }

    private static (Money Yes, Money No) PlayOut(Position position, IEnumerable<OrderLeg> fills)
    {
        var each = position.IsFlat ? Money.Zero : Money.FromMicros(position.Cost.Micros / (position.Quantity.Magnitude.Hundredths / 100));
        var yes = new List<Money>(Enumerable.Repeat(each, (int)Math.Max(position.Quantity.Hundredths / 100, 0)));
        var no = new List<Money>(Enumerable.Repeat(each, (int)Math.Max(-position.Quantity.Hundredths / 100, 0)));
        foreach (var fill in fills)
        {
            var (own, other) = fill.Side == OrderSide.Bid ? (yes, no) : (no, yes);
            for (var i = 0; i < fill.Open.Hundredths / 100; i++)
            {
                if (other.Count > 0) other.RemoveAt(other.IndexOf(other.Min()));
                else own.Add(Money.FromMicros(fill.Cost.Micros / (fill.Open.Hundredths / 100)));
            }
        }

        return (Sum(yes), Sum(no));
    }

    private static Money Sum(List<Money> costs) => costs.Aggregate(Money.Zero, (sum, cost) => sum + cost);

    private static IEnumerable<int[]> Permutations(int[] items) => items.Length <= 1
        ? [items]
        : items.SelectMany(first => Permutations([.. items.Where(item => item != first)]).Select(rest => (int[])[first, .. rest]));

    [Fact]
    public void It_is_the_worst_loss_over_both_outcomes_and_all_orders_that_may_fill() =>
        Gen.Select(Positions, Legs).Sample((position, legs) =>
            Assert.Equal(WorstByEnumeration(position, legs), Exposure.Of(position, legs)), iter: 1_000);

    [Fact]
    public void One_more_order_never_lowers_it() =>
        Gen.Select(Positions, Legs, Legs).Sample((position, some, more) =>
            Assert.True(Exposure.Of(position, some) <= Exposure.Of(position, [.. some, .. more])), iter: 1_000);
}
