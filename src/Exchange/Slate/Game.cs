using KalshiArb.Domain.Ports;

namespace KalshiArb.Exchange.Slate;

/// <summary>One game: its clock, its score and the chance of each result. Nothing that traders do reaches it.</summary>
internal sealed class Game
{
    private const int Remembered = 256;
    private static readonly TimeSpan DecidedDelay = TimeSpan.FromSeconds(4);
    private readonly League _league;
    private readonly WinTable _table;
    private readonly Chance _chance;
    private readonly (Instant At, Truth Truth)[] _known = new (Instant, Truth)[Remembered];
    private long _knownCount;
    private int _stepsLeft;
    private int _overtimes;
    private Instant _interruptedUntil;

    public Game(League league, GameId id, string homeTeam, string awayTeam, Instant commence, double homeAdvantage, Chance chance)
    {
        _league = league;
        _chance = chance;
        _table = new WinTable(league, homeAdvantage);
        _stepsLeft = league.RegulationSteps;
        Id = id;
        HomeTeam = homeTeam;
        AwayTeam = awayTeam;
        Commence = commence;
        Truth = Consensus = _table.At(false, _stepsLeft, 0);
    }

    private const double ClosingShare = 0.33;
    private const double EndShare = 0.20;

    public GameId Id { get; }
    public League League => _league;
    public string HomeTeam { get; }
    public string AwayTeam { get; }
    public Instant Commence { get; private set; }
    public GamePhase Phase { get; private set; } = GamePhase.Scheduled;
    public int HomeScore { get; private set; }
    public int AwayScore { get; private set; }
    public bool InOvertime => _overtimes > 0;

    /// <summary>The chance of each result as the field knows it at this moment. Never shown to the trader.</summary>
    public Truth Truth { get; private set; }

    /// <summary>What the bookmakers' prices say since their last poll, margin taken off; market makers follow it.</summary>
    public Truth Consensus { get; private set; }

    /// <summary>Until then every bookmaker has taken his price down.</summary>
    public Instant SuspendedUntil { get; private set; }

    public bool IsTied => HomeScore == AwayScore;

    public bool IsOver => Phase is GamePhase.Final or GamePhase.Postponed;

    /// <summary>Whether the end is so near that the crowd has left and quotes fall behind. An assumption about others, not an observation.</summary>
    public bool IsClosing => IsWithin(ClosingShare);

    /// <summary>Whether the last part of the game has come, in which nobody else quotes: what is held then is held to the result.</summary>
    public bool IsAtEnd => IsWithin(EndShare);

    private bool IsWithin(double share) =>
        Phase is GamePhase.InPlay or GamePhase.Suspended
        && _stepsLeft <= (InOvertime ? _league.OvertimeSteps : _league.RegulationSteps) * share;

    public int Period
    {
        get
        {
            if (Phase == GamePhase.Scheduled) return 0;
            if (_league.BatsInTurn && InOvertime) return _league.Periods / 2 + _overtimes;
            if (InOvertime) return _league.Periods + _overtimes;
            var period = Math.Min(_league.Periods, (_league.RegulationSteps - _stepsLeft) / _league.StepsPerPeriod + 1);
            return _league.BatsInTurn ? (period + 1) / 2 : period;
        }
    }

    public TimeSpan? Elapsed
    {
        get
        {
            if (!_league.HasClock) return null;
            if (Phase == GamePhase.Scheduled) return TimeSpan.Zero;
            var steps = InOvertime
                ? _league.RegulationSteps + _overtimes * _league.OvertimeSteps - _stepsLeft
                : _league.RegulationSteps - _stepsLeft;
            return TimeSpan.FromSeconds(steps * _league.StepSeconds);
        }
    }

    /// <summary>
    /// Takes the median of the bookmakers over each result. When all prices are down because the game is as good as decided,
    /// those who trade look at the game itself; under suspension nobody knows more than before.
    /// </summary>
    public void SetConsensus(ReadOnlySpan<BookmakerQuote> quotes, Instant now)
    {
        if (quotes.Length == 0)
        {
            if (now >= SuspendedUntil) Consensus = KnownAt(now - DecidedDelay);
            return;
        }

        Span<double> home = stackalloc double[quotes.Length];
        Span<double> draw = stackalloc double[quotes.Length];
        for (var i = 0; i < quotes.Length; i++)
        {
            var h = 1.0 / quotes[i].HomeDecimalOdds;
            var a = 1.0 / quotes[i].AwayDecimalOdds;
            var d = quotes[i].DrawDecimalOdds is { } odds ? 1.0 / odds : 0.0;
            home[i] = h / (h + a + d);
            draw[i] = d / (h + a + d);
        }

        Consensus = new Truth(Median(home), Median(draw));
    }

    /// <summary>Starts the game.</summary>
    public void Begin(Instant at)
    {
        Phase = GamePhase.InPlay;
        Remember(at, Truth);
    }

    /// <summary>Plays without a word until so much of regulation is over; for games in play at the start.</summary>
    public void PlayAhead(double shareOfRegulation, Instant at)
    {
        Commence = at - TimeSpan.FromSeconds(Math.Round(shareOfRegulation * _league.RealSeconds));
        Phase = GamePhase.InPlay;
        var until = (int)(_league.RegulationSteps * (1.0 - shareOfRegulation));
        while (_stepsLeft > Math.Max(1, until)) PlayStep();
        SetTruth();
        Consensus = Truth;
        Remember(at, Truth);
    }

    /// <summary>Puts the game level into overtime with so many steps left, as if regulation had ended so.</summary>
    public void PlaceInOvertime(int stepsLeft, int score, Instant at)
    {
        Commence = at - TimeSpan.FromSeconds(Math.Round(_league.RealSeconds));
        Phase = GamePhase.InPlay;
        HomeScore = AwayScore = score;
        _overtimes = 1;
        _stepsLeft = stepsLeft;
        SetTruth();
        Consensus = Truth;
        Remember(at, Truth);
    }

    /// <summary>Interrupts play (rain): every book suspends, nobody scores.</summary>
    public void Interrupt(Instant until)
    {
        Phase = GamePhase.Suspended;
        _interruptedUntil = until;
        SuspendedUntil = until;
    }

    /// <summary>The game will be played on another day.</summary>
    public void Postpone() => Phase = GamePhase.Postponed;

    /// <summary>Bookmakers take their prices down for a while without a score (a review).</summary>
    public void SuspendBooks(Instant until) => SuspendedUntil = Instant.Max(SuspendedUntil, until);

    /// <summary>Plays one step; how long until the next, or null when the game is over. A score that matters suspends the books.</summary>
    public TimeSpan? Step(Instant at, out bool scored)
    {
        scored = false;
        if (Phase == GamePhase.Suspended)
        {
            if (at < _interruptedUntil) return _interruptedUntil - at;
            Phase = GamePhase.InPlay;
        }

        var before = Truth;
        scored = PlayStep();
        SetTruth();
        var jump = Math.Max(Math.Abs(Truth.Home - before.Home), Math.Abs(Truth.Draw - before.Draw));
        var knownAt = at;
        if (scored && jump >= _league.SuspendAbove)
        {
            SuspendBooks(at + TimeSpan.FromSeconds(Math.Round(_chance.Between(12, 40), 1)));
            knownAt = SuspendedUntil;
        }

        Remember(Instant.Max(knownAt, SuspendedUntil), Truth);
        if (Phase == GamePhase.Final) return null;
        return TimeSpan.FromSeconds(Math.Round(PauseAfterStep() + _league.PaceSecondsPerStep * _chance.Between(0.6, 1.4), 3));
    }

    /// <summary>What a bookmaker with this delay, or a trader, knows at a time. What happened under suspension is priced when it ends.</summary>
    public Truth KnownAt(Instant at)
    {
        var oldest = Math.Max(0, _knownCount - Remembered);
        for (var i = _knownCount - 1; i > oldest; i--)
        {
            ref readonly var entry = ref _known[i % Remembered];
            if (entry.At <= at) return entry.Truth;
        }

        return _knownCount == 0 ? Truth : _known[oldest % Remembered].Truth;
    }

    /// <summary>What a market on this outcome pays: $1, $0, or a scalar for a tie or a game that was not played.</summary>
    public Price SettlementValue(GameOutcome outcome)
    {
        if (Phase == GamePhase.Postponed)
        {
            var home = Math.Clamp((int)Math.Round(Truth.Home * 100), 1, 99);
            if (_league.Level != LevelRule.Draw) return Price.FromCents(outcome == GameOutcome.Home ? home : 100 - home);
            var draw = Math.Clamp((int)Math.Round(Truth.Draw * 100), 1, 99 - Math.Min(98, home));
            return Price.FromCents(outcome switch { GameOutcome.Home => home, GameOutcome.Draw => draw, _ => Math.Max(0, 100 - home - draw) });
        }

        if (!IsTied) return outcome == (HomeScore > AwayScore ? GameOutcome.Home : GameOutcome.Away) ? Price.One : Price.Zero;
        if (_league.Level == LevelRule.Draw) return outcome == GameOutcome.Draw ? Price.One : Price.Zero;
        return Price.FromCents(50);
    }

    private static double Median(Span<double> values)
    {
        values.Sort();
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2.0;
    }

    private bool PlayStep()
    {
        var points = _table.Play(_chance, _stepsLeft, InOvertime);
        if (points > 0) HomeScore += points;
        else AwayScore -= points;
        _stepsLeft--;
        if (IsDecided()) Phase = GamePhase.Final;
        else if (_stepsLeft == 0) EndStretch();
        return points != 0;
    }

    private bool IsDecided()
    {
        if (InOvertime && _league.Level is LevelRule.SuddenDeathThenShootout or LevelRule.SuddenDeathThenTie) return InOvertime && !IsTied;
        if (!_league.BatsInTurn) return false;
        // The home side does not bat on when it leads in the bottom of the last inning.
        return _stepsLeft < _league.StepsPerPeriod && HomeScore > AwayScore;
    }

    private void EndStretch()
    {
        if (!IsTied || _league.Level == LevelRule.Draw || (InOvertime && _league.Level == LevelRule.SuddenDeathThenTie))
        {
            Phase = GamePhase.Final;
            return;
        }

        if (InOvertime && _league.Level == LevelRule.SuddenDeathThenShootout)
        {
            if (_chance.Is(0.5)) HomeScore++;
            else AwayScore++;
            Phase = GamePhase.Final;
            return;
        }

        _overtimes++;
        _stepsLeft = _league.OvertimeSteps;
    }

    private void SetTruth()
    {
        if (Phase == GamePhase.Final)
        {
            var draw = IsTied && _league.Level == LevelRule.Draw ? 1.0 : 0.0;
            Truth = new Truth(HomeScore > AwayScore ? 1.0 : IsTied && draw == 0.0 ? 0.5 : 0.0, draw);
            return;
        }

        Truth = _table.At(InOvertime, _stepsLeft, HomeScore - AwayScore);
    }

    private double PauseAfterStep()
    {
        if (InOvertime || _stepsLeft == 0 || _stepsLeft % _league.StepsPerPeriod != 0) return 0;
        var played = _league.Periods - _stepsLeft / _league.StepsPerPeriod;
        return played * 2 == _league.Periods ? _league.HalftimeSeconds : _league.BreakSeconds;
    }

    private void Remember(Instant at, Truth truth)
    {
        _known[_knownCount % Remembered] = (at, truth);
        _knownCount++;
    }
}
