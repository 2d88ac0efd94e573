using System.Collections.Immutable;
using KalshiArb.Domain.Numbers;

namespace KalshiArb.Simulation.Reports;

/// <summary>What a reader must know before believing a figure of a report.</summary>
internal static class ReportWarnings
{
    private const int FewGames = 30;
    private const double NearResult = 0.10;

    public static ImmutableArray<string> Of(ImmutableArray<MeasuredTape> tapes, ReportTotals totals, ImmutableArray<GroupRow> groups, ImmutableArray<string> remarks)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        if (tapes.Any(tape => tape.Tape.Agrees == false)) lines.Add("The replay of a tape did not agree with its run: these figures are of the replay as far as it went.");
        if (totals.Fills == 0) lines.Add("Nothing was filled: there is no result to speak of.");
        else if (totals.GamesTraded < FewGames)
            lines.Add(FormattableString.Invariant($"Fills in {totals.GamesTraded} games only. Intervals rest on games, not on fills: below about {FewGames} games take no figure here for an edge, and none for its absence."));
        if (tapes.Any(tape => tape.Tape.Seed is not null)) lines.Add("The games are simulated: the result says how the program behaves in its own world, and is no evidence of profit.");
        if (tapes.Any(tape => tape.Tape.Kind == "what-if")) lines.Add("What our orders would have done to the real book is unknown: fills are paper fills, on the pessimistic side.");
        var markets = tapes.SelectMany(tape => tape.Run.Markets).ToArray();
        if (markets.Count(market => market.Result is null) is > 0 and var open)
            lines.Add(FormattableString.Invariant($"{open} of {markets.Length} markets have no result on the tapes: their signals and fills are not in the columns that need one."));
        var closed = markets.Where(market => market is { Close: not null, Result: not null }).ToArray();
        var near = closed.Count(market => Math.Abs(market.Close!.Value - market.Result!.Value.Units / (double)Price.UnitsPerDollar) < NearResult);
        if (near > 0)
            lines.Add(FormattableString.Invariant($"In {near} of {closed.Length} markets the closing line is within {NearResult * 100:0} cents of the result, since they trade until the game is decided. Closing-line value is then mostly the outcome of the game: unbiased, and wide."));
        foreach (var all in groups.Where(row => row is { By: "all", Of: not "entries" }))
            if (all.After60 is { } after && after.Count < all.Count)
                lines.Add(FormattableString.Invariant($"{all.Count - after.Count} of {all.Count} {all.Of} have no mid after 60 s: the book was stale, one-sided or closed then."));
        if (tapes.Sum(tape => tape.Run.Overlooked) is > 0 and var overlooked) lines.Add(FormattableString.Invariant($"{overlooked} signals were too many to be measured."));
        lines.AddRange(remarks);
        return lines.ToImmutable();
    }
}
