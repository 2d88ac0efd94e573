using System.Globalization;
using System.Text.Json;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Feeds.Files;
using KalshiArb.Feeds.Odds;
using KalshiArb.Feeds.Reference;
using Xunit.Abstractions;

namespace KalshiArb.Feeds.Tests.Matching;

/// <summary>The matcher on whole recordings, against maps that others made.</summary>
public sealed class RecordedGamesTests(ITestOutputHelper output)
{
    private static readonly ReferenceData Reference = Load();

    private static ReferenceData Load()
    {
        Assert.True(ReferenceData.TryLoad(ReferenceData.DefaultDirectory, out var data, out var errors), string.Join('\n', errors));
        return data;
    }

    private static IEnumerable<Dictionary<string, string>> Rows(string relative)
    {
        string[]? header = null;
        foreach (var line in RecordedFile.ReadLines(RecordedData.File(relative)))
        {
            var fields = Csv.Split(line)!;
            if (header is null) header = fields;
            else yield return header.Zip(fields).ToDictionary(p => p.First, p => p.Second);
        }
    }

    private static VenueGame? Game(string eventTicker)
    {
        var ticker = new EventTicker(eventTicker);
        var facts = Reference.Series.Find(new SeriesTicker(eventTicker[..eventTicker.IndexOf('-', StringComparison.Ordinal)]))!;
        Assert.True(GameTicker.TryParse(ticker, facts.HasStartTime, out var parsed, out var reason), reason);
        return VenueGame.TryCreate(parsed, facts, Reference.Teams, out var game, out _) ? game : null;
    }

    /// <summary>Prints and returns matched, wrong and missed of a truth. What the truth does not speak of is wrong unless something else confirms it.</summary>
    private (int Right, int Wrong, int Missed) Judge(
        string what, Dictionary<string, string> truth, Dictionary<string, string> joined, Func<string, string, bool>? confirmed = null)
    {
        var right = truth.Count(t => joined.GetValueOrDefault(t.Key) == t.Value);
        var beyond = joined.Where(j => !truth.ContainsKey(j.Key) && confirmed is not null && confirmed(j.Key, j.Value)).ToDictionary();
        var wrong = joined.Where(j => truth.GetValueOrDefault(j.Key) != j.Value && !beyond.ContainsKey(j.Key)).ToArray();
        var missed = truth.Where(t => !joined.ContainsKey(t.Key)).ToArray();
        output.WriteLine($"{what}: {right} of {truth.Count}, wrong {wrong.Length}, missed {missed.Length}{(beyond.Count > 0 ? $"; {beyond.Count} beyond the map, confirmed" : "")}");
        foreach (var (id, ticker) in wrong) output.WriteLine($"  wrong: {id} -> {ticker}");
        foreach (var (id, ticker) in missed) output.WriteLine($"  missed: {id} is {ticker}");
        return (right, wrong.Length, missed.Length);
    }

    [SkippableFact]
    public void Odds_of_baseball_join_23_of_23_games_among_117_and_none_wrongly()
    {
        var games = Rows("mlb-2026-07/kalshi_minutes.csv.gz").Select(r => r["market_ticker"]).Distinct(StringComparer.Ordinal)
            .Select(m => Game(m[..m.LastIndexOf('-')])!).ToArray();
        Assert.Equal(117, games.Length);
        Assert.True(OddsFiles.TryRead([RecordedData.File("mlb-2026-07/oddsapi_h2h_changes.csv.gz")], new FaultLog(), out var polls, out var reason), reason);
        var inputs = new OddsInputs(Reference.Teams);
        foreach (var poll in polls) inputs.Apply(poll, games);

        var truth = Rows("mlb-2026-07/kalshi_to_oddsapi.csv").ToDictionary(r => r["odds_api_event_id"], r => "KXMLBGAME-" + r["kalshi_event_suffix"]);
        var joined = inputs.Joins.Where(j => j.Outcome == MatchOutcome.Matched).ToDictionary(j => j.EventId, j => j.Game!.Value.Value);
        Assert.Equal((23, 0, 0), Judge("odds of MLB 07-05 and 07-06", truth, joined));
        Assert.Equal(38, inputs.Joins.Length);
        Assert.All(inputs.Joins.Where(j => j.Outcome != MatchOutcome.Matched), j => Assert.Equal(MatchOutcome.NoGameOnDate, j.Outcome));
    }

    [SkippableFact]
    public void The_nba_schedule_joins_221_of_221_games_among_366_events_and_none_wrongly()
    {
        var events = Rows("nba-market-map/kalshi_events_index.csv").Select(r => r["event_ticker"]).ToArray();
        var games = events.Select(Game).OfType<VenueGame>().ToArray();
        output.WriteLine($"{events.Length} events, {games.Length} with two clubs; without: {string.Join(", ", events.Where(e => Game(e) is null))}");
        Assert.Equal(366, events.Length);
        // The schedule has dates and no times.
        var listings = Rows("nba-market-map/games_index_2025_26.csv").Select(r => new GameListing(
            r["GAME_ID"], Sport.Nba, TeamNaming.NbaTricode, r["HOME_TEAM_ABBREV"], r["AWAY_TEAM_ABBREV"], UsEastern.StartOf(DateOnly.ParseExact(r["GAME_DATE"], "yyyy-MM-dd", CultureInfo.InvariantCulture)), TimeKnown: false)).ToArray();
        GameJoins.None.ObserveAll(listings, games, Reference.Teams, out var matches);

        var truth = Rows("nba-market-map/nba_kalshi_game_map_2025_26.csv").ToDictionary(r => r["GAME_ID"], r => r["event_ticker"]);
        var joined = matches.Where(m => m.Game is not null).ToDictionary(m => m.Listing.Id, m => m.Game!.Ticker.Event.Value);
        foreach (var miss in matches.Where(m => m.Game is null)) output.WriteLine($"  {miss.Listing.Id} {miss.Listing.AwayTeam} at {miss.Listing.HomeTeam}: {miss.Outcome}");
        // The map ends with the games that were settled; the schedule and the index go on. There the index's own columns are the truth.
        var index = Rows("nba-market-map/kalshi_events_index.csv").ToDictionary(r => r["event_ticker"]);
        var schedule = Rows("nba-market-map/games_index_2025_26.csv").ToDictionary(r => r["GAME_ID"]);
        bool Confirmed(string id, string ticker) =>
            !truth.ContainsValue(ticker) && index[ticker]["event_date"] == schedule[id]["GAME_DATE"]
            && index[ticker]["home_team"] == schedule[id]["HOME_TEAM_ABBREV"] && index[ticker]["away_team"] == schedule[id]["AWAY_TEAM_ABBREV"];
        Assert.Equal((221, 0, 0), Judge("NBA market map", truth, joined, Confirmed));
    }

    [SkippableTheory]
    [InlineData("scores/nba_api_scoreboardv3.json", 11)]
    [InlineData("scores/todaysScoreboard_00.json", 0)]
    public void A_scoreboard_of_the_nba_joins_the_games_of_its_evening(string file, int expected)
    {
        var games = Rows("nba-market-map/kalshi_events_index.csv").Select(r => Game(r["event_ticker"])).OfType<VenueGame>().ToArray();
        using var board = JsonDocument.Parse(RecordedFile.ReadAllBytes(RecordedData.File(file)));
        var listings = board.RootElement.GetProperty("scoreboard").GetProperty("games").EnumerateArray().Select(g => new GameListing(
            g.GetProperty("gameId").GetString()!, Sport.Nba, TeamNaming.NbaTricode,
            g.GetProperty("homeTeam").GetProperty("teamTricode").GetString()!, g.GetProperty("awayTeam").GetProperty("teamTricode").GetString()!,
            Instant.From(g.GetProperty("gameTimeUTC").GetDateTimeOffset()))).ToArray();
        GameJoins.None.ObserveAll(listings, games, Reference.Teams, out var matches);
        Assert.Equal(expected, matches.Count(m => m.Outcome == MatchOutcome.Matched));
        foreach (var match in matches.Where(m => m.Game is not null))
        {
            // By code and date, which is how this one file names its evening.
            Assert.Equal($"KXNBAGAME-25NOV05{match.Listing.AwayTeam}{match.Listing.HomeTeam}", match.Game!.Ticker.Event.Value);
        }
        Assert.All(matches.Where(m => m.Game is null), m => Assert.Equal(MatchOutcome.NoGameOnDate, m.Outcome));
    }
}
