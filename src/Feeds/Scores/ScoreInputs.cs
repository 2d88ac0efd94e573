using System.Collections.Immutable;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Feeds.Scores;

/// <summary>Turns one source's boards into inputs: joins each game to one of the venue's. What is joined to nothing makes no input.</summary>
public sealed class ScoreInputs
{
    /// <summary>Most games remembered; beyond it the joins are made anew from what is on the board.</summary>
    public const int MaxRemembered = 20_000;

    private readonly TeamCatalog _teams;
    private readonly Dictionary<string, GameListing> _listed = new(StringComparer.Ordinal);
    private GameJoins _joins = GameJoins.None;

    /// <summary>Starts with nothing joined.</summary>
    public ScoreInputs(TeamCatalog teams) => _teams = teams;

    /// <summary>Games of the last board and what became of them.</summary>
    public ImmutableArray<ListingMatch> Last { get; private set; } = [];

    /// <summary>The inputs of one board, all received at its <see cref="ScoreBoard.ReceivedAt"/>.</summary>
    /// <param name="board">The board.</param>
    /// <param name="games">The venue's games that are known by then.</param>
    public ImmutableArray<Input> Apply(ScoreBoard board, IReadOnlyList<VenueGame> games)
    {
        if (_joins.Count > MaxRemembered)
        {
            _joins = GameJoins.None;
            _listed.Clear();
        }

        _joins = _joins.ObserveAll([.. board.Games.Select(game => game.Listing)], games, _teams, out var matches);
        Last = matches;
        var inputs = ImmutableArray.CreateBuilder<Input>();
        for (var i = 0; i < matches.Length; i++)
        {
            if (matches[i].Game is not { } joined) continue;
            var (game, listing) = (board.Games[i], board.Games[i].Listing);
            // A start of which only the date is settled is no schedule.
            if (listing.TimeKnown && (!_listed.TryGetValue(listing.Id, out var told) || told != listing))
            {
                _listed[listing.Id] = listing;
                inputs.Add(new GameListed(joined.Game, joined.Sport, game.HomeName, game.AwayName, listing.StartTime));
            }

            inputs.Add(new ScoreReported(joined.Game, game.Phase, game.HomeScore, game.AwayScore, game.Elapsed, game.Period, board.Stamp) { Innings = game.Inning?.Progress });
        }

        return inputs.ToImmutable();
    }

    /// <summary>Inputs were lost: schedules are told again with the next board.</summary>
    public void TellAgain() => _listed.Clear();
}
