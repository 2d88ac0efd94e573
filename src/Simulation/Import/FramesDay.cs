using System.Collections.Immutable;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Feeds.Files;
using KalshiArb.Feeds.Odds;
using KalshiArb.Feeds.Reference;

namespace KalshiArb.Simulation.Import;

/// <summary>A recording of stream frames with odds beside it, in the order in which both became known.</summary>
/// <param name="Inputs">The inputs.</param>
/// <param name="Frames">What the frames were.</param>
/// <param name="Joins">Every odds event, and what became of it.</param>
/// <param name="LeftOut">Markets without facts, with the reason: their books are not followed.</param>
/// <param name="AssumedFacts">Facts of series that were used and are assumed, not observed.</param>
/// <param name="Faults">What did not read.</param>
public sealed record FramesDay(
    ImmutableArray<TimedInput> Inputs,
    KalshiFramesReport Frames,
    ImmutableArray<OddsJoin> Joins,
    ImmutableArray<string> LeftOut,
    ImmutableArray<string> AssumedFacts,
    FaultLog Faults)
{
    /// <summary>Imports a recording; false with the reason when a file is not usable at all.</summary>
    public static bool TryImport(string path, IReadOnlyList<string> oddsPaths, ReferenceData reference, out FramesDay day, out string reason)
    {
        day = null!;
        if (KalshiFrames.Open(path, useYesPrice: false, out var refusal) is not { } frames)
        {
            reason = refusal!;
            return false;
        }

        var recorded = frames.ReadAll().ToArray();
        if (frames.Refusal is { } ended)
        {
            reason = $"{path}: {ended}";
            return false;
        }

        var faults = new FaultLog();
        var polls = ImmutableArray<OddsPoll>.Empty;
        if (oddsPaths.Count > 0 && !OddsFiles.TryRead(oddsPaths, faults, out polls, out reason)) return false;
        reason = "";
        var (inputs, games, leftOut, assumed) = List(frames.Report, reference);
        var odds = new OddsInputs(reference.Teams);
        var ranked = inputs.Select((timed, i) => (timed.Stamp, Rank: 0, Number: i, timed.Input)).ToList();
        foreach (var poll in polls)
            foreach (var input in odds.Apply(poll, games)) ranked.Add((poll.ReceivedAt, 1, ranked.Count, input));
        foreach (var (at, input) in recorded) ranked.Add((at, 2, ranked.Count, input));
        ranked.Sort((left, right) =>
        {
            var order = left.Stamp.CompareTo(right.Stamp);
            if (order == 0) order = left.Rank.CompareTo(right.Rank);
            return order != 0 ? order : left.Number.CompareTo(right.Number);
        });
        day = new FramesDay([.. ranked.Select(one => new TimedInput(one.Stamp, one.Input))], frames.Report, odds.Joins, leftOut, assumed, faults);
        return true;
    }

    private static (List<TimedInput> Inputs, List<VenueGame> Games, ImmutableArray<string> LeftOut, ImmutableArray<string> Assumed) List(
        KalshiFramesReport report, ReferenceData reference)
    {
        var inputs = new List<TimedInput>();
        var games = new SortedDictionary<string, VenueGame>(StringComparer.Ordinal);
        var assumed = new SortedSet<string>(StringComparer.Ordinal);
        var leftOut = ImmutableArray.CreateBuilder<string>();
        foreach (var ticker in report.Tickers)
        {
            if (!GameMarkets.TryFacts(ticker, reference.Series, reference.Teams, out var facts, out var game, out var reason))
            {
                leftOut.Add(reason);
                continue;
            }

            inputs.Add(new TimedInput(report.First ?? Instant.Never, new MarketListed(facts)));
            var series = reference.Series.Find(facts.Series)!;
            foreach (var fact in series.Assumed) assumed.Add($"{facts.Series} {fact}");
            if (VenueGame.TryCreate(game, series, reference.Teams, out var known, out _)) games[facts.Event.Value] = known;
        }

        return (inputs, [.. games.Values], leftOut.ToImmutable(), [.. assumed]);
    }
}
