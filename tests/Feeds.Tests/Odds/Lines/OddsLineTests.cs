using System.Text;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Feeds.Odds;
using KalshiArb.Feeds.Odds.Lines;

namespace KalshiArb.Feeds.Tests.Odds.Lines;

public class OddsLineTests
{
    internal const string Game = """{"league":"mlb","id":"g1","home":"Baltimore Orioles","away":"Chicago Cubs","start":"2026-07-07T22:36:00Z","at":"2026-07-07T22:00:10Z","prices":"decimal","books":[{"book":"model","home":1.91,"away":2.05}]}""";

    internal static OddsEvent Read(string line)
    {
        Assert.True(OddsLine.TryRead(Encoding.UTF8.GetBytes(line), out var game, out var reason), reason);
        return game;
    }

    private static string Refusal(string line)
    {
        Assert.False(OddsLine.TryRead(Encoding.UTF8.GetBytes(line), out _, out var reason));
        return reason;
    }

    [Fact]
    public void A_line_is_a_game_with_its_books_and_their_stamps()
    {
        var game = Read(Game.Replace("\"away\":2.05}", "\"away\":2.05},{\"book\":\"other\",\"home\":1.9,\"away\":2.1,\"draw\":3.5,\"at\":\"2026-07-07T22:00:05+00:00\"}", StringComparison.Ordinal));

        var at = Instant.From(new DateTimeOffset(2026, 7, 7, 22, 0, 10, TimeSpan.Zero));
        Assert.Equal(("g1", Sport.Mlb, "Baltimore Orioles", "Chicago Cubs", at + TimeSpan.FromSeconds(2_150)), (game.Id, game.Sport!.Value, game.HomeTeam, game.AwayTeam, game.CommenceTime));
        Assert.Equal([new BookmakerQuote("model", at, 1.91, 2.05, null), new BookmakerQuote("other", at - TimeSpan.FromSeconds(5), 1.9, 2.1, 3.5)], game.Quotes.AsEnumerable());
    }

    [Fact]
    public void Prices_are_decimal_American_or_the_chance_itself()
    {
        var american = Read(Game.Replace("decimal", "american", StringComparison.Ordinal).Replace("1.91", "-110", StringComparison.Ordinal).Replace("2.05", "150", StringComparison.Ordinal)).Quotes[0];
        var chance = Read(Game.Replace("decimal", "probability", StringComparison.Ordinal).Replace("1.91", "0.625", StringComparison.Ordinal).Replace("2.05", "0.375", StringComparison.Ordinal)).Quotes[0];

        Assert.Equal((1 + 100 / 110.0, 2.5), (american.HomeDecimalOdds, american.AwayDecimalOdds));
        Assert.Equal((1.6, 1 / 0.375), (chance.HomeDecimalOdds, chance.AwayDecimalOdds));
    }

    [Fact]
    public void Without_books_every_book_is_suspended() =>
        Assert.Empty(Read(Game.Replace("""{"book":"model","home":1.91,"away":2.05}""", "", StringComparison.Ordinal)).Quotes);

    [Theory]
    [InlineData("\"league\":\"mlb\"", "\"league\":\"MLB\"", "league: one of")]
    [InlineData("\"id\":\"g1\"", "\"id\":7", "id: a text")]
    [InlineData("\"away\":\"Chicago Cubs\"", "\"away\":\"Baltimore Orioles\"", "two different names")]
    [InlineData("22:36:00Z", "22:36:00", "start: a time with its offset")]
    [InlineData("22:00:10Z", "soon", "at: a time with its offset")]
    [InlineData("\"at\":\"2026-07-07T22:00:10Z\",", "", "at: a time with its offset")]
    [InlineData("\"decimal\"", "\"fractional\"", "prices: decimal")]
    [InlineData("1.91", "0.9", "no Decimal price")]
    [InlineData("1.91", "\"1.91\"", "no Decimal price")]
    [InlineData("1.91", "1e9", "no Decimal price")]
    [InlineData("\"home\":1.91,", "", "no Decimal price")]
    [InlineData("\"book\":\"model\"", "\"book\":\"\"", "book: a text")]
    [InlineData("\"id\":\"g1\"", "\"id\":\"g1\",\"market\":\"h2h\"", "unknown field 'market'")]
    [InlineData("\"book\":\"model\"", "\"book\":\"model\",\"stake\":1", "unknown field 'stake' of a book")]
    [InlineData("\"id\":\"g1\"", "\"id\":\"g1\",\"id\":\"g2\"", "not JSON")]
    [InlineData("{\"book\":\"model\",\"home\":1.91,\"away\":2.05}", "{\"book\":\"model\",\"home\":1.91,\"away\":2.05},{\"book\":\"model\",\"home\":1.91,\"away\":2.05}", "stands twice")]
    [InlineData("\"books\":[", "\"books\":[[", "not JSON")]
    public void What_is_missing_unknown_twice_or_no_price_is_refused_with_the_reason(string part, string instead, string reason) =>
        Assert.Contains(reason, Refusal(Game.Replace(part, instead, StringComparison.Ordinal)), StringComparison.Ordinal);

    [Fact]
    public void A_line_longer_than_the_limit_is_refused_unread() =>
        Assert.Equal("longer than 65536 bytes", Refusal(Game + new string(' ', OddsLine.MaxBytes)));

    [Fact]
    public void Mutated_lines_are_read_or_refused_and_never_give_a_price_that_is_none()
    {
        var random = new Random(5);
        var original = Encoding.UTF8.GetBytes(Game);
        var read = 0;
        for (var i = 0; i < 8_000; i++)
        {
            var mutated = Mutations.Of(original, random);
            if (!OddsLine.TryRead(mutated, out var game, out var reason))
            {
                Assert.NotEmpty(reason);
                continue;
            }

            read++;
            Assert.All(game.Quotes, quote => Assert.True(quote is { HomeDecimalOdds: > 1 and <= 10_000, AwayDecimalOdds: > 1 and <= 10_000 }, quote.ToString()));
        }

        Assert.True(read > 200, $"{read} read");
    }
}
