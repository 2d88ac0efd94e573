using System.Collections.Immutable;
using System.Text.Json.Serialization;
using KalshiArb.Domain.Measurement;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Simulation.Reports;

namespace KalshiArb.Simulation.Sweeps;

/// <summary>What settings did on one side of the split.</summary>
/// <param name="PnlMicros">Result after fees in micro-dollars, open positions at the prices at which they could be left.</param>
/// <param name="FeesMicros">Fees paid.</param>
/// <param name="PnlPerGame">Result in dollars of a game of this side, games without a trade counted with 0, one observation a game.</param>
/// <param name="Signals">Signals.</param>
/// <param name="Entries">Entry orders.</param>
/// <param name="Fills">Fills, of exits too.</param>
/// <param name="GamesTraded">Games with a fill.</param>
/// <param name="ClosingLine">Closing-line value of entry fills, dollars a contract, by contracts, clustered by game; null without one.</param>
public sealed record HalfFigures(long PnlMicros, long FeesMicros, Estimate? PnlPerGame, int Signals, int Entries, int Fills, int GamesTraded, Estimate? ClosingLine)
{
    /// <summary>Result of each game of this side in dollars, in the order of their names.</summary>
    [JsonIgnore]
    public ImmutableArray<double> ByGame { get; init; } = [];

    /// <summary>The 95 % interval of the result in dollars: that of a game, times the games; null with fewer than two games.</summary>
    [JsonIgnore]
    public (double Low, double High)? PnlInterval => PnlPerGame is { Low: { } low, High: { } high, Clusters: var games } ? (low * games, high * games) : null;
}

/// <summary>Adds up what was measured of the tapes of one side, and keeps only what the table needs.</summary>
public sealed class HalfTally
{
    private readonly SortedDictionary<string, Money> _pnl = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _traded = new(StringComparer.Ordinal);
    private readonly List<Observation> _closing = [];
    private Money _fees = Money.Zero;
    private int _signals;
    private int _entries;
    private int _fills;

    /// <summary>A side of these games, each named once.</summary>
    public HalfTally(IEnumerable<string> games)
    {
        ArgumentNullException.ThrowIfNull(games);
        foreach (var game in games) _pnl.Add(game, Money.Zero);
    }

    /// <summary>Adds a tape. Throws for a position in a game that is not of this side.</summary>
    public void Add(MeasuredTape tape)
    {
        ArgumentNullException.ThrowIfNull(tape);
        foreach (var position in tape.Run.Positions)
        {
            var game = tape.ClusterOf(position.Ticker);
            if (!_pnl.TryGetValue(game, out var before)) throw new InvariantViolation($"a position in {game}, which is not of this side of the split");
            _pnl[game] = before + ResultTables.PnlOf(tape, position);
            _fees += position.Fees;
        }

        foreach (var fill in tape.Run.Fills)
        {
            _traded.Add(tape.ClusterOf(fill.Ticker));
            if (fill.IsEntry && MeasuredTape.Gain(fill.Side, fill.Price, tape.Market(fill.Ticker)?.Close) is { } gain)
                _closing.Add(new Observation(tape.ClusterOf(fill.Ticker), gain, MeasuredTape.Contracts(fill.Count)));
        }

        _signals += tape.Run.Signals.Length + tape.Run.Overlooked;
        _entries += tape.Run.Orders.Count(order => order.Role == OrderRole.Entry);
        _fills += tape.Run.Fills.Length;
    }

    /// <summary>The figures so far.</summary>
    public HalfFigures Figures()
    {
        ImmutableArray<double> byGame = [.. _pnl.Values.Select(MeasuredTape.Dollars)];
        return new HalfFigures(
            _pnl.Values.Aggregate(Money.Zero, (sum, own) => sum + own).Micros, _fees.Micros,
            ClusteredMean.Of(_pnl.Select(game => new Observation(game.Key, MeasuredTape.Dollars(game.Value)))),
            _signals, _entries, _fills, _traded.Count, ClusteredMean.Of(_closing)) { ByGame = byGame };
    }
}
