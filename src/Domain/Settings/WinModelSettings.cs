namespace KalshiArb.Domain.Settings;

/// <summary>
/// The win-probability models by sport: their numbers, and whether each may make a fair value that is traded on. They hold league
/// averages; no club's strength is in them.
/// </summary>
/// <param name="Nba">NBA.</param>
/// <param name="CollegeMen">College basketball, men.</param>
/// <param name="CollegeWomen">College basketball, women.</param>
/// <param name="Nfl">NFL; null for none.</param>
/// <param name="Mlb">MLB; null for none.</param>
/// <param name="Nhl">NHL; null for none.</param>
/// <param name="Epl">English Premier League; null for none.</param>
public sealed record WinModelSettings(
    LogisticModel Nba, LogisticModel CollegeMen, LogisticModel CollegeWomen, MarginModel? Nfl, InningsModel? Mlb, GoalsModel? Nhl, GoalsModel? Epl)
{
    /// <summary>What was in force before models were settings: the logistic one for basketball and nothing else. For tapes of that time.</summary>
    public static WinModelSettings BeforeSettings { get; } = new(Basketball(48, 2.5), Basketball(40, 3.5), Basketball(40, 3.5), null, null, null, null);

    private static LogisticModel Basketball(int minutes, double home) =>
        new(true, TimeSpan.FromMinutes(minutes), home, 0.065, 0.25, TimeSpan.FromMinutes(5), 0.1, 1.0);
}

/// <summary>Score and clock of basketball: p = 1/(1+e^(−k(d+h))) with k = k0 + kr·s³, s the elapsed share of regulation or of an overtime.</summary>
/// <param name="Enabled">Whether it may be traded on.</param>
/// <param name="Regulation">Length of regulation.</param>
/// <param name="HomeAdvantage">h, in points.</param>
/// <param name="BaseSlope">k0.</param>
/// <param name="SlopeGain">kr.</param>
/// <param name="Overtime">Length of one overtime.</param>
/// <param name="OvertimeBaseSlope">k0 in overtime.</param>
/// <param name="OvertimeSlopeGain">kr in overtime.</param>
public sealed record LogisticModel(
    bool Enabled, TimeSpan Regulation, double HomeAdvantage, double BaseSlope, double SlopeGain, TimeSpan Overtime, double OvertimeBaseSlope, double OvertimeSlopeGain);

/// <summary>Score and clock of American football: what is still to come is normal, its mean and its variance in proportion to the time left (Stern 1994).</summary>
/// <param name="Enabled">Whether it may be traded on.</param>
/// <param name="Regulation">Length of regulation.</param>
/// <param name="HomeAdvantage">Points by which the home side wins on average.</param>
/// <param name="Deviation">Standard deviation of the final margin, in points.</param>
/// <param name="HomeAfterLevel">What the home side is worth when regulation ends level, a tie counted as a half.</param>
public sealed record MarginModel(bool Enabled, TimeSpan Regulation, double HomeAdvantage, double Deviation, double HomeAfterLevel);

/// <summary>Goals and clock: each side's goals to come are Poisson with its rate over the time left.</summary>
/// <param name="Enabled">Whether it may be traded on.</param>
/// <param name="Regulation">Length of a match, in football with what is usually added.</param>
/// <param name="HomeGoals">Goals of the home side in a match.</param>
/// <param name="AwayGoals">Goals of the visitors.</param>
/// <param name="LeastLeft">While a match is in play at least this much is left: nobody knows what the referee adds.</param>
/// <param name="HomeAfterLevel">Share of level matches that the home side wins afterwards; null where a level match is a draw.</param>
public sealed record GoalsModel(bool Enabled, TimeSpan Regulation, double HomeGoals, double AwayGoals, TimeSpan LeastLeft, double? HomeAfterLevel);

/// <summary>
/// Innings, outs, runners and score of baseball: what a half-inning still brings has the mean and the chance of any run that
/// belong to its outs and runners (a geometric tail between), and half-innings are independent.
/// </summary>
/// <param name="Enabled">Whether it may be traded on.</param>
/// <param name="Innings">Innings of regulation.</param>
/// <param name="HomeAdvantage">By which share the home side scores more often than average, and the visitors less.</param>
/// <param name="HomeInExtra">Share of games level after regulation that the home side wins.</param>
/// <param name="RunsToCome">Mean runs to the end of the half-inning: for runners none, first, second, first and second, third, first and third, second and third, all; each with 0, 1, 2 outs. 24 numbers.</param>
/// <param name="ScoringChance">Chance of any run to the end of the half-inning, in the same order; at most the mean.</param>
public sealed record InningsModel(bool Enabled, int Innings, double HomeAdvantage, double HomeInExtra, ImmutableArray<double> RunsToCome, ImmutableArray<double> ScoringChance)
{
    /// <summary>Combinations of runners and outs.</summary>
    public const int States = 24;
}
