using System.Globalization;
using System.Text;
using KalshiArb.Domain.Numbers;
using KalshiArb.Feeds.Files;
using KalshiArb.Feeds.Odds;
using Xunit.Abstractions;

namespace KalshiArb.Feeds.Tests.Odds;

/// <summary>Mutated responses of the odds feed: read or refused with a reason, never thrown, and no price that is none. KALSHIARB_FUZZ sets how many.</summary>
public sealed class OddsFuzzTests(ITestOutputHelper output)
{
    private const string Sample = """
        [{"id":"e1","sport_key":"baseball_mlb","sport_title":"x","commence_time":"2026-07-07T22:36:00Z","home_team":"Baltimore Orioles","away_team":"Chicago Cubs",
          "bookmakers":[{"key":"fanduel","title":"FanDuel","last_update":"2026-07-07T22:00:38Z","markets":[{"key":"h2h","last_update":"2026-07-07T22:00:30Z",
          "outcomes":[{"name":"Baltimore Orioles","price":2.12},{"name":"Chicago Cubs","price":1.8}]}]},
          {"key":"pinnacle","title":"P","last_update":"2026-07-07T22:00:38Z","markets":[{"key":"h2h","outcomes":[{"name":"Baltimore Orioles","price":2.1},{"name":"Chicago Cubs","price":1.84}]}]}]}]
        """;

    private static readonly string[] _pieces = ["\"", "{", "}", "[", "]", ",", "null", "true", "-", "1e400", "99999999999999999999", "\\ud800", "0.0", "\"\"", "\\u0000", "NaN", "{\"a\":1}"];

    private static int Count => int.TryParse(Environment.GetEnvironmentVariable("KALSHIARB_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 20_000;

    [Fact]
    public void Mutated_responses_are_read_or_refused_and_never_give_a_price_that_is_none()
    {
        var random = new Random(7);
        var original = Encoding.UTF8.GetBytes(Sample);
        var (read, quotes) = (0, 0);
        for (var i = 0; i < Count; i++)
        {
            var mutated = Mutate(original, random);
            try
            {
                if (!OddsApiDecoder.TryDecode(mutated, Instant.FromUnixSeconds(1_783_461_647), null, null, "t", new FaultLog(), out var poll, out var reason))
                {
                    Assert.NotEmpty(reason);
                    continue;
                }

                read++;
                foreach (var quote in poll.Events.SelectMany(one => one.Quotes))
                {
                    quotes++;
                    Assert.True(quote.HomeDecimalOdds is > 1 and < 1e6 && quote.AwayDecimalOdds is > 1 and < 1e6, quote.ToString());
                }
            }
            catch (Exception thrown) when (thrown is not Xunit.Sdk.XunitException)
            {
                throw new InvalidOperationException($"mutation {i}: {Convert.ToBase64String(mutated)}", thrown);
            }
        }

        output.WriteLine($"{Count} responses, {read} read with {quotes} prices");
        Assert.True(read > Count / 100, "too few mutations are read for the test to mean anything");
    }

    private static byte[] Mutate(byte[] from, Random random)
    {
        var bytes = from.ToList();
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 8), bytes.Count - at));
                    if (bytes.Count == 0) return [];
                    break;
                case 2:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(_pieces[random.Next(_pieces.Length)]));
                    break;
                default:
                    if (bytes[at] is >= (byte)'0' and <= (byte)'9') bytes[at] = (byte)('0' + random.Next(10));
                    else if (bytes[at] is >= (byte)'a' and <= (byte)'z') bytes[at] = (byte)('a' + random.Next(26));
                    break;
            }
        }

        return [.. bytes];
    }
}
