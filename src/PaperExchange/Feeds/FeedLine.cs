using System.Text.Json;
using System.Text.Json.Serialization;
using KalshiArb.Domain.Ports;
using KalshiArb.PaperExchange.Engine;

namespace KalshiArb.PaperExchange.Feeds;

/// <summary>
/// One line of <c>/paper/feeds</c>: the venue's time, and one of a clock, a game, a poll of odds or a score. Numbers are those of
/// the inputs; times are microseconds since the Unix epoch.
/// </summary>
/// <param name="At">Market time.</param>
public sealed record FeedLine(long At)
{
    private static readonly FeedJson Json = new(new JsonSerializerOptions(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull });

    /// <summary>The first line: how fast the venue's time goes, in market seconds a second.</summary>
    public double? Speed { get; init; }

    /// <summary>The event of a game.</summary>
    public string? Event { get; init; }

    /// <summary>The venue's name of the game that the line is about.</summary>
    public string? Game { get; init; }

    /// <summary>Sport of a listed game.</summary>
    public Sport? Sport { get; init; }

    /// <summary>Home side of a listed game.</summary>
    public string? Home { get; init; }

    /// <summary>Away side of a listed game.</summary>
    public string? Away { get; init; }

    /// <summary>Scheduled start of a listed game.</summary>
    public long? Commence { get; init; }

    /// <summary>Which odds feed.</summary>
    public string? Source { get; init; }

    /// <summary>The bookmakers of a poll.</summary>
    public FeedQuote[]? Quotes { get; init; }

    /// <summary>Where a scored game stands.</summary>
    public GamePhase? Phase { get; init; }

    /// <summary>Points of the home side.</summary>
    public int HomeScore { get; init; }

    /// <summary>Points of the away side.</summary>
    public int AwayScore { get; init; }

    /// <summary>Playing time elapsed, in microseconds.</summary>
    public long? Elapsed { get; init; }

    /// <summary>Period, inning or half.</summary>
    public int Period { get; init; }

    /// <summary>The score feed's own stamp.</summary>
    public long? Stamp { get; init; }

    /// <summary>The line of a listed game.</summary>
    public static FeedLine Of(ListedEvent listed, Instant at)
    {
        ArgumentNullException.ThrowIfNull(listed);
        return new FeedLine(at.UnixMicros)
        {
            Event = listed.Event.Value, Game = listed.Game.Value, Sport = listed.Sport, Home = listed.HomeName, Away = listed.AwayName, Commence = listed.Commence.UnixMicros,
        };
    }

    /// <summary>The line of what a feed shows; null for what is no odds and no score.</summary>
    public static FeedLine? Of(Input input, Instant at) => input switch
    {
        OddsPolled odds => new FeedLine(at.UnixMicros)
        {
            Game = odds.Game.Value, Source = odds.Source,
            Quotes = [.. odds.Quotes.Select(quote => new FeedQuote(quote.Book, quote.SourceStamp.UnixMicros, quote.HomeDecimalOdds, quote.AwayDecimalOdds, quote.DrawDecimalOdds))],
        },
        ScoreReported score => new FeedLine(at.UnixMicros)
        {
            Game = score.Game.Value, Phase = score.Phase, HomeScore = score.HomeScore, AwayScore = score.AwayScore, Period = score.Period,
            Elapsed = score.Elapsed is { } elapsed ? (long)elapsed.TotalMicroseconds : null, Stamp = score.SourceStamp.UnixMicros,
        },
        _ => null,
    };

    /// <summary>What the line means to the core, about a game under another name; null for a clock.</summary>
    public Input? ToInput(GameId game) => this switch
    {
        { Quotes: { } quotes, Source: { } source } => new OddsPolled(
            game, source, [.. quotes.Select(quote => new BookmakerQuote(quote.Book, Instant.FromUnixMicros(quote.Stamp), quote.Home, quote.Away, quote.Draw))]),
        { Phase: { } phase, Stamp: { } stamp } => new ScoreReported(
            game, phase, HomeScore, AwayScore, Elapsed is { } elapsed ? TimeSpan.FromMicroseconds(elapsed) : null, Period, Instant.FromUnixMicros(stamp)),
        { Sport: { } sport, Home: { } home, Away: { } away, Commence: { } commence } => new GameListed(game, sport, home, away, Instant.FromUnixMicros(commence)),
        _ => null,
    };

    /// <summary>The line as text, without its end.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, Json.FeedLine);

    /// <summary>Reads a line; null when it is not one.</summary>
    public static FeedLine? TryRead(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, Json.FeedLine);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>One bookmaker's prices in a poll, as decimal odds.</summary>
/// <param name="Book">The bookmaker.</param>
/// <param name="Stamp">Its own time stamp.</param>
/// <param name="Home">Home win.</param>
/// <param name="Away">Away win.</param>
/// <param name="Draw">Draw; null in a two-way price.</param>
public sealed record FeedQuote(string Book, long Stamp, double Home, double Away, double? Draw);

[JsonSerializable(typeof(FeedLine))]
internal sealed partial class FeedJson : JsonSerializerContext;
