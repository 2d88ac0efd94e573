using System.Collections.Immutable;

namespace KalshiArb.Simulation.RecordedGames;

/// <summary>One source on one part of the recorded games.</summary>
/// <param name="Part">Which games.</param>
/// <param name="Source">Whose probabilities.</param>
/// <param name="Score">How good they were.</param>
/// <param name="AgainstMarket">Its Brier score less the market's on the same moments; null for the market itself and where none was recorded.</param>
public sealed record CalibrationRow(string Part, string Source, CalibrationScore Score, Interval? AgainstMarket);

/// <summary>The calibration on one recording.</summary>
/// <param name="Title">Which.</param>
/// <param name="Rows">Sources by part.</param>
/// <param name="Notes">What must be known to judge the figures.</param>
public sealed record CalibrationReport(string Title, ImmutableArray<CalibrationRow> Rows, ImmutableArray<string> Notes);

/// <summary>Several sources on the same moments.</summary>
internal sealed class SourceTable(string? market)
{
    private readonly SortedDictionary<string, List<Statement>> _sources = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];

    public void Add(string source, string game, double probability, bool happened)
    {
        if (!_sources.TryGetValue(source, out var list))
        {
            _sources.Add(source, list = []);
            _order.Add(source);
        }
        list.Add(new Statement(game, probability, happened));
    }

    public IEnumerable<CalibrationRow> Rows(string part, Func<string, bool> games)
    {
        foreach (var source in _order)
        {
            List<Statement> own = [.. _sources[source].Where(s => games(s.Game))];
            if (own.Count == 0) continue;
            List<Statement>? other = market is null || market == source ? null : [.. _sources[market].Where(s => games(s.Game))];
            yield return new CalibrationRow(part, source, CalibrationScore.Of(own), other is null ? null : CalibrationScore.Difference(own, other));
        }
    }
}
