namespace KalshiArb.Host.History;

/// <summary>How much of the venue's history one tape may hold: everything is in memory until it is in order. More is refused, never cut.</summary>
/// <param name="Markets">Markets.</param>
/// <param name="Bars">Minutes of all markets.</param>
/// <param name="Trades">Trades of all markets.</param>
/// <param name="Pages">Pages of one listing.</param>
internal sealed record HistoryLimits(int Markets, int Bars, int Trades, int Pages)
{
    /// <summary>How many requests leave a second at most: less than half of what the venue took from one address (about 51, 2026-08-26).</summary>
    public int RequestsPerSecond { get; init; } = 20;

    /// <summary>How often a request is repeated when the venue is busy or broken.</summary>
    public int Retries { get; init; } = 6;

    /// <summary>The wait before the first repetition; it doubles, up to twenty times as long.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>A fortnight of baseball; both to the full took 0.95 GB and half a minute to put in order.</summary>
    public static HistoryLimits Default { get; } = new(2_000, 2_000_000, 2_000_000, 2_000);
}

/// <summary>How far a download is.</summary>
/// <param name="Markets">Markets read.</param>
/// <param name="Of">Of so many.</param>
/// <param name="Bars">Minutes so far.</param>
/// <param name="Trades">Trades so far.</param>
/// <param name="Requests">Requests so far.</param>
internal readonly record struct HistoryProgress(int Markets, int Of, int Bars, int Trades, long Requests);

/// <summary>Everything that the venue gave for a span.</summary>
/// <param name="Series">The series.</param>
/// <param name="Markets">Its markets with their history.</param>
/// <param name="Archived">How many of them came from the historical lists.</param>
/// <param name="Unread">Rows of markets and trades that could not be read: they are on no tape.</param>
internal sealed record HistoryRead(Kalshi.Rest.SeriesInfo Series, ImmutableArray<Simulation.Import.HistoryMarket> Markets, int Archived, ImmutableArray<Kalshi.Rest.QuarantinedRow> Unread);
