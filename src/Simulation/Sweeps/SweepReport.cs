using System.Collections.Immutable;
using System.Text.Json.Serialization;
using KalshiArb.Domain.Risk;
using KalshiArb.Simulation.Reports;

namespace KalshiArb.Simulation.Sweeps;

/// <summary>One combination that was tried.</summary>
/// <param name="Values">The settings that were varied, and their values.</param>
/// <param name="In">What they did on the games they were chosen on.</param>
/// <param name="Out">What they did on the others.</param>
/// <param name="LedgersAgree">Whether the ledger of each replay agreed with the paper exchange's.</param>
/// <param name="StateIn">The trading state at the end of the in-sample side: of several tapes the worst.</param>
/// <param name="StateOut">The same of the out-of-sample side.</param>
/// <param name="DecisionHashes">Of each replay, in order.</param>
public sealed record SweepRow(
    ImmutableArray<NamedValue> Values, HalfFigures In, HalfFigures Out, bool LedgersAgree, TradingState StateIn, TradingState StateOut, ImmutableArray<string> DecisionHashes);

/// <summary>A combination with its places. The best result has place 1; equal results share one.</summary>
/// <param name="RankIn">By the result in-sample.</param>
/// <param name="RankOut">By the result out-of-sample.</param>
/// <param name="Row">The combination.</param>
public sealed record RankedRow(int RankIn, int RankOut, SweepRow Row)
{
    /// <summary>Ranks combinations by result after fees, in-sample first; of equal ones the earlier stands first.</summary>
    public static ImmutableArray<RankedRow> Of(IReadOnlyCollection<SweepRow> rows) =>
        [.. rows.Select(row => new RankedRow(
                1 + rows.Count(other => other.In.PnlMicros > row.In.PnlMicros), 1 + rows.Count(other => other.Out.PnlMicros > row.Out.PnlMicros), row))
            .OrderBy(row => row.RankIn)];
}

/// <summary>The games of one side.</summary>
/// <param name="FromMicros">When the first begins, Unix microseconds.</param>
/// <param name="ToMicros">When the last begins.</param>
/// <param name="WithOdds">Games with odds.</param>
/// <param name="WithScores">Games with scores in play.</param>
/// <param name="Games">Their names, by start.</param>
public sealed record SweepSide(long FromMicros, long ToMicros, int WithOdds, int WithScores, ImmutableArray<string> Games)
{
    /// <summary>Sums up games, at least one.</summary>
    public static SweepSide Of(ImmutableArray<SampleGame> games) => new(
        games.Min(game => game.Start).UnixMicros, games.Max(game => game.Start).UnixMicros, games.Count(game => game.HasOdds), games.Count(game => game.HasScores),
        [.. games.Select(game => game.Name)]);
}

/// <summary>What a sweep found, as it stands in its file: the same for any number of jobs, byte for byte.</summary>
/// <param name="Format">The shape of the file.</param>
/// <param name="Build">The program that made it.</param>
/// <param name="Tapes">The tapes, as given.</param>
/// <param name="Fills">How orders filled.</param>
/// <param name="RankedBy">By what the combinations are ranked.</param>
/// <param name="Grid">The settings that were varied.</param>
/// <param name="GridSize">How many combinations the grid has.</param>
/// <param name="Seed">Of the draw; null when the whole grid was tried.</param>
/// <param name="Invalid">Combinations that were drawn and are no valid settings, each with the reason; not tried.</param>
/// <param name="Split">By what the games were parted.</param>
/// <param name="In">The games the settings were chosen on.</param>
/// <param name="Out">The games they were judged on.</param>
/// <param name="Rows">The combinations, the best in-sample first.</param>
/// <param name="Chance">What the best of them would show by luck; null with too few games.</param>
/// <param name="Warnings">What to know before believing the table.</param>
/// <param name="Settings">The settings under the grid, by path.</param>
public sealed record SweepReport(
    string Format, string Build, ImmutableArray<string> Tapes, string Fills, string RankedBy, ImmutableArray<SweptSetting> Grid, long GridSize, ulong? Seed,
    ImmutableArray<string> Invalid, SplitWay Split, SweepSide In, SweepSide Out, ImmutableArray<RankedRow> Rows, BestByChance? Chance, ImmutableArray<string> Warnings,
    ImmutableArray<NamedValue> Settings)
{
    /// <summary>The shape that this build writes.</summary>
    public const string CurrentFormat = "kalshiarb-sweep/1";

    /// <summary>By what combinations are ranked.</summary>
    public const string Measure = "result after fees in-sample, open positions at the prices at which they could be left";
}

/// <summary>The generated writer.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(SweepReport))]
public sealed partial class SweepJson : JsonSerializerContext;
