using System.Collections.Immutable;

namespace KalshiArb.Simulation.Reports;

/// <summary>
/// The prices of bars as a chart shows them. The core trades on a row for as long as a book may be silent, a few seconds of each
/// minute; on paper that is a dot a minute. A chart draws the row's price until the next row, where that comes in time.
/// </summary>
public static class BarPrices
{
    private const double LatestNext = 1.5;

    /// <summary>The points with prices carried on to the next row; odds and scores stay as they are.</summary>
    /// <param name="points">A market's points, oldest first.</param>
    /// <param name="barSeconds">How long a bar is; a row that comes later than one and a half of it leaves a hole. Null changes nothing.</param>
    public static ImmutableArray<PointRow> Carried(ImmutableArray<PointRow> points, int? barSeconds)
    {
        if (barSeconds is not { } seconds) return points;
        var carried = points.ToBuilder();
        (long AtMicros, double? Bid, double? Ask)? last = null;
        for (var i = 0; i < points.Length; i++)
        {
            if (HasPrice(points[i])) last = (points[i].AtMicros, points[i].Bid, points[i].Ask);
            else if (last is { } row && NextRow(points, i) is { } next && next - row.AtMicros <= seconds * LatestNext * 1e6)
                carried[i] = points[i] with { Bid = row.Bid, Ask = row.Ask };
        }

        return carried.MoveToImmutable();
    }

    private static long? NextRow(ImmutableArray<PointRow> points, int from)
    {
        for (var i = from + 1; i < points.Length; i++)
            if (HasPrice(points[i])) return points[i].AtMicros;
        return null;
    }

    private static bool HasPrice(PointRow point) => point.Bid is not null || point.Ask is not null;
}
