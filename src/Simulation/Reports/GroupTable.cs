using System.Collections.Immutable;
using KalshiArb.Domain.Measurement;
using KalshiArb.Simulation.Measurement;

namespace KalshiArb.Simulation.Reports;

/// <summary>
/// What signals, entries and fills were worth, by group. Signals and entries count one each; fills count by contracts. An
/// opportunity that is asked for every few seconds is many signals of one game: the intervals are clustered by game.
/// </summary>
internal static class GroupTable
{
    private static readonly ImmutableArray<string> _ways = ["all", "sport", "strategy", "liquidity", "age", "edge"];

    public static ImmutableArray<GroupRow> Of(ImmutableArray<MeasuredTape> tapes)
    {
        var signals = tapes.SelectMany(tape => tape.Run.Signals.Select(signal => Of(tape, signal))).ToArray();
        var rows = ImmutableArray.CreateBuilder<GroupRow>();
        Add(rows, "signals", signals);
        Add(rows, "entries", [.. signals.Where(item => item.Approved)]);
        Add(rows, "fills", [.. tapes.SelectMany(tape => tape.Run.Fills.Where(fill => fill.IsEntry).Select(fill => Of(tape, fill)))]);
        return rows.ToImmutable();
    }

    private static void Add(ImmutableArray<GroupRow>.Builder rows, string of, Item[] items)
    {
        foreach (var way in _ways)
            foreach (var group in items.Where(item => item.Key(way) is not null).GroupBy(item => item.Key(way)!).OrderBy(group => Place(way, group.Key)).ThenBy(group => group.Key, StringComparer.Ordinal))
                rows.Add(Row(of, way, group.Key, [.. group]));
    }

    private static int Place(string way, string group) => way switch
    {
        "age" => Buckets.Ages.IndexOf(group),
        "edge" => Buckets.Edges.IndexOf(group),
        _ => 0,
    };

    private static GroupRow Row(string of, string by, string group, Item[] items)
    {
        Estimate? Mean(Func<Item, double?> value) =>
            ClusteredMean.Of(from item in items let known = value(item) where known is not null select new Observation(item.Game, known.Value, item.Weight));
        return new GroupRow(
            of, by, group, items.Length, items.Select(item => item.Game).Distinct(StringComparer.Ordinal).Count(), of == "fills" ? items.Sum(item => item.Weight) : 0,
            Mean(item => item.After[0]), Mean(item => item.After[1]), Mean(item => item.After[2]), Mean(item => item.After[3]),
            Mean(item => item.Close), Mean(item => item.FairError), Mean(item => item.Settled), Mean(item => item.Slippage), Mean(item => item.Fee));
    }

    private static Item Of(MeasuredTape tape, MeasuredSignal signal)
    {
        var market = tape.Market(signal.Ticker);
        var yes = signal.Outcome == Domain.Orders.Outcome.Yes;
        double? Own(double? value) => yes ? value : 1 - value;
        var price = MeasuredTape.Dollars(signal.Price);
        var result = Own(MeasuredTape.Dollars(market?.Result));
        return new Item(
            tape.ClusterOf(signal.Ticker), 1, tape.SportOf(signal.Ticker), signal.Strategy, RowTables.Name(signal.Liquidity),
            Buckets.OfAge(signal.SinceStamp), Buckets.OfEdge(signal.Edge), signal.Approved,
            [.. Enumerable.Range(0, MidsAfter.Horizons.Length).Select(i => Own(signal.After[i]) - price)],
            Own(market?.Close) - price, signal.Fair - result, result - price, null, null);
    }

    private static Item Of(MeasuredTape tape, MeasuredFill fill)
    {
        var market = tape.Market(fill.Ticker);
        var signal = fill.Order?.Signal;
        double? Gain(double? later) => MeasuredTape.Gain(fill.Side, fill.Price, later);
        var result = MeasuredTape.Dollars(market?.Result);
        var own = fill.Side == Domain.Orders.OrderSide.Bid ? result : 1 - result;
        return new Item(
            tape.ClusterOf(fill.Ticker), MeasuredTape.Contracts(fill.Count), tape.SportOf(fill.Ticker), fill.Order!.Strategy, RowTables.Name(fill.Liquidity),
            signal is null ? null : Buckets.OfAge(signal.SinceStamp), signal is null ? null : Buckets.OfEdge(signal.Edge), true,
            [.. Enumerable.Range(0, MidsAfter.Horizons.Length).Select(i => Gain(fill.After[i]))],
            Gain(market?.Close), signal?.Fair - own, Gain(result), RowTables.Slippage(fill), MeasuredTape.Dollars(fill.Fee) / MeasuredTape.Contracts(fill.Count));
    }

    private sealed record Item(
        string Game, double Weight, string Sport, string Strategy, string Liquidity, string? Age, string? Edge, bool Approved,
        ImmutableArray<double?> After, double? Close, double? FairError, double? Settled, double? Slippage, double? Fee)
    {
        public string? Key(string way) => way switch
        {
            "all" => "all",
            "sport" => Sport,
            "strategy" => Strategy,
            "liquidity" => Liquidity,
            "age" => Age,
            _ => Edge,
        };
    }
}
