using KalshiArb.Domain.Ports;
using KalshiArb.Exchange.Matching;

namespace KalshiArb.Exchange.Slate;

/// <summary>A game of the evening as anybody may know it.</summary>
/// <param name="Game">The game.</param>
/// <param name="Event">The venue's event on it.</param>
/// <param name="Sport">Its league.</param>
/// <param name="HomeCode">The venue's code of the hosts.</param>
/// <param name="HomeName">The hosts' name.</param>
/// <param name="AwayCode">The venue's code of the visitors.</param>
/// <param name="AwayName">The visitors' name.</param>
/// <param name="Commence">When it begins or began.</param>
/// <param name="Score">What the score feed says at present.</param>
/// <param name="HomeTitle">The hosts as the venue writes them on its markets.</param>
/// <param name="AwayTitle">The visitors as the venue writes them.</param>
public sealed record SlateGame(
    GameId Game,
    EventTicker Event,
    Sport Sport,
    string HomeCode,
    string HomeName,
    string AwayCode,
    string AwayName,
    Instant Commence,
    ScoreReported Score,
    string HomeTitle,
    string AwayTitle);

public sealed partial class SlateWorld
{
    /// <summary>The games in the order of listing, with the score that the feed shows at <see cref="Now"/>.</summary>
    public ImmutableArray<SlateGame> ListGames()
    {
        var games = ImmutableArray.CreateBuilder<SlateGame>(_games.Length);
        for (var i = 0; i < _games.Length; i++)
        {
            var (game, home, away) = (_games[i].Game, _games[i].Home, _games[i].Away);
            games.Add(new SlateGame(
                game.Id, new EventTicker(_games[i].EventTicker), game.League.Sport, home.Code, home.Name, away.Code, away.Name, game.Commence, _scores[i].At(Now),
                home.Title, away.Title));
        }

        return games.MoveToImmutable();
    }

    /// <summary>What had traded in a market before the evening began.</summary>
    public Quantity VolumeBefore(MarketIndex market) => _markets[market.Value].VolumeBefore;
}
