using KalshiArb.Domain.Ports;

namespace KalshiArb.Exchange.Slate;

/// <summary>One bookmaker's price for one game: the truth as of a moment ago, with a slow error and a margin on top.</summary>
internal sealed class Bookmaker
{
    private readonly string _key;
    private readonly Chance _chance;
    private readonly double _margin;
    private readonly double _delaySeconds;
    private readonly double _refreshSeconds;
    private readonly double _noise;
    private double _error;
    private double _drawError;
    private Instant _nextRefresh;
    private Instant _absentUntil;
    private BookmakerQuote? _quote;

    public Bookmaker(string key, Chance chance)
    {
        _key = key;
        _chance = chance;
        _margin = chance.Between(0.025, 0.065);
        _delaySeconds = chance.Between(0.5, 2.5);
        _refreshSeconds = chance.Between(1.5, 4.0);
        _noise = chance.Between(0.002, 0.004);
        _error = _noise * chance.Normal();
    }

    /// <summary>The price that a poll at this time finds; null while it is taken down.</summary>
    public BookmakerQuote? At(Game game, Instant now)
    {
        if (now >= _nextRefresh) Refresh(game, now);
        return now < game.SuspendedUntil || now < _absentUntil ? null : _quote;
    }

    private void Refresh(Game game, Instant now)
    {
        var age = _chance.Between(0.0, 1.0);
        var stamp = now - TimeSpan.FromSeconds(Math.Round(age, 3));
        _nextRefresh = now + TimeSpan.FromSeconds(Math.Round(_refreshSeconds * _chance.Between(0.7, 1.3), 3));
        _error = 0.97 * _error + 0.24 * _noise * _chance.Normal();
        _drawError = 0.97 * _drawError + 0.12 * _noise * _chance.Normal();
        if (_chance.Is(0.004)) _absentUntil = now + TimeSpan.FromSeconds(_chance.Int(10, 60));
        var truth = game.KnownAt(stamp - TimeSpan.FromSeconds(_delaySeconds));
        if (Math.Max(truth.Home, Math.Max(truth.Away, truth.Draw)) > 0.985)
        {
            _quote = null; // nobody offers odds on a decided game
            return;
        }

        var home = Math.Clamp(truth.Home + _error, 0.004, 0.996);
        if (game.League.Level != LevelRule.Draw)
        {
            _quote = new BookmakerQuote(_key, stamp, Odds(home), Odds(1.0 - home), null);
            return;
        }

        var draw = Math.Clamp(truth.Draw + _drawError, 0.004, 0.996);
        var away = Math.Max(0.004, 1.0 - home - draw);
        var sum = home + draw + away;
        _quote = new BookmakerQuote(_key, stamp, Odds(home / sum), Odds(away / sum), Odds(draw / sum));
    }

    /// <summary>Decimal odds with the margin, to three digits as sharp books quote them.</summary>
    private double Odds(double probability)
    {
        var odds = 1.0 / (probability * (1.0 + _margin));
        return Math.Max(1.001, odds < 5 ? Math.Round(odds, 3) : Math.Round(odds, 2));
    }
}
