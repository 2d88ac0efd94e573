using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Feeds.Scores;

namespace KalshiArb.Feeds.Tests.Scores;

public sealed class ScoreInputsTests
{
    private static readonly Instant _start = Instant.From(new DateTimeOffset(2026, 7, 5, 17, 35, 0, TimeSpan.Zero));

    [Fact]
    public void A_baseball_score_carries_how_far_the_inning_is_where_the_board_says_so()
    {
        var game = VenueGames.Mlb("26JUL051335PITWSH");
        var listing = new GameListing("401", Sport.Mlb, TeamNaming.FullName, "Washington Nationals", "Pittsburgh Pirates", _start, TimeKnown: true);
        var told = new ScoreGame(listing, "Washington Nationals", "Pittsburgh Pirates", GamePhase.InPlay, 3, 2, 6, null, new InningState(InningHalf.Bottom, 1, false, true, false));
        var inputs = new ScoreInputs(VenueGames.Tables.Teams);

        var scores = inputs.Apply(new ScoreBoard(_start, _start, [told]), [game]).AddRange(inputs.Apply(new ScoreBoard(_start, _start, [told with { Inning = null }]), [game]));

        Assert.Equal([new InningProgress(true, 1, 2), null], scores.OfType<ScoreReported>().Select(score => score.Innings));
    }
}
