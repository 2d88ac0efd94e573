using KalshiArb.Domain.Games;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Feeds.Odds;
using KalshiArb.Feeds.Odds.Lines;
using KalshiArb.Feeds.Polling;
using KalshiArb.Feeds.Tests.Polling;

namespace KalshiArb.Feeds.Tests.Odds.Lines;

public sealed class LinesSourceTests : IDisposable
{
    private static readonly PollTerms Patience = new(TimeSpan.FromSeconds(10), 100_000, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(60), 0);
    private static readonly Instant Now = Instant.From(new DateTimeOffset(2026, 7, 7, 22, 0, 0, TimeSpan.Zero));

    private readonly string _folder = Directory.CreateTempSubdirectory("lines-").FullName;
    private readonly TestClock _clock = new() { Now = Now };
    private readonly KeptInputs _core = new();
    private readonly KeptWords _words = new();
    private readonly VenueGame[] _games = [VenueGames.Mlb("26JUL071836CHCBAL"), VenueGames.Mlb("26JUL071840CLEMIN")];

    private static string Other => OddsLineTests.Game.Replace("g1", "g2", StringComparison.Ordinal).Replace("Baltimore Orioles", "Minnesota Twins", StringComparison.Ordinal)
        .Replace("Chicago Cubs", "Cleveland Guardians", StringComparison.Ordinal).Replace("22:36:00Z", "22:40:00Z", StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private FeedSource Start(Uri uri, bool whole, IFeedFetcher fetcher)
    {
        var source = new FeedSource("lines", new FeedContext(Patience, _clock.Clock, _core, _words), fetcher, [new LinesLane(uri, whole, TimeSpan.FromSeconds(1), VenueGames.Tables.Teams, () => _games)]);
        source.Start();
        return source;
    }

    private OddsPolled[] Odds => [.. _core.All.Select(one => one.Input).OfType<OddsPolled>()];

    [Fact]
    public async Task An_address_tells_the_state_of_all_games_and_a_game_without_a_line_has_no_open_book()
    {
        using var server = new FakeServer(_ => Lines(OddsLineTests.Game + "\n" + Other + "\n"));
        await using var source = Start(server.At("/odds"), whole: true, new HttpFetcher(Patience, "test"));
        await _core.UntilAsync(_ => Odds.Length >= 2);

        Assert.Equal([_games[0].Game, _games[1].Game], Odds.Take(2).Select(odds => odds.Game));
        Assert.Equal((LinesLane.Source, 1.91), (Odds[0].Source, Odds[0].Quotes[0].HomeDecimalOdds));

        server.Answer = _ => Lines(Other);
        await _core.UntilAsync(_ => Odds.Any(odds => odds.Game == _games[0].Game && odds.Quotes.IsEmpty));
        server.Answer = _ => Lines("garbage\r\n\r\n" + Other);
        await _core.UntilAsync(_ => source.Status.Quarantined > 0);
        Assert.Equal("line 1", source.Quarantine.Last[0].Where);

        static FakeReply Lines(string body) => new(200, body) { ContentType = "application/x-ndjson" };
    }

    [Fact]
    public async Task A_line_appended_to_a_file_is_told_once_and_says_nothing_about_other_games()
    {
        var path = Path.Combine(_folder, "odds.jsonl");
        File.WriteAllText(path, "");
        await using var source = Start(new Uri(path), whole: false, new LineTail(path));
        await _core.UntilAsync(_ => source.Status.Unchanged > 0);
        File.AppendAllText(path, OddsLineTests.Game + "\n");
        await _core.UntilAsync(_ => Odds.Length >= 1);
        File.AppendAllText(path, "garbage\n" + Other + "\n");
        await _core.UntilAsync(_ => Odds.Length >= 2);
        var unchanged = source.Status.Unchanged;
        await _core.UntilAsync(_ => source.Status.Unchanged > unchanged + 3);

        Assert.Equal([_games[0].Game, _games[1].Game], Odds.Select(odds => odds.Game));
        Assert.Equal(1, source.Status.Quarantined);
    }

    [Fact]
    public void A_game_that_the_first_source_has_told_lately_is_not_taken_from_the_second()
    {
        var sink = new OddsPrecedence(_core, ["the-odds-api", "lines"], TimeSpan.FromSeconds(60));
        var quotes = System.Collections.Immutable.ImmutableArray.Create(new BookmakerQuote("b", Now, 2, 2, null));
        void Post(string source, int second, bool suspended = false) => Assert.True(sink.TryPost(new OddsPolled(_games[0].Game, source, suspended ? [] : quotes), Now + TimeSpan.FromSeconds(second)));

        Post("lines", 0);
        Post("the-odds-api", 10, suspended: true);
        Post("lines", 20);
        Post("lines", 70);
        Post("lines", 71);
        Post("the-odds-api", 72);
        Assert.True(sink.TryPost(new OddsPolled(_games[1].Game, "lines", quotes), Now));

        Assert.Equal(["lines", "the-odds-api", "lines", "the-odds-api", "lines"], Odds.Select(odds => odds.Source));
        Assert.Equal(2, sink.PassedOver);
        Assert.Equal(Now + TimeSpan.FromSeconds(71), _core.All[2].At);
    }

    [Fact]
    public void What_the_core_has_no_room_for_claims_nothing()
    {
        var sink = new OddsPrecedence(_core, ["the-odds-api", "lines"], TimeSpan.FromSeconds(60));
        _core.Full = true;
        Assert.False(sink.TryPost(new OddsPolled(_games[0].Game, "the-odds-api", []), Now));
        _core.Full = false;
        Assert.True(sink.TryPost(new OddsPolled(_games[0].Game, "lines", []), Now));

        Assert.Equal("lines", Assert.Single(Odds).Source);
    }
}
