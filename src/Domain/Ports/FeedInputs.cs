namespace KalshiArb.Domain.Ports;

/// <summary>Where a game stands.</summary>
public enum GamePhase
{
    /// <summary>Not started.</summary>
    Scheduled,
    /// <summary>In play.</summary>
    InPlay,
    /// <summary>Interrupted: nobody can say what the score will mean.</summary>
    Suspended,
    /// <summary>Will be played on another day.</summary>
    Postponed,
    /// <summary>Over.</summary>
    Final,
}

/// <summary>One bookmaker's prices for one game, as decimal odds.</summary>
/// <param name="Book">The bookmaker's key.</param>
/// <param name="SourceStamp">The book's own time stamp.</param>
/// <param name="HomeDecimalOdds">Home win, decimal (2.10). Above 1.</param>
/// <param name="AwayDecimalOdds">Away win, decimal.</param>
/// <param name="DrawDecimalOdds">Draw, decimal; null in a two-way price.</param>
public readonly record struct BookmakerQuote(string Book, Instant SourceStamp, double HomeDecimalOdds, double AwayDecimalOdds, double? DrawDecimalOdds);

/// <summary>
/// A poll of an odds feed for one game: every book that has a price now. A book that is absent is suspended: its earlier
/// price no longer counts.
/// </summary>
/// <param name="Game">The game.</param>
/// <param name="Source">Which feed.</param>
/// <param name="Quotes">The books of this poll; empty when all are suspended.</param>
public sealed record OddsPolled(GameId Game, string Source, ImmutableArray<BookmakerQuote> Quotes) : Input;

/// <summary>A game became known or was moved.</summary>
/// <param name="Game">The game.</param>
/// <param name="Sport">Its sport.</param>
/// <param name="HomeTeam">Home side as the feed writes it.</param>
/// <param name="AwayTeam">Away side as the feed writes it.</param>
/// <param name="CommenceTime">Scheduled start.</param>
public sealed record GameListed(GameId Game, Sport Sport, string HomeTeam, string AwayTeam, Instant CommenceTime) : Input, IReferenceInput
{
    /// <inheritdoc/>
    public string ReferenceKey => "game/" + Game.Value;
}

/// <summary>The score and clock of a game.</summary>
/// <param name="Game">The game.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="HomeScore">Points of the home side.</param>
/// <param name="AwayScore">Points of the away side.</param>
/// <param name="Elapsed">Playing time elapsed, overtime included; null where the sport has no clock.</param>
/// <param name="Period">1-based period, inning or half; 0 before the start.</param>
/// <param name="SourceStamp">The feed's own time stamp.</param>
public sealed record ScoreReported(GameId Game, GamePhase Phase, int HomeScore, int AwayScore, TimeSpan? Elapsed, int Period, Instant SourceStamp) : Input
{
    /// <summary>In baseball, where the feed says so: how far the inning of <see cref="Period"/> is.</summary>
    public InningProgress? Innings { get; init; }
}

/// <summary>How far an inning is.</summary>
/// <param name="Bottom">Whether the home side bats.</param>
/// <param name="Outs">0 to 3; 3 between two halves.</param>
/// <param name="Runners">The sum of 1 for a runner on first, 2 on second and 4 on third.</param>
public readonly record struct InningProgress(bool Bottom, int Outs, int Runners);
