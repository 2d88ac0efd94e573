using KalshiArb.Domain.Fees;

namespace KalshiArb.Domain.Games;

/// <summary>In which order a series writes the two sides of a game.</summary>
public enum TeamOrder
{
    /// <summary>The visitors first, as American leagues do.</summary>
    AwayHome,
    /// <summary>The hosts first, as English football does.</summary>
    HomeAway,
}

/// <summary>
/// What is known of a game series without asking the venue. Read from <c>data/series.csv</c>, where each fact carries its
/// date, its source and whether it was observed or is assumed.
/// </summary>
/// <param name="Series">The series.</param>
/// <param name="Sport">Its league.</param>
/// <param name="Order">How its tickers write the two sides.</param>
/// <param name="HasStartTime">Whether its tickers carry the US Eastern time of the start (HHMM).</param>
/// <param name="Outcomes">2, or 3 with a draw (market code TIE).</param>
/// <param name="Fees">Fee type and multiplier.</param>
/// <param name="Shard">Where its orders and cash live.</param>
/// <param name="SettlementTimer">How long after determination money moves.</param>
/// <param name="Grid">The valid limit prices.</param>
/// <param name="OpensBefore">How long before the start its markets open.</param>
/// <param name="ClosesAfter">How long after the start its markets close at the latest.</param>
/// <param name="Assumed">Names of the facts that were not observed but are assumed, in the order of the table; those of <see cref="Sets"/> are not among them.</param>
public sealed record SeriesFacts(
    SeriesTicker Series,
    Sport Sport,
    TeamOrder Order,
    bool HasStartTime,
    int Outcomes,
    FeeSchedule Fees,
    Shard Shard,
    TimeSpan SettlementTimer,
    PriceGrid Grid,
    TimeSpan OpensBefore,
    TimeSpan ClosesAfter,
    ImmutableArray<string> Assumed)
{
    /// <summary>What is known of the markets of an event together; null where that is not known, which trades no sets.</summary>
    public SetFacts? Sets { get; init; }
}

/// <summary>Series facts by series.</summary>
public sealed class SeriesCatalog
{
    private readonly ImmutableSortedDictionary<string, SeriesFacts> _bySeries;

    /// <summary>Makes a catalogue; a series that stands twice is a broken table and throws, since the reader has checked.</summary>
    public SeriesCatalog(IEnumerable<SeriesFacts> series) =>
        _bySeries = series.ToImmutableSortedDictionary(s => s.Series.Value, s => s, StringComparer.Ordinal);

    /// <summary>The series, ordinally.</summary>
    public IEnumerable<SeriesFacts> Series => _bySeries.Values;

    /// <summary>The facts of a series; null when there are none: its markets are not quoted.</summary>
    public SeriesFacts? Find(SeriesTicker series) => _bySeries.GetValueOrDefault(series.Value);
}
