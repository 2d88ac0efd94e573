using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Kalshi.Discovery;
using KalshiArb.Kalshi.Tests.Rest;

namespace KalshiArb.Kalshi.Tests.Discovery;

public class MarketDiscoveryTests
{
    private const string Event = "KXNBAGAME-26OCT20BOSDET";

    private static readonly SeriesFacts _facts = new(
        new SeriesTicker("KXNBAGAME"), Sport.Nba, TeamOrder.AwayHome, HasStartTime: false, Outcomes: 2, new FeeSchedule(FeeType.Quadratic, 1000), new Shard(0),
        TimeSpan.FromSeconds(1), PriceGrid.LinearCent, TimeSpan.FromHours(1), TimeSpan.FromHours(1), []);

    private readonly Dictionary<string, string> _answers = new(StringComparer.Ordinal)
    {
        ["/trade-api/v2/events/fee_changes"] = """{"cursor":"","event_fee_changes":[]}""",
        ["/trade-api/v2/series/KXNBAGAME"] = """{"series":{"ticker":"KXNBAGAME","title":"NBA","fee_type":"quadratic_with_maker_fees","fee_multiplier":0.5}}""",
        ["/trade-api/v2/series/fee_changes"] = """{"series_fee_change_arr":[]}""",
        ["/trade-api/v2/events"] = Events(""),
        ["/trade-api/v2/markets"] = Markets(Market("BOS"), Market("DET")),
    };

    [Fact]
    public async Task A_markets_facts_are_the_venues_and_its_sides_are_the_tables()
    {
        var round = await Find();

        Assert.Equal(["BOS", "DET"], round.Markets.Select(market => market.Facts.Ticker.Value[^3..]));
        var facts = round.Markets[0].Facts;
        Assert.Equal(
            new MarketFacts(
                new Ticker(Event + "-BOS"), new EventTicker(Event), new SeriesTicker("KXNBAGAME"), Sport.Nba, new PriceGrid([new PriceRange(Price.Zero, Price.One, PriceOffset.FromUnits(10))]),
                new FeeSchedule(FeeType.QuadraticWithMakerFees, 500), MarketStatus.Active, Instant.FromUnixSeconds(1_793_808_000), new Shard(3), new GameId("Nba/2026-10-20/BOSDET"),
                GameOutcome.Away, 2, TimeSpan.FromSeconds(90)),
            facts with { Grid = new PriceGrid(facts.Grid.Ranges) });
        Assert.Equal("e07", round.Markets[0].Listed.CustomStrike["basketball_team"]);
        Assert.Empty(round.Quarantined);
        Assert.Empty(round.FailedSeries);
    }

    [Fact]
    public async Task Fees_follow_the_events_override_and_what_is_scheduled()
    {
        _answers["/trade-api/v2/events"] = Events("""
            ,"fee_multiplier_override":2
            """);
        _answers["/trade-api/v2/series/fee_changes"] = """{"series_fee_change_arr":[{"id":"1","series_ticker":"KXNBAGAME","fee_type":"quadratic","fee_multiplier":1,"scheduled_ts":"2026-10-01T00:00:00Z"},{"id":"2","series_ticker":"KXNBAGAME","fee_type":"quadratic","fee_multiplier":0.75,"scheduled_ts":"2026-10-21T00:00:00Z"}]}""";
        _answers["/trade-api/v2/events/fee_changes"] = $$"""{"cursor":"","event_fee_changes":[{"id":"3","event_ticker":"{{Event}}","series_ticker":"KXNBAGAME","fee_type_override":null,"fee_multiplier_override":null,"scheduled_ts":"2026-10-22T00:00:00Z"}]}""";

        var round = await Find();

        Assert.Equal(new FeeSchedule(FeeType.Quadratic, 2000), round.Markets[0].Facts.Fees);
        Assert.Equal(
            [new FeeSchedule(FeeType.Quadratic, 2000), new FeeSchedule(FeeType.Quadratic, 750)],
            round.FeesAhead.Where(change => change.Ticker == round.Markets[0].Facts.Ticker).Select(change => change.Fees));
    }

    [Theory]
    [InlineData("\"exchange_index\":3,", "", "exchange_index")]
    [InlineData("\"market_type\":\"binary\"", "\"market_type\":\"scalar\"", "scalar")]
    [InlineData("-BOS\"", "-NYK\"", "no side")]
    [InlineData("\"status\":\"active\",", "", "status")]
    [InlineData("\"0.0010\"", "\"0.0007\"", "price_ranges")]
    public async Task A_market_that_lacks_a_fact_is_quarantined_and_the_others_go_on(string from, string to, string reason)
    {
        var broken = Market("BOS").Replace(from, to, StringComparison.Ordinal);
        _answers["/trade-api/v2/markets"] = Markets(broken, Market("DET"));

        var round = await Find();

        Assert.Equal("DET", Assert.Single(round.Markets).Facts.Ticker.Value[^3..]);
        Assert.Contains(reason, Assert.Single(round.Quarantined).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/trade-api/v2/series/KXNBAGAME", """{"series":{"ticker":"KXNBAGAME","title":"NBA","fee_type":"margin_market_maker_program_fees","fee_multiplier":1}}""", "cannot be computed")]
    [InlineData("/trade-api/v2/series/KXNBAGAME", """{"series":{"ticker":"KXNBAGAME","title":"NBA","fee_type":"quadratic"}}""", "fee_multiplier: missing")]
    [InlineData("/trade-api/v2/series/fee_changes", """{"series_fee_change_arr":[{}]}""", "missing")]
    [InlineData("/trade-api/v2/events/fee_changes", """{"cursor":"","event_fee_changes":[{}]}""", "cannot be read")]
    [InlineData("/trade-api/v2/markets", "<html></html>", "not JSON")]
    public async Task A_series_of_which_something_is_not_known_fails_for_the_round(string route, string answer, string reason)
    {
        _answers[route] = answer;

        var round = await Find();

        Assert.Empty(round.Markets);
        Assert.Contains(reason, Assert.Single(round.FailedSeries).Reason, StringComparison.Ordinal);
    }

    private async Task<DiscoveryRound> Find()
    {
        using var venue = new FakeVenue(request => _answers.TryGetValue(request.Target.Split('?')[0], out var body) ? new FakeReply(200, body) : new FakeReply(404, ""));
        using var client = venue.Client();
        return await new MarketDiscovery(client, new SeriesCatalog([_facts]), TeamCatalog.Empty).FindAsync([_facts.Series], "open", Instant.FromUnixSeconds(1_792_500_000));
    }

    private static string Events(string more) =>
        $$"""{"cursor":"","events":[{"event_ticker":"{{Event}}","series_ticker":"KXNBAGAME","title":"Boston at Detroit","mutually_exclusive":true,"collateral_return_type":"MECNET"{{more}}}]}""";

    private static string Markets(params string[] markets) => $$"""{"cursor":"","markets":[{{string.Join(',', markets)}}]}""";

    private static string Market(string code) =>
        $$"""{"ticker":"{{Event}}-{{code}}","event_ticker":"{{Event}}","market_type":"binary","status":"active","open_time":"2026-10-01T00:00:00Z","close_time":"2026-11-04T16:00:00Z","settlement_timer_seconds":90,"exchange_index":3,"price_ranges":[{"start":"0.0000","end":"1.0000","step":"0.0010"}],"volume_fp":"12.50","custom_strike":{"basketball_team":"e07"} }""";
}
