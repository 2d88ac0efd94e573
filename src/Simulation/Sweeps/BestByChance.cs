using System.Collections.Immutable;
using KalshiArb.Simulation.Seeds;

namespace KalshiArb.Simulation.Sweeps;

/// <summary>What the best of many tried settings shows by luck alone, in dollars over the games it was chosen on.</summary>
/// <param name="Median">Luck shows as much or more in half of the draws.</param>
/// <param name="OneInTwenty">Luck shows as much or more in one of twenty.</param>
/// <param name="Share">Share of the draws in which luck shows as much as the winner or more, 0..1.</param>
/// <param name="Draws">How many were drawn.</param>
public readonly record struct BestByChance(double Median, double OneInTwenty, double Share, int Draws)
{
    /// <summary>With fewer games that were traded nothing is said: the draws are then too few different ones.</summary>
    public const int LeastGames = 8;

    private const int MostDraws = 2_000;
    private const int LeastDraws = 200;
    private const long MostSums = 400_000_000;

    /// <summary>
    /// Asks how large the best sum would be if no combination were worth anything. Each combination's results are taken less their
    /// mean, each game's results are given one random sign for all combinations together, and the best sum is looked at: what is alike
    /// in the combinations stays alike, so that fifty settings that trade the same are one try and not fifty. Null below
    /// <see cref="LeastGames"/> games with a result other than 0.
    /// </summary>
    /// <remarks>
    /// The reality check of White (2000), Econometrica 68, 1097, with Rademacher weights by cluster in place of the bootstrap (Cameron,
    /// Gelbach and Miller 2008), and the factor √(G/(G−1)) for the mean taken off.
    /// </remarks>
    /// <param name="byGame">Result of each game in dollars, for each combination; the games are the same and in one order.</param>
    /// <param name="seed">Of the draws: the same gives the same.</param>
    public static BestByChance? Of(IReadOnlyList<ImmutableArray<double>> byGame, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(byGame);
        if (byGame.Count == 0) return null;
        var games = byGame[0].Length;
        if (byGame.Any(row => row.Length != games)) throw new ArgumentException("Every combination has the same games.", nameof(byGame));
        if (Enumerable.Range(0, games).Count(game => byGame.Any(row => row[game] != 0)) < LeastGames) return null;

        var scale = Math.Sqrt(games / (games - 1.0));
        double[][] centred = [.. byGame.Select(row => { var mean = row.Average(); return row.Select(value => (value - mean) * scale).ToArray(); })];
        var winner = byGame.Max(row => row.Sum());
        var draws = (int)Math.Clamp(MostSums / ((long)games * byGame.Count), LeastDraws, MostDraws);
        var dice = new Dice(seed, 0);
        var (best, signs) = (new double[draws], new double[games]);
        for (var draw = 0; draw < draws; draw++)
        {
            for (var game = 0; game < games; game++) signs[game] = dice.Is(500) ? 1 : -1;
            best[draw] = centred.Max(row => Sum(row, signs));
        }

        Array.Sort(best);
        return new BestByChance(best[draws / 2], best[draws - draws / 20], best.Count(sum => sum >= winner) / (double)draws, draws);
    }

    private static double Sum(double[] row, double[] signs)
    {
        var sum = 0.0;
        for (var i = 0; i < row.Length; i++) sum += row[i] * signs[i];
        return sum;
    }
}
