using System.Collections.Concurrent;
using System.Collections.Immutable;
using CsCheck;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Positions;
using KalshiArb.Domain.Settings;
using KalshiArb.Domain.Strategies.Sets;

namespace KalshiArb.Domain.Tests.Strategies.Sets;

/// <summary>The rule beside a reference that tries every count, every outcome and every rounding, in decimals.</summary>
public class SetReferenceTests
{
    /// <summary>One market as the reference knows it: prices in dollars, sizes in contracts.</summary>
    private sealed record Side(int BidCents, int AskCents, decimal BidSize, decimal AskSize, double Fair);

    private sealed record Case(ImmutableArray<Side> Sides, int Multiplier, bool Exhaustive, int OrderContracts, int OrderCents, int SetCents, int LeastUnits, int MostUnits)
    {
        internal SetLeg[] Legs => [.. Sides.Select((side, i) => SetScene.Leg(
            i, Sides.Length, side.BidCents, side.AskCents, side.Fair, side.BidSize, side.AskSize,
            Views.Series with { Limits = Views.Limits with { MaxOrderContracts = Quantity.FromContracts(OrderContracts), MaxOrderCost = Money.FromCents(OrderCents) } },
            Multiplier))];

        internal SetFacts Facts => new(Exclusive: true, Exhaustive, CollateralReturn.None, IsAssumed: false);

        internal SetSettings Settings => SetScene.Settings with
        {
            MaxCost = Money.FromCents(SetCents),
            MinimumProfit = PriceOffset.FromUnits(LeastUnits),
            MaximumProfit = PriceOffset.FromUnits(MostUnits),
        };
    }

    private static readonly Gen<decimal> AnySize = Gen.Int[0, 3_000].Select(hundredths => hundredths / 100m);

    private static readonly Gen<Case> AnyCase =
        from of in Choose.From(2, 2, 3)
        from first in Gen.Int[25, 36]
        from second in Gen.Int[25, 36]
        from cheaper in Gen.Int[-14, 12]
        from spreads in Gen.Int[1, 4].Array[3]
        from sizes in AnySize.Array[6]
        // In whole ten-millionths of a dollar: with sums this small a price is then a tick or a billionth from the nearest, and never
        // so near that it hangs on what is taken for the last bits of a double (PriceGridTests hold that border).
        from noise in Gen.Int[-20_000, 20_000].Select(tenMillionths => tenMillionths / 10_000_000d).Array[3]
        from multiplier in Choose.From(0, 500, 1000)
        from exhaustive in Choose.From(true, true, false)
        from order in Gen.Int[1, 10]
        from orderCents in Gen.Int[30, 1_000]
        from setCents in Gen.Int[60, 2_000]
        from least in Gen.Int[0, 200]
        from most in Gen.Int[200, 900]
        select Made(of, of == 2 ? [first + 10, 90 - first - cheaper] : [first, second, 100 - first - second - cheaper], spreads, sizes, noise, multiplier, exhaustive, order, orderCents, setCents, least, most);

    private static Case Made(
        int of, int[] asks, int[] spreads, decimal[] sizes, double[] noise, int multiplier, bool exhaustive, int order, int orderCents, int setCents, int least, int most)
    {
        var sum = (double)asks.Sum();
        return new Case(
            [.. asks.Select((ask, i) => new Side(ask - spreads[i], ask, sizes[i], sizes[3 + i], of == 3 || noise[2] > 0 ? ask / sum + noise[i] : ask / sum))],
            multiplier, exhaustive, order, orderCents, setCents, least, most);
    }

    [Fact]
    public void The_rule_buys_what_a_reference_buys_that_tries_every_count_and_every_outcome()
    {
        var seen = new ConcurrentDictionary<string, int>();
        AnyCase.Sample(
            one =>
            {
                var verdict = SetRule.Evaluate(one.Facts, one.Legs, one.Settings);
                var no = Reference(one, SetKind.AllNo);
                var yes = one.Exhaustive ? Reference(one, SetKind.AllYes) : no;
                var expected = no.Code > yes.Code || (no.Code == yes.Code && no.Profit > yes.Profit) ? no : yes;
                seen.AddOrUpdate(expected.Code == SetCode.Buy ? expected.Kind.ToString() : expected.Code.ToString(), 1, (_, count) => count + 1);

                Assert.Equal(expected.Code, verdict.Code);
                if (expected.Code is not (SetCode.Buy or SetCode.ProfitTooLarge)) return;
                var set = verdict.Signal!;
                Assert.Equal((expected.Kind, expected.Count), (set.Kind, (int)(set.Count.Hundredths / 100)));
                Assert.Equal((expected.Cost, expected.Profit), (set.Cost.Micros / 1_000_000m, set.WorstProfit.Micros / 1_000_000m));
            },
            iter: 3_000);

        string[] all = ["AllNo", "AllYes", "Depth", "Limit", "NoProfit", "ProfitTooLarge"];
        Assert.Equal(all, seen.Keys.Order(StringComparer.Ordinal));
        Assert.All(all, code => Assert.True(seen[code] >= 20, $"{code}: {seen[code]}"));
    }

    [Fact]
    public void However_fills_are_cut_and_however_it_ends_the_books_show_at_least_the_worst_case() =>
        Gen.Select(AnyCase, Gen.Int[1, 400].Array[40]).Sample(
            (one, cuts) =>
            {
                var legs = one.Legs;
                if (SetRule.Evaluate(one.Facts, legs, one.Settings).Signal is not { } set) return;
                var bought = Bought(set, legs, cuts);
                foreach (var values in Endings(one))
                {
                    var profit = Settled(bought, set, values).RealizedPnl;
                    Assert.True(profit >= set.WorstProfit, $"{set.Describe()}: {profit} at {string.Join(' ', values)}");
                }
            },
            iter: 600);

    [Fact]
    public void The_order_of_the_legs_and_which_side_is_called_YES_change_nothing() =>
        AnyCase.Where(one => one.Sides.Length == 2 && one.Exhaustive).Sample(
            one =>
            {
                var legs = one.Legs;
                var verdict = SetRule.Evaluate(one.Facts, legs, one.Settings);
                var turned = SetRule.Evaluate(one.Facts, [legs[1], legs[0]], one.Settings);
                SetLeg[] mirrored = [.. legs.Select(leg => leg.With(view => Views.Mirror(in view)))];
                var mirror = SetRule.Evaluate(one.Facts, mirrored, one.Settings);

                Assert.Equal((verdict.Code, verdict.Signal?.Kind, verdict.Signal?.Cost, verdict.Signal?.WorstProfit), (turned.Code, turned.Signal?.Kind, turned.Signal?.Cost, turned.Signal?.WorstProfit));
                Assert.Equal((verdict.Code, verdict.Signal?.Count, verdict.Signal?.Cost, verdict.Signal?.WorstProfit), (mirror.Code, mirror.Signal?.Count, mirror.Signal?.Cost, mirror.Signal?.WorstProfit));
                if (verdict.Signal is { } set) Assert.NotEqual(set.Kind, mirror.Signal!.Kind);
            },
            iter: 600);

    private readonly record struct Expected(SetCode Code, SetKind Kind, int Count, decimal Cost, decimal Profit);

    /// <summary>Every count from the smallest up while it is displayed and within limits; of the last, what the worst ending leaves.</summary>
    private static Expected Reference(Case one, SetKind kind)
    {
        var prices = one.Sides.Select(side => kind == SetKind.AllYes ? side.AskCents / 100m : 1 - side.BidCents / 100m).ToArray();
        var sizes = one.Sides.Select(side => kind == SetKind.AllYes ? side.AskSize : side.BidSize).ToArray();
        if (sizes.Min() / 2 < 1) return new Expected(SetCode.Depth, kind, 0, 0, 0);
        var fits = 0;
        for (var count = 1; count <= sizes.Min() / 2 && count <= one.OrderContracts; count++)
        {
            var costs = prices.Select(price => Bound(price, count, one.Multiplier)).ToArray();
            if (costs.Max() <= one.OrderCents / 100m && costs.Sum() <= one.SetCents / 100m) fits = count;
        }

        if (fits == 0) return new Expected(SetCode.Limit, kind, 0, 0, 0);
        var cost = prices.Sum(price => Bound(price, fits, one.Multiplier));
        var worst = Endings(one).Min(values => values.Sum(value => kind == SetKind.AllYes ? value : 1 - value));
        var profit = worst * fits - cost;
        var code = profit > one.MostUnits / 10_000m * fits ? SetCode.ProfitTooLarge
            : profit >= one.LeastUnits / 10_000m * fits && profit > 0 ? SetCode.Buy
            : SetCode.NoProfit;
        return new Expected(code, kind, fits, cost, profit);
    }

    /// <summary>Price and fee, a micro-dollar for each hundredth of a contract that may be a fill, and one unit of precision.</summary>
    private static decimal Bound(decimal price, int count, int multiplier)
    {
        var fee = Math.Ceiling(0.07m * multiplier / 1000m * count * price * (1 - price) * 1_000_000m) / 1_000_000m;
        return price * count + (fee == 0 ? 0 : fee + count * 100 * 0.000_001m + 0.000_1m);
    }

    /// <summary>What the markets settle at, in dollars, in every way that the event can end.</summary>
    private static IEnumerable<decimal[]> Endings(Case one)
    {
        var of = one.Sides.Length;
        for (var winner = 0; winner < of; winner++) yield return [.. Enumerable.Range(0, of).Select(i => i == winner ? 1m : 0m)];
        if (!one.Exhaustive) yield return new decimal[of];
        if (of == 2) yield return [0.5m, 0.5m];
        // A void in whole cents or in the finest units, each rounded either way.
        foreach (var step in new[] { 0.01m, 0.0001m })
            for (var up = 0; up < 1 << of; up++)
                yield return [.. one.Sides.Select((side, i) => Rounded((decimal)side.Fair, step, (up >> i & 1) != 0))];
    }

    private static decimal Rounded(decimal value, decimal step, bool up)
    {
        // The last bits of a double are no tick.
        var steps = Math.Round(value / step, 9);
        return (up ? Math.Ceiling(steps) : Math.Floor(steps)) * step;
    }

    /// <summary>Every leg bought at its limit, cut into fills of the sizes given, each with the venue's own fee.</summary>
    private static PositionLedger Bought(SetSignal set, SetLeg[] legs, int[] cuts)
    {
        var (ledger, number) = (PositionLedger.Empty, 0);
        for (var leg = 0; leg < legs.Length; leg++)
        {
            var (order, terms) = (set.Orders[leg], legs[leg].View.Terms);
            var (left, accumulator) = (set.Count.Hundredths, default(FeeAccumulator));
            while (left > 0)
            {
                var count = Quantity.FromHundredths(Math.Min(left, cuts[number % cuts.Length]));
                var fee = FeeCalculator.Fill(terms.Fees, terms.Precision, Liquidity.Taker, order.Side, order.Limit, count, accumulator);
                ledger = ledger.Apply(new FillBooked(
                    new FillId($"fill-{number}"), new VenueOrderId($"venue-{leg}"), null, order.Ticker, order.Side, order.Limit, count, fee.Net, Liquidity.Taker,
                    Views.Now + TimeSpan.FromMilliseconds(number), Views.Now));
                (left, accumulator, number) = (left - count.Hundredths, fee.After, number + 1);
            }
        }

        return ledger;
    }

    private static PositionLedger Settled(PositionLedger ledger, SetSignal set, decimal[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var (position, value) = (ledger.Of(set.Orders[i].Ticker).Quantity, Price.FromUnits((int)(values[i] * Price.UnitsPerDollar)));
            ledger = ledger.Apply(new SettlementBooked(
                set.Orders[i].Ticker, value, position, PositionLedger.SettlementRevenue(position, value), Views.Now + TimeSpan.FromHours(3), Views.Now + TimeSpan.FromHours(3)));
        }

        return ledger;
    }
}
