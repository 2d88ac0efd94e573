using System.Text;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Feeds.Files;
using KalshiArb.Feeds.Odds;

namespace KalshiArb.Feeds.Tests.Odds;

public class OddsApiDecoderTests
{
    private static readonly Instant T0 = Instant.FromUnixSeconds(1_783_461_647);

    private static string Event(string markets, string id = "e1", string key = "baseball_mlb") => $$"""
        {"id":"{{id}}","sport_key":"{{key}}","sport_title":"x","commence_time":"2026-07-07T22:36:00Z","home_team":"Baltimore Orioles","away_team":"Chicago Cubs",
         "bookmakers":[{"key":"fanduel","title":"FanDuel","last_update":"2026-07-07T22:00:38Z","markets":[{{markets}}]}]}
        """;

    private static string H2h(string home, string away, string extra = "", string key = "h2h", string stamp = "\"last_update\":\"2026-07-07T22:00:30Z\",") =>
        $$"""{"key":"{{key}}",{{stamp}}"outcomes":[{"name":"Baltimore Orioles","price":{{home}}},{"name":"Chicago Cubs","price":{{away}}}{{extra}}]}""";

    private static OddsPoll Decode(string json, FaultLog faults, OddsFormat? format = null, Instant? at = null)
    {
        Assert.True(OddsApiDecoder.TryDecode(Encoding.UTF8.GetBytes(json), at ?? T0, null, format, "t", faults, out var poll, out var reason), reason);
        return poll;
    }

    private static string Refusal(string json, Instant? at)
    {
        Assert.False(OddsApiDecoder.TryDecode(Encoding.UTF8.GetBytes(json), at, null, null, "t", new FaultLog(), out _, out var reason));
        return reason;
    }

    [Fact]
    public void A_bare_array_with_American_prices_gives_decimal_quotes_with_the_markets_own_stamp()
    {
        var poll = Decode($"[{Event(H2h("-104", "112"))}]", new FaultLog());
        Assert.Equal((T0, "baseball_mlb"), (poll.ReceivedAt, poll.Scope));
        var game = Assert.Single(poll.Events);
        Assert.Equal(("e1", Sport.Mlb, "Baltimore Orioles", "Chicago Cubs"), (game.Id, game.Sport, game.HomeTeam, game.AwayTeam));
        Assert.Equal(Instant.From(new DateTimeOffset(2026, 7, 7, 22, 36, 0, TimeSpan.Zero)), game.CommenceTime);
        var stamp = Instant.From(new DateTimeOffset(2026, 7, 7, 22, 0, 30, TimeSpan.Zero));
        Assert.Equal(new BookmakerQuote("fanduel", stamp, 1 + 100 / 104.0, 2.12, null), Assert.Single(game.Quotes));
    }

    [Fact]
    public void Only_the_moneyline_counts()
    {
        var markets = string.Join(',', H2h("1.5", "1.5", key: "h2h_lay"), H2h("2.1", "1.8"), H2h("1.9", "1.9", key: "spreads"), H2h("1.9", "1.9", key: "totals"));
        var quote = Assert.Single(Decode($"[{Event(markets)}]", new FaultLog()).Events[0].Quotes);
        Assert.Equal((2.1, 1.8), (quote.HomeDecimalOdds, quote.AwayDecimalOdds));
    }

    [Fact]
    public void A_draw_makes_a_three_way_quote() =>
        Assert.Equal(3.4, Decode($"[{Event(H2h("2.1", "3.2", ",{\"name\":\"Draw\",\"price\":3.4}"))}]", new FaultLog()).Events[0].Quotes[0].DrawDecimalOdds);

    [Fact]
    public void A_wrapped_recording_says_when_it_was_captured()
    {
        var json = $$"""{"captured_ms":1786110562317,"note":"n","params":{"oddsFormat":"decimal"},"events":[{{Event(H2h("150", "101"))}}]}""";
        Assert.True(OddsApiDecoder.TryDecode(Encoding.UTF8.GetBytes(json), null, null, null, "t", new FaultLog(), out var poll, out var reason), reason);
        Assert.Equal(Instant.FromUnixMillis(1_786_110_562_317), poll.ReceivedAt);
        // The recording says decimal: 150 is a long shot, not +150.
        Assert.Equal(150, poll.Events[0].Quotes[0].HomeDecimalOdds);
    }

    [Fact]
    public void A_response_that_is_none_is_refused_with_the_reason()
    {
        Assert.Contains("not JSON", Refusal("[{", T0), StringComparison.Ordinal);
        Assert.Contains("neither an array", Refusal("{}", T0), StringComparison.Ordinal);
        Assert.Contains("Unauthorized", Refusal("""{"message":"Unauthorized"}""", T0), StringComparison.Ordinal);
        Assert.Contains("when it was received", Refusal($"[{Event(H2h("2.1", "1.8"))}]", null), StringComparison.Ordinal);
        Assert.Contains("captured_ms", Refusal($"{{\"events\":[{Event(H2h("2.1", "1.8"))}]}}", null), StringComparison.Ordinal);
        Assert.Contains("American or decimal", Refusal($"[{Event(H2h("150", "120"))}]", T0), StringComparison.Ordinal);
        Assert.Contains("American or decimal", Refusal($"[{Event(H2h("-150", "1.9"))}]", T0), StringComparison.Ordinal);
        Assert.Contains("in one response", Refusal($"[{Event(H2h("2.1", "1.8"))},{Event(H2h("2.1", "1.8"), "e2", "basketball_nba")}]", T0), StringComparison.Ordinal);
        Assert.Contains("nothing says what was asked for", Refusal("[]", T0), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.9", "1.8", "", "as price for 'Baltimore Orioles'")]
    [InlineData("\"2.1\"", "1.8", "", "as price for 'Baltimore Orioles'")]
    [InlineData("2.1", "1.8", ",{\"name\":\"Over\",\"price\":1.9}", "neither side nor the draw")]
    [InlineData("2.1", "1.8", ",{\"name\":\"Chicago Cubs\",\"price\":1.9}", "stands twice")]
    public void A_book_that_does_not_read_is_left_out_and_counted(string home, string away, string extra, string reason)
    {
        var faults = new FaultLog();
        Assert.Empty(Decode($"[{Event(H2h(home, away, extra))}]", faults, OddsFormat.DecimalOdds).Events[0].Quotes);
        Assert.Contains(reason, Assert.Single(faults.First).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_books_stamp_serves_where_the_market_has_none_and_without_either_there_is_no_quote()
    {
        var json = Event(H2h("2.1", "1.8", stamp: ""));
        Assert.Equal(Instant.From(new DateTimeOffset(2026, 7, 7, 22, 0, 38, TimeSpan.Zero)), Decode($"[{json}]", new FaultLog()).Events[0].Quotes[0].SourceStamp);
        var faults = new FaultLog();
        Assert.Empty(Decode($"[{json.Replace("\"last_update\":\"2026-07-07T22:00:38Z\",", "", StringComparison.Ordinal)}]", faults).Events[0].Quotes);
        Assert.Equal("no last_update", Assert.Single(faults.First).Reason);
    }

    [Theory]
    [InlineData("\"id\":\"e1\",", "no id")]
    [InlineData("\"commence_time\":\"2026-07-07T22:36:00Z\",", "no commence_time")]
    [InlineData("\"away_team\":\"Chicago Cubs\",", "not two teams")]
    public void An_event_without_a_needed_field_is_left_out_and_counted(string field, string reason)
    {
        var faults = new FaultLog();
        var json = Event(H2h("2.1", "1.8"));
        Assert.Contains(field, json, StringComparison.Ordinal);
        Assert.Empty(Decode($"[{json.Replace(field, "", StringComparison.Ordinal)}]", faults).Events);
        Assert.Equal(reason, Assert.Single(faults.First).Reason);
    }

    [SkippableFact]
    public void The_recorded_snapshots_read_whole()
    {
        var faults = new FaultLog();
        var folder = Path.GetDirectoryName(RecordedData.File("mlb-2026-07/oddsapi_raw/mlb_20260707T220047Z_f12ffa34.json.gz"))!;
        Assert.True(OddsFiles.TryRead([.. Directory.GetFiles(folder)], faults, out var american, out var reason), reason);
        Assert.Equal(8, american.Length);
        Assert.Equal(Instant.From(new DateTimeOffset(2026, 7, 7, 22, 0, 47, TimeSpan.Zero)), american[0].ReceivedAt);
        Assert.All(american, p => Assert.Equal(28, p.Events.Length));
        Assert.True(OddsFiles.TryRead([RecordedData.File("kalshi-2026-08/oddsapi_mlb_2026-08.json")], faults, out var wrapped, out reason), reason);
        Assert.Equal(15, wrapped[0].Events.Length);
        Assert.Equal(Instant.FromUnixMillis(1_786_110_562_317), wrapped[0].ReceivedAt);
        Assert.Equal(0, faults.Count);
        foreach (var quote in american.Concat(wrapped).SelectMany(p => p.Events).SelectMany(e => e.Quotes))
        {
            Assert.InRange(1 / quote.HomeDecimalOdds + 1 / quote.AwayDecimalOdds, 0.97, 1.3);
            Assert.Null(quote.DrawDecimalOdds);
        }
    }
}
