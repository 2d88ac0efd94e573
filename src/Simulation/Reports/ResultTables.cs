using System.Collections.Immutable;
using KalshiArb.Domain.Measurement;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Simulation.Measurement;

namespace KalshiArb.Simulation.Reports;

/// <summary>Money: over time, by strategy, by market.</summary>
internal static class ResultTables
{
    private const int MostEquityRows = 3_000;
    private const int MostQuietMarkets = 40;
    private const int MostMarkets = 150;
    private const int MostPoints = 500;

    public static ImmutableArray<EquityRow> Equity(ImmutableArray<MeasuredTape> tapes, out Money drawdown)
    {
        var rows = new List<EquityRow> { new(0, 0, 0) };
        var (hours, before, high) = (0.0, Money.Zero, Money.Zero);
        drawdown = Money.Zero;
        for (var i = 0; i < tapes.Length; i++)
        {
            var run = tapes[i].Run;
            var last = Money.Zero;
            foreach (var point in run.Equity)
            {
                last = point.Pnl;
                var sum = before + last;
                high = Money.Max(high, sum);
                drawdown = Money.Max(drawdown, high - sum);
                rows.Add(new EquityRow(hours + (point.At - run.Equity[0].At).TotalHours, i, sum.Micros));
            }

            if (run.Equity.Length > 0) hours += (run.To - run.Equity[0].At).TotalHours;
            before += last;
            if (i == tapes.Length - 1) rows.Add(new EquityRow(hours, i, before.Micros));
        }

        return Thinned(rows, MostEquityRows);
    }

    public static ImmutableArray<StrategyRow> Strategies(ImmutableArray<MeasuredTape> tapes) =>
        [.. tapes.SelectMany(tape => tape.Run.Positions.Select(position => (Tape: tape, Position: position)))
            .GroupBy(item => item.Position.Strategy).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => Row(group.Key, [.. group]))];

    /// <summary>Result of a position, what is open at the prices at which it could be left at the end of its tape.</summary>
    public static Money PnlOf(MeasuredTape tape, MeasuredPosition position)
    {
        if (position.Held.IsZero) return position.Pnl(null, null);
        var market = tape.Market(position.Ticker);
        return market?.Result is { } result ? position.Pnl(result, result) : position.Pnl(market?.Mark.Bid, market?.Mark.Ask);
    }

    public static ImmutableArray<MarketRow> Markets(ImmutableArray<MeasuredTape> tapes, out int leftOut)
    {
        var all = new List<MarketRow>();
        for (var i = 0; i < tapes.Length; i++)
        {
            var (tape, index) = (tapes[i], i);
            var signals = tape.Run.Signals.ToLookup(signal => signal.Ticker);
            var fills = tape.Run.Fills.ToLookup(fill => fill.Ticker);
            var orders = tape.Run.Orders.ToLookup(order => order.Ticker);
            var positions = tape.Run.Positions.ToLookup(position => position.Ticker);
            all.AddRange(tape.Run.Markets.Select(market =>
            {
                var ticker = market.Facts.Ticker;
                return Row(
                    index, tape, market, positions[ticker].Aggregate(Money.Zero, (sum, position) => sum + PnlOf(tape, position)), signals[ticker].Count(), fills[ticker].Count(),
                    [.. orders[ticker]]);
            }));
        }

        var ordered = all.OrderByDescending(row => row.Fills > 0).ThenByDescending(row => row.Signals > 0).ThenBy(row => row.Tape).ThenBy(row => row.Ticker, StringComparer.Ordinal).ToArray();
        var busy = ordered.Count(row => row.Fills > 0 || row.Signals > 0);
        var kept = Math.Min(Math.Min(busy + MostQuietMarkets, ordered.Length), MostMarkets);
        leftOut = ordered.Length - kept;
        return [.. ordered.Take(kept)];
    }

    private static StrategyRow Row(string strategy, (MeasuredTape Tape, MeasuredPosition Position)[] items)
    {
        var pnl = items.Aggregate(Money.Zero, (sum, item) => sum + PnlOf(item.Tape, item.Position));
        var fees = items.Aggregate(Money.Zero, (sum, item) => sum + item.Position.Fees);
        var held = items.Where(item => item.Position.ClosedAt is not null).Select(item => (item.Position.ClosedAt!.Value - item.Position.OpenedAt).TotalSeconds).Order().ToArray();
        var bought = items.Where(item => item.Position.Bought.Sign > 0).ToArray();
        return new StrategyRow(
            strategy, pnl.Micros, fees.Micros, items.Length, items.Select(item => item.Tape.ClusterOf(item.Position.Ticker)).Distinct(StringComparer.Ordinal).Count(),
            items.Sum(item => MeasuredTape.Contracts(item.Position.Bought)),
            ClusteredMean.Of(bought.Select(item => new Observation(
                item.Tape.ClusterOf(item.Position.Ticker), MeasuredTape.Dollars(PnlOf(item.Tape, item.Position)) / MeasuredTape.Contracts(item.Position.Bought), MeasuredTape.Contracts(item.Position.Bought)))),
            held.Length == 0 ? null : held.Length % 2 == 1 ? held[held.Length / 2] : (held[held.Length / 2 - 1] + held[held.Length / 2]) / 2,
            ClusteredMean.Of(Exits(items)));
    }

    private static IEnumerable<Observation> Exits(IEnumerable<(MeasuredTape Tape, MeasuredPosition Position)> items)
    {
        foreach (var (tape, position) in items)
        {
            if (tape.Market(position.Ticker)?.Result is not { } result || position.ExitAgainstHolding(result) is not { } worth) continue;
            var contracts = position.Exits.Sum(exit => MeasuredTape.Contracts(exit.Count));
            yield return new Observation(tape.ClusterOf(position.Ticker), MeasuredTape.Dollars(worth) / contracts, contracts);
        }
    }

    private static MarketRow Row(int index, MeasuredTape tape, MeasuredMarket market, Money pnl, int signals, int fills, MeasuredOrder[] orders) => new(
        index, market.Facts.Ticker.Value, tape.ClusterOf(market.Facts.Ticker), market.Facts.Sport.ToString(), pnl.Micros, signals, fills, market.Close, MeasuredTape.Dollars(market.Result),
        market.Looks == 0 ? null : market.OddsFresh / (double)market.Looks, market.Looks == 0 ? null : market.ScoreFresh / (double)market.Looks,
        Thinned([.. market.Points.Select(point => new PointRow(point.At.UnixMicros, point.Bid, point.Ask, Round(point.Odds), Round(point.Score)))], MostPoints),
        [.. orders.Select(order => new OrderRow(
            order.Id, order.At.UnixMicros, order.Role.ToString().ToLowerInvariant(), order.Side.ToString().ToLowerInvariant(), MeasuredTape.Dollars(order.Limit),
            MeasuredTape.Contracts(order.Count), RowTables.Name(order.Liquidity), order.EndedAt?.UnixMicros, order.End))])
    {
        Trades = market.Prints.Count == 0 ? null : new TradesRow(
            market.Prints.Count, MeasuredTape.Contracts(market.Prints.Contracts),
            Thinned([.. market.Prints.Shown.Select(print => new TradePoint(print.At.UnixMicros, MeasuredTape.Dollars(print.Price), MeasuredTape.Contracts(print.Count), print.Taker == Outcome.Yes ? "YES" : "NO"))], MostPoints)),
    };

    private static double? Round(double? value) => value is { } known ? Math.Round(known, 4) : null;

    /// <summary>At most so many rows, the first and the last among them.</summary>
    private static ImmutableArray<T> Thinned<T>(List<T> rows, int most)
    {
        if (rows.Count <= most) return [.. rows];
        var kept = ImmutableArray.CreateBuilder<T>(most);
        for (var i = 0; i < most; i++) kept.Add(rows[(int)((long)i * (rows.Count - 1) / (most - 1))]);
        return kept.ToImmutable();
    }
}
