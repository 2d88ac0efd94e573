using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KalshiArb.Domain.Games;

namespace KalshiArb.PaperExchange.Engine;

/// <summary>An event of the venue: one game.</summary>
/// <param name="Event">Its ticker.</param>
/// <param name="Series">Its series.</param>
/// <param name="Sport">Its league.</param>
/// <param name="Shard">Where its markets are.</param>
/// <param name="Game">The game.</param>
/// <param name="HomeCode">The venue's code of the hosts.</param>
/// <param name="HomeName">The hosts' name as odds feeds write it.</param>
/// <param name="AwayCode">The venue's code of the visitors.</param>
/// <param name="AwayName">The visitors' name as odds feeds write it.</param>
/// <param name="Commence">When the game begins or began.</param>
/// <param name="ListedAt">When the venue listed it.</param>
/// <param name="HomeTitle">The hosts as the venue writes them on its markets.</param>
/// <param name="AwayTitle">The visitors as the venue writes them.</param>
public sealed record ListedEvent(
    EventTicker Event,
    SeriesTicker Series,
    Sport Sport,
    Shard Shard,
    GameId Game,
    string HomeCode,
    string HomeName,
    string AwayCode,
    string AwayName,
    Instant Commence,
    Instant ListedAt,
    string HomeTitle,
    string AwayTitle)
{
    /// <summary>The id of its milestone.</summary>
    public string MilestoneId { get; } = Uuid.From("milestone/" + Event.Value);

    /// <summary>"Boston vs New York", visitors first as in the leagues of the slate; hosts first in soccer.</summary>
    public string Sides => Sport == Sport.Epl ? $"{HomeTitle} vs {AwayTitle}" : $"{AwayTitle} vs {HomeTitle}";

    // The one team id that was seen in more than one series: soccer's tie (production bodies of 2026-07-09).
    private const string TieId = "111193d4-9b1f-4bd8-ab7c-9de252737f05";

    /// <summary>The venue's id of what YES pays on: a club, or the tie.</summary>
    public string TeamId(GameOutcome outcome) => outcome switch
    {
        GameOutcome.Home => Uuid.From($"team/{Sport}/{HomeCode}"),
        GameOutcome.Away => Uuid.From($"team/{Sport}/{AwayCode}"),
        _ => TieId,
    };

    /// <summary>The date of the game in US Eastern, as rules write it.</summary>
    public string Date => UsEastern.ToLocal(Commence).ToString("MMM d, yyyy", CultureInfo.InvariantCulture);
}

/// <summary>A market of the venue.</summary>
/// <param name="Index">Its place in the order of listing.</param>
/// <param name="Ticker">Its ticker.</param>
/// <param name="Event">Its event.</param>
/// <param name="Outcome">What YES pays on.</param>
/// <param name="VolumeBefore">What had traded before the world began.</param>
/// <param name="Backstop">The close time it was listed with; the result moves it nearer.</param>
public sealed record ListedMarket(MarketIndex Index, Ticker Ticker, ListedEvent Event, GameOutcome Outcome, Quantity VolumeBefore, Instant Backstop)
{
    /// <summary>The venue's id of the market on the stream.</summary>
    public string MarketId { get; } = Uuid.From("market/" + Ticker.Value);

    /// <summary>The name of what YES pays on, as the venue writes it.</summary>
    public string YesName => Outcome switch { GameOutcome.Home => Event.HomeTitle, GameOutcome.Away => Event.AwayTitle, _ => "Tie" };

    /// <summary>The venue's id of the team in custom_strike.</summary>
    public string TeamId => Event.TeamId(Outcome);

    /// <summary>The key of the team's id in custom_strike.</summary>
    public string TeamKey => Event.Sport switch
    {
        Sport.Mlb => "baseball_team",
        Sport.Nba or Sport.CollegeBasketballMen or Sport.CollegeBasketballWomen => "basketball_team",
        Sport.Nfl => "football_team",
        Sport.Nhl => "hockey_team",
        Sport.Epl => "soccer_team",
        _ => "team",
    };
}

/// <summary>UUIDs made from names, the same in every run.</summary>
internal static class Uuid
{
    public static string From(string name)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes("kalshiarb/" + name)).AsSpan(0, 16);
        Span<byte> bytes = stackalloc byte[16];
        hash.CopyTo(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x50);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
