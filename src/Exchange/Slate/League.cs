namespace KalshiArb.Exchange.Slate;

/// <summary>What happens when a game is level after regulation.</summary>
internal enum LevelRule
{
    /// <summary>A draw is a result of its own (soccer, three markets).</summary>
    Draw,
    /// <summary>Extra periods until somebody leads at the end of one.</summary>
    ExtraPeriods,
    /// <summary>One extra period, the first score wins; then a shoot-out.</summary>
    SuddenDeathThenShootout,
    /// <summary>One extra period, the first score wins; then a tie, which pays half a dollar on each side (Kalshi's NFL rule).</summary>
    SuddenDeathThenTie,
}

/// <summary>One way to score: points and its share of the scoring events.</summary>
internal readonly record struct ScoringPlay(int Points, double Share);

/// <summary>
/// How a league plays in the simulation: a game is a row of short steps, in each of which at most one side scores. The numbers
/// are round league averages, assumed; the venue's facts (series, shard, fees, settlement timer) are dated in the API reference.
/// </summary>
internal sealed record League(
    Sport Sport,
    SeriesTicker Series,
    bool HomeFirst,
    bool HasClock,
    double StepSeconds,
    int StepsPerPeriod,
    int Periods,
    double PaceSecondsPerStep,
    double BreakSeconds,
    double HalftimeSeconds,
    double EventsPerSide,
    double HomeEdgePoints,
    double StrengthPoints,
    ImmutableArray<ScoringPlay> Plays,
    int MarginCap,
    LevelRule Level,
    int OvertimeSteps,
    double SuspendAbove,
    Shard Shard,
    FeeSchedule Fees,
    int SettlementTimerSeconds,
    double BackstopDays)
{
    public int RegulationSteps => StepsPerPeriod * Periods;

    public bool BatsInTurn => Sport == Sport.Mlb;

    public double MeanPoints
    {
        get
        {
            var mean = 0.0;
            foreach (var play in Plays) mean += play.Points * play.Share;
            return mean;
        }
    }

    /// <summary>Real seconds of a whole game without overtime.</summary>
    public double RealSeconds => RegulationSteps * PaceSecondsPerStep + (Periods - 2) * BreakSeconds + HalftimeSeconds;

    private static FeeSchedule MakerFees(int millis) => new(FeeType.QuadraticWithMakerFees, millis);

    private static readonly ImmutableArray<ScoringPlay> Baskets = [new(1, 0.12), new(2, 0.60), new(3, 0.28)];
    private static readonly ImmutableArray<ScoringPlay> Goals = [new(1, 1.0)];

    public static League Nba { get; } = new(
        Sport.Nba, new SeriesTicker("KXNBAGAME"), false, true, 6, 120, 4, 14, 150, 900, 52, 4.0, 1.5, Baskets, 70,
        LevelRule.ExtraPeriods, 50, 0.085, new Shard(3), MakerFees(1000), 120, 14);

    public static League CollegeMen { get; } = new(
        Sport.CollegeBasketballMen, new SeriesTicker("KXNCAAMBGAME"), false, true, 6, 200, 2, 15, 600, 900, 40, 4.5, 1.5, Baskets, 70,
        LevelRule.ExtraPeriods, 50, 0.085, new Shard(3), MakerFees(1000), 120, 14);

    public static League CollegeWomen { get; } = new(
        Sport.CollegeBasketballWomen, new SeriesTicker("KXNCAAWBGAME"), false, true, 6, 100, 4, 14, 120, 900, 38, 4.5, 1.5, Baskets, 70,
        LevelRule.ExtraPeriods, 50, 0.085, new Shard(3), MakerFees(1000), 120, 14);

    public static League Nfl { get; } = new(
        Sport.Nfl, new SeriesTicker("KXNFLGAME"), false, true, 10, 90, 4, 29, 120, 780, 4.4, 1.8, 4.0,
        [new(7, 0.50), new(3, 0.38), new(6, 0.04), new(8, 0.04), new(2, 0.04)], 60,
        LevelRule.SuddenDeathThenTie, 60, 0.05, new Shard(0), MakerFees(1000), 60, 2);

    public static League Nhl { get; } = new(
        Sport.Nhl, new SeriesTicker("KXNHLGAME"), false, true, 10, 120, 3, 20, 1080, 1080, 3.05, 0.25, 0.45, Goals, 12,
        LevelRule.SuddenDeathThenShootout, 30, 0.03, new Shard(0), new FeeSchedule(FeeType.Quadratic, 1000), 120, 14);

    public static League Mlb { get; } = new(
        Sport.Mlb, new SeriesTicker("KXMLBGAME"), false, false, 20, 24, 18, 20, 55, 55, 3.0, 0.3, 0.7,
        [new(1, 0.66), new(2, 0.22), new(3, 0.09), new(4, 0.03)], 25,
        LevelRule.ExtraPeriods, 48, 0.04, new Shard(3), MakerFees(500), 120, 3);

    public static League Epl { get; } = new(
        Sport.Epl, new SeriesTicker("KXEPLGAME"), true, true, 10, 270, 2, 10.4, 900, 900, 1.4, 0.35, 0.5, Goals, 10,
        LevelRule.Draw, 0, 0.03, new Shard(0), new FeeSchedule(FeeType.Quadratic, 1000), 30, 14);
}
