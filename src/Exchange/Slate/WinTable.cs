namespace KalshiArb.Exchange.Slate;

/// <summary>The chance of each result. The value of a home YES is Home plus half of what pays half.</summary>
internal readonly record struct Truth(double Home, double Draw)
{
    public double Away => 1.0 - Home - Draw;
}

/// <summary>
/// The exact chance of a home win and of a draw, for every number of steps left and every margin, by backward induction over
/// the very steps that the game is played in. The value is therefore a martingale: nobody who knows it alone can gain.
/// </summary>
internal sealed class WinTable
{
    private readonly League _league;
    private readonly int _cap;
    private readonly double _homeRate;
    private readonly double _awayRate;
    private readonly double[][] _home;
    private readonly double[][] _draw;
    private readonly double[][] _overtime;

    /// <param name="league">How it is played.</param>
    /// <param name="homeAdvantage">Points by which the home side is better over regulation.</param>
    public WinTable(League league, double homeAdvantage)
    {
        _league = league;
        _cap = league.MarginCap;
        var shift = homeAdvantage / 2.0 / league.MeanPoints;
        var share = league.BatsInTurn ? 2.0 : 1.0; // a side bats in half of the steps
        _homeRate = Math.Max(0.2 * league.EventsPerSide, league.EventsPerSide + shift) * share / league.RegulationSteps;
        _awayRate = Math.Max(0.2 * league.EventsPerSide, league.EventsPerSide - shift) * share / league.RegulationSteps;
        _overtime = SolveOvertime();
        _home = Solve(league.RegulationSteps, Terminal(1.0, AtLevel()), suddenDeath: false);
        _draw = league.Level == LevelRule.Draw ? Solve(league.RegulationSteps, Terminal(0.0, 1.0, 0.0), suddenDeath: false) : [];
    }

    /// <summary>The truth with so many steps left in the current stretch and this margin (home less away).</summary>
    public Truth At(bool overtime, int stepsLeft, int margin)
    {
        var column = Math.Clamp(margin, -_cap, _cap) + _cap;
        if (overtime) return new Truth(_overtime[stepsLeft][column], 0.0);
        return new Truth(_home[stepsLeft][column], _league.Level == LevelRule.Draw ? _draw[stepsLeft][column] : 0.0);
    }

    /// <summary>Plays one step: who scores how much. Positive for the home side.</summary>
    public int Play(Chance chance, int stepsLeft, bool overtime)
    {
        var (home, away) = Rates(stepsLeft, overtime ? _league.OvertimeSteps : _league.RegulationSteps);
        var draw = chance.Next();
        if (draw >= home + away) return 0;
        var isHome = draw < home;
        var play = chance.Next();
        foreach (var candidate in _league.Plays)
        {
            play -= candidate.Share;
            if (play < 0) return isHome ? candidate.Points : -candidate.Points;
        }

        return isHome ? _league.Plays[^1].Points : -_league.Plays[^1].Points;
    }

    private double AtLevel() => _league.Level switch
    {
        LevelRule.Draw => 0.0,
        _ => _overtime[_league.OvertimeSteps][_cap],
    };

    private (double Home, double Away) Rates(int stepsLeft, int steps)
    {
        if (!_league.BatsInTurn) return (_homeRate, _awayRate);
        var half = (steps - stepsLeft) / _league.StepsPerPeriod;
        return half % 2 == 0 ? (0.0, _awayRate) : (_homeRate, 0.0); // the visitors bat first
    }

    private double[][] SolveOvertime()
    {
        var steps = _league.OvertimeSteps;
        switch (_league.Level)
        {
            case LevelRule.Draw:
                return [];
            case LevelRule.SuddenDeathThenShootout:
            case LevelRule.SuddenDeathThenTie:
                return Solve(steps, Terminal(1.0, 0.5), suddenDeath: true);
            default:
                // Level again means the same again: v = a + b·v, read off two solutions.
                var without = Solve(steps, Terminal(1.0, 0.0), suddenDeath: false)[steps][_cap];
                var with = Solve(steps, Terminal(1.0, 1.0), suddenDeath: false)[steps][_cap];
                return Solve(steps, Terminal(1.0, without / (1.0 - (with - without))), suddenDeath: false);
        }
    }

    private double[] Terminal(double ahead, double level, double behind)
    {
        var row = new double[2 * _cap + 1];
        for (var i = 0; i < row.Length; i++) row[i] = i > _cap ? ahead : i < _cap ? behind : level;
        return row;
    }

    private double[] Terminal(double ahead, double level) => Terminal(ahead, level, 0.0);

    private double[][] Solve(int steps, double[] terminal, bool suddenDeath)
    {
        var table = new double[steps + 1][];
        table[0] = terminal;
        for (var left = 1; left <= steps; left++)
        {
            var (home, away) = Rates(left, steps);
            var next = table[left - 1];
            var row = new double[next.Length];
            for (var i = 0; i < row.Length; i++)
            {
                if (suddenDeath && i != _cap)
                {
                    row[i] = next[i];
                    continue;
                }

                var value = (1.0 - home - away) * next[i];
                foreach (var play in _league.Plays)
                {
                    value += home * play.Share * next[Math.Min(i + play.Points, next.Length - 1)];
                    value += away * play.Share * next[Math.Max(i - play.Points, 0)];
                }

                row[i] = value;
            }

            table[left] = row;
        }

        return table;
    }
}
