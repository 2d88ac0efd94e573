using KalshiArb.Actors.Sequencing;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Benchmarks.Replay;

/// <summary>
/// Counts the inputs on which at least one strategy was evaluated. The decision log holds a verdict whenever its code changes
/// for a market and strategy, so the code in force after an input says whether the strategy got past the screen on it.
/// </summary>
internal sealed class Judged : IDecisionSink
{
    private static readonly string[] Strategies = ["score-edge", "sportsbook-edge"];
    private static readonly HashSet<string> PastTheScreen = new(StringComparer.Ordinal) { "NO_EDGE", "NET_PROFIT", "MOMENTUM", "ENTER", "EDGE_TOO_LARGE" };

    private readonly Dictionary<(Ticker Ticker, string Strategy), string> _codes = [];
    private readonly Dictionary<GameId, List<Ticker>> _markets = [];

    /// <summary>Inputs on which a strategy was evaluated.</summary>
    internal long Evaluated { get; private set; }

    /// <summary>Inputs on which every strategy was evaluated.</summary>
    internal long EvaluatedByAll { get; private set; }

    /// <summary>How many verdicts there are of each code.</summary>
    internal SortedDictionary<string, int> AtEnd
    {
        get
        {
            var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
            foreach (var ((_, strategy), code) in _codes) counts[$"{strategy} {code}"] = counts.GetValueOrDefault($"{strategy} {code}") + 1;
            return counts;
        }
    }

    /// <summary>Decisions of each kind and code.</summary>
    internal SortedDictionary<string, long> Decisions { get; } = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Decided(long input, Instant at, DecisionEntry entry, ReadOnlySpan<byte> line)
    {
        var name = $"{entry.Kind} {entry.Code}";
        Decisions[name] = Decisions.GetValueOrDefault(name) + 1;
        if (entry.Kind != DecisionKind.Verdict || entry.Ticker is not { } ticker) return;
        foreach (var strategy in Strategies)
            if (entry.Text.StartsWith("strategy=" + strategy, StringComparison.Ordinal)) _codes[(ticker, strategy)] = entry.Code;
    }

    /// <summary>Judges an input that has just run.</summary>
    internal void Count(Input input)
    {
        switch (input)
        {
            case MarketListed listed:
                if (!_markets.TryGetValue(listed.Facts.Game, out var tickers)) _markets.Add(listed.Facts.Game, tickers = []);
                tickers.Add(listed.Facts.Ticker);
                break;
            case BookDelta delta:
                Add([delta.Ticker]);
                break;
            case BookSnapshot snapshot:
                Add([snapshot.Ticker]);
                break;
            case MarketVolumeReported volume:
                Add([volume.Ticker]);
                break;
            case OddsPolled odds:
                Add(_markets[odds.Game]);
                break;
            case ScoreReported score:
                Add(_markets[score.Game]);
                break;
            default:
                break;
        }
    }

    private void Add(List<Ticker> tickers)
    {
        var most = tickers.Max(ticker => Strategies.Count(strategy => _codes.TryGetValue((ticker, strategy), out var code) && PastTheScreen.Contains(code)));
        if (most > 0) Evaluated++;
        if (most == Strategies.Length) EvaluatedByAll++;
    }
}
