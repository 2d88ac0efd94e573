using System.Collections.Immutable;
using KalshiArb.Domain.Orders;
using KalshiArb.Simulation.Measurement;

namespace KalshiArb.Simulation.Reports;

/// <summary>Signals and fills as rows with their figures.</summary>
internal static class RowTables
{
    public static ImmutableArray<SignalRow> Signals(ImmutableArray<MeasuredTape> tapes)
    {
        var rows = ImmutableArray.CreateBuilder<SignalRow>();
        for (var i = 0; i < tapes.Length; i++)
            foreach (var signal in tapes[i].Run.Signals) rows.Add(Row(i, tapes[i], signal));
        return rows.ToImmutable();
    }

    public static ImmutableArray<FillRow> Fills(ImmutableArray<MeasuredTape> tapes)
    {
        var rows = ImmutableArray.CreateBuilder<FillRow>();
        for (var i = 0; i < tapes.Length; i++)
            foreach (var fill in tapes[i].Run.Fills) rows.Add(Row(i, tapes[i], fill));
        return rows.ToImmutable();
    }

    private static SignalRow Row(int index, MeasuredTape tape, MeasuredSignal signal)
    {
        var market = tape.Market(signal.Ticker);
        var side = signal.Outcome == Outcome.Yes ? OrderSide.Bid : OrderSide.Ask;
        var price = signal.Outcome == Outcome.Yes ? signal.Price : signal.Price.Complement;
        double? Gain(double? later) => MeasuredTape.Gain(side, price, later);
        return new SignalRow(
            index, signal.Ticker.Value, tape.ClusterOf(signal.Ticker), tape.SportOf(signal.Ticker), signal.At.UnixMicros, signal.Strategy, Name(signal.Outcome),
            MeasuredTape.Dollars(signal.Price), Name(signal.Liquidity), signal.Fair, signal.Edge.Units / 10_000.0, signal.SinceStamp.TotalSeconds, signal.Answer,
            Gain(signal.After[0]), Gain(signal.After[1]), Gain(signal.After[2]), Gain(signal.After[3]), Gain(market?.Close), Gain(MeasuredTape.Dollars(market?.Result)));
    }

    private static FillRow Row(int index, MeasuredTape tape, MeasuredFill fill)
    {
        var market = tape.Market(fill.Ticker);
        // An ask of an entry buys NO, a bid of an exit sells it.
        var exit = fill.Order is { Role: OrderRole.Exit };
        var outcome = (fill.Side == OrderSide.Bid) == !exit ? Outcome.Yes : Outcome.No;
        double? Gain(double? later) => MeasuredTape.Gain(fill.Side, fill.Price, later);
        return new FillRow(
            index, fill.Ticker.Value, tape.ClusterOf(fill.Ticker), tape.SportOf(fill.Ticker), fill.At.UnixMicros, exit ? "exit" : fill.IsEntry ? "entry" : "not ours", fill.Order?.Strategy ?? "",
            Name(outcome), MeasuredTape.Dollars(outcome == Outcome.Yes ? fill.Price : fill.Price.Complement), MeasuredTape.Contracts(fill.Count), fill.Fee.Micros, Name(fill.Liquidity),
            Slippage(fill), Gain(fill.After[0]), Gain(fill.After[1]), Gain(fill.After[2]), Gain(fill.After[3]), Gain(market?.Close), Gain(MeasuredTape.Dollars(market?.Result)));
    }

    /// <summary>What was paid above the price that was decided, dollars a contract; below zero is a better price.</summary>
    internal static double? Slippage(MeasuredFill fill) =>
        fill.Order is { } order ? -MeasuredTape.Gain(fill.Side, fill.Price, MeasuredTape.Dollars(order.Limit)) : null;

    private static string Name(Outcome outcome) => outcome == Outcome.Yes ? "YES" : "NO";

    internal static string Name(Liquidity liquidity) => liquidity == Liquidity.Maker ? "maker" : "taker";
}
