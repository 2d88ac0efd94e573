using System.Collections.Immutable;
using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Benchmarks.Replay;

/// <summary>One basketball game in play, its two markets, its score and what five bookmakers say of it.</summary>
internal sealed class MadeGame
{
    private static readonly string[] Books = ["alder", "birch", "cedar", "dogwood", "elm"];

    private readonly Random _random;
    private readonly double _elapsedAtOpening;
    private readonly Instant _opensAt;
    private readonly int _away = 50;
    private int _home;
    private int _step;

    internal MadeGame(int number, Instant opensAt, Random random)
    {
        _random = random;
        _opensAt = opensAt;
        _home = _away + random.Next(-8, 9);
        _elapsedAtOpening = random.Next(600, 1_200);
        Id = new GameId($"nba-{number:000}");
        Home = new MadeMarket(FactsOf(number, GameOutcome.Home, opensAt), number, CentsOf(ProbabilityAt(opensAt)), random);
        Away = new MadeMarket(FactsOf(number, GameOutcome.Away, opensAt), number, 100 - Home.MidCents, random);
    }

    internal GameId Id { get; }

    internal MadeMarket Home { get; }

    internal MadeMarket Away { get; }

    internal GameListed Listed => new(Id, Sport.Nba, $"home of {Id}", $"away of {Id}", _opensAt - TimeSpan.FromHours(1));

    /// <summary>Every report is a minute of play at most after the last; now and then a point is scored and taken back by the other side.</summary>
    internal ScoreReported Score(Instant at)
    {
        if (_random.Next(8) == 0) _home += _step++ % 2 == 0 ? 1 : -1;
        return new ScoreReported(Id, GamePhase.InPlay, _home, _away, Elapsed(at), 2, at - TimeSpan.FromMilliseconds(400));
    }

    /// <summary>The model's chance with half a cent of noise a book and a margin of 4 to 5 %.</summary>
    internal OddsPolled Odds(Instant at)
    {
        var quotes = ImmutableArray.CreateBuilder<BookmakerQuote>(Books.Length);
        foreach (var book in Books)
        {
            var home = Math.Clamp(ProbabilityAt(at) + (_random.NextDouble() - 0.5) * 0.01, 0.05, 0.95);
            var margin = 1.04 + _random.NextDouble() * 0.01;
            quotes.Add(new BookmakerQuote(
                book, at - TimeSpan.FromMilliseconds(_random.Next(500, 20_000)), Math.Round(1 / (home * margin), 2), Math.Round(1 / ((1 - home) * margin), 2), null));
        }

        return new OddsPolled(Id, "made", quotes.MoveToImmutable());
    }

    private double ProbabilityAt(Instant at) =>
        ScoreModels.Home(WinModelSettings.BeforeSettings.Nba, _home - _away, Elapsed(at).TotalSeconds);

    /// <summary>Play runs at a quarter of the clock.</summary>
    private TimeSpan Elapsed(Instant at) => TimeSpan.FromSeconds(_elapsedAtOpening + (int)((at - _opensAt).TotalSeconds / 4));

    private static int CentsOf(double probability) => (int)Math.Round(Math.Clamp(probability, 0.15, 0.85) * 100);

    private static MarketFacts FactsOf(int number, GameOutcome outcome, Instant opensAt)
    {
        var game = $"KXNBAGAME-26OCT17A{number:000}B{number:000}";
        return new MarketFacts(
            new Ticker(game + (outcome == GameOutcome.Home ? "-B" : "-A") + number.ToString("000", System.Globalization.CultureInfo.InvariantCulture)),
            new EventTicker(game),
            new SeriesTicker("KXNBAGAME"),
            Sport.Nba,
            PriceGrid.LinearCent,
            new FeeSchedule(FeeType.QuadraticWithMakerFees, 1000),
            MarketStatus.Active,
            opensAt + TimeSpan.FromHours(12),
            new Shard(0),
            new GameId($"nba-{number:000}"),
            outcome,
            2,
            TimeSpan.FromMinutes(5));
    }
}
