using System.Collections.Immutable;

namespace KalshiArb.Simulation.RecordedGames;

/// <summary>One statement of a source and what came of it.</summary>
/// <param name="Game">The game: statements about one game are not independent, so errors are counted by game.</param>
/// <param name="Probability">What the source said, 0..1.</param>
/// <param name="Happened">What came.</param>
public readonly record struct Statement(string Game, double Probability, bool Happened);

/// <summary>One part of the scale from 0 to 1.</summary>
/// <param name="Count">Statements in it.</param>
/// <param name="Said">What they said on average.</param>
/// <param name="Came">In which share it happened.</param>
public readonly record struct ReliabilityBin(int Count, double Said, double Came);

/// <summary>A number with its 95 % interval.</summary>
/// <param name="Value">The number.</param>
/// <param name="Low">Lower end; negative infinity where there are too few games for an interval.</param>
/// <param name="High">Upper end.</param>
public readonly record struct Interval(double Value, double Low, double High)
{
    /// <summary>Whether the interval has 0 in it.</summary>
    public bool HasZero => Low <= 0 && High >= 0;
}

/// <summary>How good the probabilities of one source were.</summary>
/// <param name="Count">Statements.</param>
/// <param name="Games">Games they are about.</param>
/// <param name="Brier">Mean squared error: 0 is perfect, 0.25 is what 0.5 always gets.</param>
/// <param name="LogLoss">Mean −ln of the probability of what came; a probability is taken to be at least <see cref="LeastProbability"/>.</param>
/// <param name="Bins">Ten parts of the scale.</param>
public sealed record CalibrationScore(int Count, int Games, double Brier, double LogLoss, ImmutableArray<ReliabilityBin> Bins)
{
    /// <summary>So that one certainty that was wrong does not make the loss infinite.</summary>
    public const double LeastProbability = 1e-4;

    private const int BinCount = 10;

    /// <summary>Judges statements; all figures are 0 where there are none.</summary>
    public static CalibrationScore Of(IReadOnlyCollection<Statement> statements)
    {
        Span<int> counts = stackalloc int[BinCount];
        Span<double> said = stackalloc double[BinCount];
        Span<int> came = stackalloc int[BinCount];
        double brier = 0, loss = 0;
        foreach (var (_, probability, happened) in statements)
        {
            if (!(probability is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(statements), probability, "A probability is from 0 to 1.");
            var bin = Math.Min((int)(probability * BinCount), BinCount - 1);
            counts[bin]++;
            said[bin] += probability;
            if (happened) came[bin]++;
            brier += Error(probability, happened);
            loss -= Math.Log(Math.Max(happened ? probability : 1 - probability, LeastProbability));
        }
        var bins = ImmutableArray.CreateBuilder<ReliabilityBin>(BinCount);
        for (var i = 0; i < BinCount; i++)
            bins.Add(counts[i] == 0 ? default : new ReliabilityBin(counts[i], said[i] / counts[i], came[i] / (double)counts[i]));
        var n = Math.Max(statements.Count, 1);
        return new CalibrationScore(statements.Count, statements.Select(s => s.Game).Distinct(StringComparer.Ordinal).Count(), brier / n, loss / n, bins.MoveToImmutable());
    }

    /// <summary>
    /// By how much the Brier score of <paramref name="left"/> is larger than that of <paramref name="right"/>, statement by statement
    /// on the same moments; the interval treats all statements about a game as one draw (the sandwich estimate, 1.96 errors).
    /// </summary>
    public static Interval Difference(IReadOnlyList<Statement> left, IReadOnlyList<Statement> right)
    {
        if (left.Count != right.Count || left.Count == 0) throw new ArgumentException("Two sources are compared on the same moments.", nameof(right));
        var games = new SortedDictionary<string, (double Sum, int Count)>(StringComparer.Ordinal);
        double total = 0;
        for (var i = 0; i < left.Count; i++)
        {
            if (left[i].Game != right[i].Game || left[i].Happened != right[i].Happened) throw new ArgumentException("Two sources are compared on the same moments.", nameof(right));
            var difference = Error(left[i].Probability, left[i].Happened) - Error(right[i].Probability, right[i].Happened);
            total += difference;
            var (sum, count) = games.GetValueOrDefault(left[i].Game);
            games[left[i].Game] = (sum + difference, count + 1);
        }
        var mean = total / left.Count;
        if (games.Count < 2) return new Interval(mean, double.NegativeInfinity, double.PositiveInfinity);
        var squares = games.Values.Sum(g => (g.Sum - g.Count * mean) * (g.Sum - g.Count * mean));
        var error = Math.Sqrt(squares * games.Count / (games.Count - 1)) / left.Count;
        return new Interval(mean, mean - 1.96 * error, mean + 1.96 * error);
    }

    private static double Error(double probability, bool happened) => (probability - (happened ? 1 : 0)) * (probability - (happened ? 1 : 0));
}
