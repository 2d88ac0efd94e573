using System.Collections.Immutable;
using KalshiArb.Domain.Games;

namespace KalshiArb.Simulation.Sweeps;

/// <summary>By what the games were parted.</summary>
public enum SplitWay
{
    /// <summary>Game by game: the earlier half of them is in-sample.</summary>
    Games,
    /// <summary>Tape by tape, where each holds one day: an evening's games share its limits and stay together.</summary>
    Tapes,
    /// <summary>At a date that was given.</summary>
    Date,
}

/// <summary>
/// The games parted in two by time: settings are chosen on the earlier ones and judged on the later ones. A function of the games
/// alone, so the same tapes are always parted alike; no game is on both sides, whichever tapes hold it.
/// </summary>
/// <param name="Way">By what they were parted.</param>
/// <param name="In">In-sample, by start; at least one.</param>
/// <param name="Out">Out-of-sample, by start; at least one.</param>
public sealed record SampleSplit(SplitWay Way, ImmutableArray<SampleGame> In, ImmutableArray<SampleGame> Out)
{
    /// <summary>Parts games; false with the reason when a side would be empty.</summary>
    /// <param name="games">The games, each once.</param>
    /// <param name="from">The US Eastern date from which games are out-of-sample; null to halve them.</param>
    /// <param name="split">The two sides.</param>
    /// <param name="reason">Why there are none.</param>
    public static bool TryOf(ImmutableArray<SampleGame> games, DateOnly? from, out SampleSplit split, out string reason)
    {
        SampleGame[] ordered = [.. games.OrderBy(game => game.Start).ThenBy(game => game.Tapes[0]).ThenBy(game => game.Name, StringComparer.Ordinal)];
        split = from is { } date ? At(ordered, date) : ByTapes(ordered) ?? ByGames(ordered);
        reason = !split.In.IsEmpty && !split.Out.IsEmpty ? ""
            : games.Length < 2 ? FormattableString.Invariant($"{games.Length} game with a market on the tapes: two are needed to choose on one and judge on the other")
            : FormattableString.Invariant($"no game begins {(split.In.IsEmpty ? "before" : "on or after")} {from:yyyy-MM-dd} (US Eastern): one side would be empty");
        return reason.Length == 0;
    }

    private static SampleSplit At(SampleGame[] games, DateOnly date) => new(
        SplitWay.Date, [.. games.Where(game => UsEastern.DateAt(game.Start) < date)], [.. games.Where(game => UsEastern.DateAt(game.Start) >= date)]);

    private static SampleSplit ByGames(SampleGame[] games)
    {
        var first = (games.Length + 1) / 2;
        return new SampleSplit(SplitWay.Games, [.. games.Take(first)], [.. games.Skip(first)]);
    }

    /// <summary>Null unless there are several tapes, each of one day, and no game is on two.</summary>
    private static SampleSplit? ByTapes(SampleGame[] games)
    {
        if (games.Any(game => game.Tapes.Length != 1)) return null;
        var tapes = games.GroupBy(game => game.Tapes[0]).ToArray();
        if (tapes.Length < 2 || tapes.Any(tape => tape.Select(game => UsEastern.DateAt(game.Start)).Distinct().Count() > 1)) return null;
        // Games are in order of start, so a tape's first game is its earliest, and groups come in that order.
        var (best, gap, before) = (1, int.MaxValue, 0);
        for (var i = 1; i < tapes.Length; i++)
        {
            before += tapes[i - 1].Count();
            var own = Math.Abs(games.Length - 2 * before);
            if (own < gap) (best, gap) = (i, own);
        }

        return new SampleSplit(SplitWay.Tapes, InOrder(tapes.Take(best)), InOrder(tapes.Skip(best)));
    }

    private static ImmutableArray<SampleGame> InOrder(IEnumerable<IGrouping<int, SampleGame>> tapes) => [.. tapes.SelectMany(tape => tape)];
}
