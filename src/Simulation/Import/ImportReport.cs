using System.Collections.Immutable;
using System.Globalization;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Numbers;
using KalshiArb.Feeds.Files;
using KalshiArb.Feeds.Odds;

namespace KalshiArb.Simulation.Import;

/// <summary>What an import found, left out and assumed.</summary>
public sealed record ImportReport
{
    /// <summary>Games of the venue.</summary>
    public required int Games { get; init; }

    /// <summary>Markets of the venue.</summary>
    public required int Markets { get; init; }

    /// <summary>Rows of top of book: minutes, or ticker records.</summary>
    public required int Rows { get; init; }

    /// <summary>What a row is: minutes, records.</summary>
    public required string RowName { get; init; }

    /// <summary>How long a bar is whose end each row is; null where rows stand as they came.</summary>
    public TimeSpan? Bar { get; init; }

    /// <summary>Times at which a market's book was marked stale because its next row did not come within a minute, its last row included.</summary>
    public required int StaleMarks { get; init; }

    /// <summary>Markets with a result.</summary>
    public required int Settled { get; init; }

    /// <summary>Polls of the odds feed.</summary>
    public required int OddsPolls { get; init; }

    /// <summary>Every odds event, and what became of it.</summary>
    public required ImmutableArray<OddsJoin> OddsJoins { get; init; }

    /// <summary>Rows of games that were joined to odds.</summary>
    public required int RowsWithOdds { get; init; }

    /// <summary>The size shown at both sides of every top of book: the recording holds none.</summary>
    public required Quantity AssumedDisplayedSize { get; init; }

    /// <summary>Facts of the series that were used and are assumed, not observed: series and fact.</summary>
    public required ImmutableArray<string> AssumedFacts { get; init; }

    /// <summary>Markets that were left out, with the reason.</summary>
    public required ImmutableArray<string> MarketsLeftOut { get; init; }

    /// <summary>Rows, events and books that did not read.</summary>
    public required FaultLog Faults { get; init; }

    /// <summary>Odds events joined to a game.</summary>
    public int Matched => OddsJoins.Count(j => j.Outcome == MatchOutcome.Matched);

    /// <summary>Odds events that fit two games.</summary>
    public int Ambiguous => OddsJoins.Count(j => j.Outcome == MatchOutcome.Ambiguous);

    /// <summary>Odds events without a game, the ambiguous ones not counted.</summary>
    public int Unmatched => OddsJoins.Length - Matched - Ambiguous;

    /// <summary>The report in lines for a person.</summary>
    public IEnumerable<string> Lines()
    {
        yield return Line($"games {Games}, markets {Markets}, {RowName} {Rows}, stale marks {StaleMarks}, results {Settled}");
        yield return Line($"odds games {OddsJoins.Length} in {OddsPolls} polls: matched {Matched}, unmatched {Unmatched}, ambiguous {Ambiguous}; {RowName} of matched games {RowsWithOdds}");
        foreach (var group in OddsJoins.Where(j => j.Outcome != MatchOutcome.Matched).GroupBy(j => j.Outcome).OrderBy(g => g.Key))
            foreach (var join in group)
                yield return Line($"  {group.Key}: {join.AwayTeam} at {join.HomeTeam} ({join.EventId})");
        yield return Line($"assumed displayed size {AssumedDisplayedSize} contracts at both sides: the recording holds no sizes");
        if (AssumedFacts.Length > 0) yield return "assumed, not observed: " + string.Join(", ", AssumedFacts);
        foreach (var market in MarketsLeftOut) yield return "left out: " + market;
        if (Faults.Count > 0) yield return Line($"not readable {Faults.Count}:");
        foreach (var fault in Faults.First) yield return $"  {fault.Where}: {fault.Reason}";
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A recorded day as inputs in time order, with the report.</summary>
public sealed record ImportedDay(ImmutableArray<TimedInput> Inputs, ImportReport Report);
