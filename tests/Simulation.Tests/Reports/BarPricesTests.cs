using System.Collections.Immutable;
using KalshiArb.Simulation.Reports;

namespace KalshiArb.Simulation.Tests.Reports;

public sealed class BarPricesTests
{
    private static PointRow Row(int second, double? bid, double? odds = null) => new(second * 1_000_000L, bid, bid + 0.02, odds, null);

    [Fact]
    public void A_rows_price_is_drawn_until_the_next_row_and_not_across_one_that_is_missing()
    {
        ImmutableArray<PointRow> points = [Row(0, 0.40), Row(10, null, 0.5), Row(20, null), Row(60, 0.41), Row(70, null), Row(160, 0.45), Row(170, null)];

        var carried = BarPrices.Carried(points, 60);

        Assert.Equal([0.40, 0.40, 0.40, 0.41, null, 0.45, null], carried.Select(point => point.Bid));
        Assert.Equal([0.42, 0.42, 0.42, 0.43, null, 0.47, null], carried.Select(point => point.Ask is { } ask ? Math.Round(ask, 2) : (double?)null));
        Assert.Equal(points.Select(point => (point.AtMicros, point.Odds)), carried.Select(point => (point.AtMicros, point.Odds)));
    }

    [Fact]
    public void What_is_not_of_bars_is_drawn_as_it_was_seen()
    {
        ImmutableArray<PointRow> points = [Row(0, 0.40), Row(10, null), Row(20, 0.41)];

        Assert.Equal(points, BarPrices.Carried(points, null));
    }
}
