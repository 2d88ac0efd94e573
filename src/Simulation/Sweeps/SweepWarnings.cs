using System.Collections.Immutable;
using KalshiArb.Domain.Risk;

namespace KalshiArb.Simulation.Sweeps;

/// <summary>What to know before believing the winner of a sweep.</summary>
public static class SweepWarnings
{
    private const int FewGames = 30;

    /// <summary>The warnings, the winner's first.</summary>
    /// <param name="rows">Ranked, at least one.</param>
    /// <param name="split">How the games were parted.</param>
    /// <param name="chance">What luck would show; null where nothing is said.</param>
    /// <param name="simulated">Whether a tape is of a simulated evening.</param>
    public static ImmutableArray<string> Of(ImmutableArray<RankedRow> rows, SampleSplit split, BestByChance? chance, bool simulated)
    {
        ArgumentNullException.ThrowIfNull(split);
        var lines = ImmutableArray.CreateBuilder<string>();
        AddWinner(lines, rows);
        AddTries(lines, rows, chance);
        AddGames(lines, rows[0].Row, split);
        if (rows.Count(row => !row.Row.LedgersAgree) is > 0 and var differ)
            lines.Add(FormattableString.Invariant($"In {differ} of {rows.Length} combinations our ledger did not agree with the paper exchange's: do not use this table."));
        if (simulated) lines.Add("The games are simulated: the table says how settings behave in the program's own world, and is no evidence of profit.");
        lines.Add("What our orders would have done to the real book is unknown: fills are paper fills, on the pessimistic side.");
        lines.Add("The out-of-sample games are used up by looking at them: whoever changes the grid and sweeps again chooses on them too. Keep games that no sweep has seen.");
        return lines.ToImmutable();
    }

    private static void AddWinner(ImmutableArray<string>.Builder lines, ImmutableArray<RankedRow> rows)
    {
        var (winner, row) = (rows[0], rows[0].Row);
        if (rows.All(one => one.Row.In.Fills == 0))
        {
            lines.Add("No combination was filled in-sample: there is no winner.");
            return;
        }

        if (row.In.Fills == 0) lines.Add("The winner was not filled in-sample: it is best because it does nothing.");
        else if (row.In.PnlMicros <= 0) lines.Add(FormattableString.Invariant($"Even the winner loses in-sample: {Dollars(row.In.PnlMicros)}."));
        if (rows.Count(one => one.RankIn == 1) is > 1 and var alike) lines.Add(FormattableString.Invariant($"{alike} combinations share the best in-sample result: the first of them is called the winner."));
        var failed = lines.Count;
        if (row.Out.Fills == 0) lines.Add("THE WINNER DOES NOT SURVIVE THE SPLIT: out-of-sample it was never filled, so nothing is known of it.");
        else if (row.Out.PnlMicros <= 0) lines.Add(FormattableString.Invariant($"THE WINNER DOES NOT SURVIVE THE SPLIT: out-of-sample it makes {Dollars(row.Out.PnlMicros)}."));
        if (row.Out.Fills > 0 && row.Out.PnlMicros > 0 && row.Out.PnlInterval is not { Low: > 0 })
        {
            lines.Add(row.Out.PnlInterval is { } interval
                ? FormattableString.Invariant($"THE WINNER DOES NOT SURVIVE THE SPLIT: its out-of-sample result of {Dollars(row.Out.PnlMicros)} cannot be told from 0 (95 % interval {Text(interval.Low)} to {Text(interval.High)}).")
                : FormattableString.Invariant($"THE WINNER DOES NOT SURVIVE THE SPLIT: its out-of-sample result of {Dollars(row.Out.PnlMicros)} has no interval, with one game."));
        }

        if (2 * (winner.RankOut - 1) >= rows.Length && rows.Length > 1)
            lines.Add(FormattableString.Invariant($"THE WINNER DOES NOT SURVIVE THE SPLIT: out-of-sample it comes {winner.RankOut} of {rows.Length}, in the worse half."));
        if (lines.Count == failed)
            lines.Add(FormattableString.Invariant($"The winner survives this split ({Dollars(row.Out.PnlMicros)}, {winner.RankOut} of {rows.Length} out-of-sample). That is one split of few games: it promises nothing."));
        foreach (var (side, state) in (ReadOnlySpan<(string, TradingState)>)[("in-sample", row.StateIn), ("out-of-sample", row.StateOut)])
            if (state != TradingState.Running) lines.Add($"The winner ends {side} {state.ToString().ToUpperInvariant()}: a limit stopped it before the end, and its figures are those up to there.");
    }

    private static void AddTries(ImmutableArray<string>.Builder lines, ImmutableArray<RankedRow> rows, BestByChance? chance)
    {
        if (rows.Length < 2) return;
        var different = rows.Select(row => string.Join(' ', row.Row.DecisionHashes)).Distinct(StringComparer.Ordinal).Count();
        if (different < rows.Length)
            lines.Add(FormattableString.Invariant($"Of {rows.Length} combinations only {different} decide differently on these games: a setting that is varied reaches nothing there. A series may override it (strategies.series.*)."));
        var tries = FormattableString.Invariant($"{rows.Length} combinations were tried: the best of many looks good by luck alone.");
        lines.Add(chance is { } luck
            ? tries + FormattableString.Invariant($" Were none worth anything, the best would still show {Text(luck.Median)} in half of all cases, and {Text(luck.OneInTwenty)} or more in one of twenty; the winner shows {Dollars(rows[0].Row.In.PnlMicros)}, which luck reaches in {luck.Share * 100:0.#} %.")
            : tries + FormattableString.Invariant($" With fewer than {BestByChance.LeastGames} games traded it cannot be said how good."));
    }

    private static void AddGames(ImmutableArray<string>.Builder lines, SweepRow winner, SampleSplit split)
    {
        if (winner.In.GamesTraded < FewGames || winner.Out.GamesTraded < FewGames)
            lines.Add(FormattableString.Invariant($"The winner traded {winner.In.GamesTraded} games in-sample and {winner.Out.GamesTraded} out-of-sample. Intervals rest on games: below about {FewGames} take no figure here for an edge, and none for its absence."));
        AddUnlike(lines, "odds", split, game => game.HasOdds);
        AddUnlike(lines, "scores in play", split, game => game.HasScores);
    }

    /// <summary>Sides that do not hold the same evidence test different things.</summary>
    private static void AddUnlike(ImmutableArray<string>.Builder lines, string what, SampleSplit split, Func<SampleGame, bool> has)
    {
        var (inside, outside) = (split.In.Count(has), split.Out.Count(has));
        var (first, second) = ((double)inside / split.In.Length, (double)outside / split.Out.Length);
        if (Math.Max(first, second) > 0 && Math.Min(first, second) < Math.Max(first, second) / 2)
            lines.Add(FormattableString.Invariant($"The sides are not alike: {inside} of {split.In.Length} games in-sample have {what}, {outside} of {split.Out.Length} out-of-sample. What rests on them is chosen or judged on almost nothing; --split DATE parts the games elsewhere."));
    }

    private static string Dollars(long micros) => Text(micros / 1e6);

    private static string Text(double dollars) => FormattableString.Invariant($"{(dollars < 0 ? "-" : "+")}${Math.Abs(dollars):#,##0.00}");
}
