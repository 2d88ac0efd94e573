using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using KalshiArb.Domain.Games;
using KalshiArb.Feeds.Matching;
using Spectre.Console;
using Text = KalshiArb.Host.Rendering.Text;

namespace KalshiArb.Host.Matching;

/// <summary>Prints what belongs together and what does not, with both sides' text.</summary>
internal static class MatchText
{
    /// <summary>Most lines of a part for a person; the rest is counted. JSON has all.</summary>
    private const int MaxLines = 500;

    public static void Write(IAnsiConsole console, MatchTable match)
    {
        Part(console, "matched", ["event", "venue", "feed", "feed's start", "feed's id"], match.Rows.Where(r => r.Game is not null),
            r => [r.Game!.Ticker.Event.Value, Sides(r.Game), Sides(r.Listing), Start(r.Listing), r.Listing.Id]);
        Part(console, "not matched", ["feed", "feed's start", "why", "venue's games of these clubs", "feed's id"], match.Rows.Where(r => r.Game is null),
            r => [Sides(r.Listing), Start(r.Listing), Text.Code(r.Outcome.ToString()), r.Candidates.IsEmpty ? "-" : string.Join(", ", r.Candidates.Select(c => $"{c.Ticker.Event} ({Sides(c)})")), r.Listing.Id]);
        Part(console, "venue without feed", ["event", "venue"], match.WithoutListing, g => [g.Ticker.Event.Value, Sides(g)]);
        Part(console, "venue not understood", ["event", "why"], match.Unread, u => [u.Event, u.Reason]);
        console.WriteLine(Summary(match));
    }

    /// <summary>One line with every count.</summary>
    public static string Summary(MatchTable match)
    {
        var matched = match.Rows.Count(r => r.Game is not null);
        var ambiguous = match.Rows.Count(r => r.Outcome == MatchOutcome.Ambiguous);
        return $"matched {matched}, ambiguous {ambiguous}, unmatched {match.Rows.Length - matched - ambiguous} of {match.Rows.Length} of the feed; "
            + $"{match.WithoutListing.Length} of {match.WithoutListing.Length + matched} games of the venue without the feed; {match.Unread.Length} events not understood";
    }

    public static string Json(MatchTable match) => JsonSerializer.Serialize(
        new MatchJson(
            [.. match.Rows.Select(r => new MatchRowJson(
                r.Listing.Id, r.Listing.Sport, r.Listing.HomeTeam, r.Listing.AwayTeam, r.Listing.StartTime.ToString(), Text.Code(r.Outcome.ToString()), r.Game?.Ticker.Event.Value,
                r.Game?.Home.FeedName, r.Game?.Away.FeedName, [.. r.Candidates.Select(c => c.Ticker.Event.Value)]))],
            [.. match.WithoutListing.Select(g => g.Ticker.Event.Value)],
            [.. match.Unread.Select(u => new UnreadJson(u.Event, u.Reason))]),
        MatchJsonContext.Default.MatchJson);

    private static void Part<T>(IAnsiConsole console, string title, string[] columns, IEnumerable<T> rows, Func<T, string[]> cells)
    {
        T[] all = [.. rows];
        if (all.Length == 0) return;
        var table = new Table().Border(TableBorder.Simple).Title($"{title}: {all.Length}");
        foreach (var column in columns) table.AddColumn(new TableColumn(Markup.Escape(column)));
        foreach (var row in all.Take(MaxLines)) table.AddRow([.. cells(row).Select(c => new Markup(Markup.Escape(Text.OneLine(c))))]);
        console.Write(table);
        if (all.Length > MaxLines) console.WriteLine($"and {all.Length - MaxLines} more; --json has all");
    }

    private static string Sides(VenueGame game) => $"{game.Away.FeedName} at {game.Home.FeedName}";

    private static string Sides(GameListing listing) => $"{listing.AwayTeam} at {listing.HomeTeam}";

    private static string Start(GameListing listing) =>
        listing.TimeKnown ? Text.DateTime(listing.StartTime) : UsEastern.DateAt(listing.StartTime).ToString("ddd d MMM", CultureInfo.InvariantCulture) + ", time open";
}

internal sealed record MatchRowJson(
    string Id, Sport Sport, string HomeTeam, string AwayTeam, string Start, string Outcome, string? Event, string? VenueHome, string? VenueAway, ImmutableArray<string> Candidates);

internal sealed record UnreadJson(string Event, string Reason);

internal sealed record MatchJson(ImmutableArray<MatchRowJson> Rows, ImmutableArray<string> WithoutListing, ImmutableArray<UnreadJson> Unread);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(MatchJson))]
internal sealed partial class MatchJsonContext : JsonSerializerContext;
