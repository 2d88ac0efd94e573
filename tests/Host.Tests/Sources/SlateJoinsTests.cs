using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Exchange.Slate;
using KalshiArb.Feeds.Reference;

namespace KalshiArb.Host.Tests.Sources;

/// <summary>The games of the simulated evening bear the codes, titles and names by which the venue's games are joined to feeds.</summary>
public sealed class SlateJoinsTests
{
    [Fact]
    public void Every_game_of_every_league_of_the_slate_is_joined_by_its_markets_to_what_a_feed_lists()
    {
        Assert.True(ReferenceData.TryLoad(ReferenceData.DefaultDirectory, out var tables, out var errors), string.Join("; ", errors));
        var clubs = new SortedSet<string>(StringComparer.Ordinal);
        for (var seed = 1UL; seed <= 10; seed++)
        {
            var world = new SlateWorld(SlateSettings.Default(seed) with { Games = 24 });
            var games = world.ListGames();
            var venue = games.Select(listed => Named(listed, tables, clubs)).ToArray();
            for (var i = 0; i < games.Length; i++)
            {
                var listing = new GameListing($"{i}", games[i].Sport, TeamNaming.FullName, games[i].HomeName, games[i].AwayName, games[i].Commence);
                // Only a start moves a game to another date than its ticker's: those in play began before it, at most on the evening before.
                var outcome = GameMatcher.Match(listing with { StartTime = venue[i].Ticker.ScheduledStart ?? UsEastern.StartOf(venue[i].Ticker.Date) }, venue, tables.Teams, out var game);
                Assert.True(outcome == MatchOutcome.Matched && game == venue[i], $"seed {seed}: {games[i].Event}: {outcome}");
            }
        }

        Assert.Equal(7, clubs.Select(club => club.Split('/')[0]).Distinct().Count());
        // 12 of the NBA, 12 of the NFL, 10 of the NHL, 10 of baseball, 12 each of both colleges and 8 of the EPL; not all are drawn in ten evenings.
        Assert.True(clubs.Count >= 70, $"{clubs.Count}: {string.Join(' ', clubs)}");
    }

    private static VenueGame Named(SlateGame listed, ReferenceData tables, SortedSet<string> clubs)
    {
        var facts = tables.Series.Find(new SeriesTicker(listed.Event.Value[..listed.Event.Value.IndexOf('-', StringComparison.Ordinal)]))!;
        Assert.True(GameTicker.TryParse(listed.Event, facts.HasStartTime, out var ticker, out var reason), reason);
        VenueSide[] sides = [new VenueSide(listed.HomeCode, Name: listed.HomeTitle), new VenueSide(listed.AwayCode, Name: listed.AwayTitle)];
        Assert.True(VenueGame.TryCreate(ticker, facts, tables.Teams, sides, out var game, out reason), reason);
        // The venue's own title must be known of each club: a code alone joins where it was seen, and a title that is nobody's goes unnoticed then.
        Assert.Equal(game.Home, tables.Teams.ByName(listed.Sport, TeamNaming.VenueName, listed.HomeTitle));
        Assert.Equal(game.Away, tables.Teams.ByName(listed.Sport, TeamNaming.VenueName, listed.AwayTitle));
        clubs.Add($"{listed.Sport}/{listed.HomeCode}");
        clubs.Add($"{listed.Sport}/{listed.AwayCode}");
        return game;
    }
}
