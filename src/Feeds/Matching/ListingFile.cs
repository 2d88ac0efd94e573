using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Feeds.Files;
using KalshiArb.Feeds.Odds;

namespace KalshiArb.Feeds.Matching;

/// <summary>What a feed listed at one time.</summary>
/// <param name="At">When it was received; <see cref="Instant.Never"/> for a schedule without a time.</param>
/// <param name="Listings">Its games.</param>
public sealed record FeedLook(Instant At, ImmutableArray<GameListing> Listings);

/// <summary>The games that recordings of feeds list.</summary>
public static class ListingFile
{
    private static readonly string[] ScheduleColumns = ["GAME_ID", "GAME_DATE", "HOME_TEAM_ABBREV", "AWAY_TEAM_ABBREV"];

    /// <summary>The looks of recorded odds in time order. A league that a recording does not say is the one whose table has both names.</summary>
    public static bool TryReadOdds(IReadOnlyList<string> paths, TeamCatalog teams, FaultLog faults, out ImmutableArray<FeedLook> looks, out string reason)
    {
        looks = [];
        if (!OddsFiles.TryRead(paths, faults, out var polls, out reason)) return false;
        looks =
        [
            .. polls.Select(p => new FeedLook(p.ReceivedAt,
            [
                .. p.Events.DistinctBy(e => e.Id).Select(e =>
                    new OddsListing(e.Id, e.Sport ?? OddsInputs.LeagueOf(teams, e.HomeTeam, e.AwayTeam), e.HomeTeam, e.AwayTeam, e.CommenceTime).Listing),
            ])),
        ];
        return true;
    }

    /// <summary>
    /// The look of an NBA schedule: a table with GAME_ID, GAME_DATE, HOME_TEAM_ABBREV and AWAY_TEAM_ABBREV. It has dates and no times.
    /// </summary>
    public static bool TryReadSchedule(string path, out FeedLook look, out string reason)
    {
        look = new FeedLook(Instant.Never, []);
        var listings = ImmutableArray.CreateBuilder<GameListing>();
        CsvHeader? header = null;
        var number = 0;
        try
        {
            foreach (var line in RecordedFile.ReadLines(path))
            {
                number++;
                if (header is null)
                {
                    if (CsvHeader.TryRead(line, ScheduleColumns, out header, out reason)) continue;
                    reason = $"{path}: {reason}";
                    return false;
                }
                if (line.Length == 0) continue;
                if (Csv.Split(line) is not { } fields || fields.Length != header.Count
                    || !DateOnly.TryParseExact(fields[header["GAME_DATE"]], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) || date.Year < 2007)
                {
                    reason = $"{path}:{number}: no row of a schedule";
                    return false;
                }
                listings.Add(new GameListing(
                    fields[header["GAME_ID"]], Sport.Nba, TeamNaming.NbaTricode, fields[header["HOME_TEAM_ABBREV"]], fields[header["AWAY_TEAM_ABBREV"]], UsEastern.StartOf(date), TimeKnown: false));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or DecoderFallbackException)
        {
            reason = $"{path}: {e.Message}";
            return false;
        }
        reason = header is null ? $"{path}: empty" : "";
        look = new FeedLook(Instant.Never, listings.ToImmutable());
        return header is not null;
    }
}
