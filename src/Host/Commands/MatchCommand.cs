using System.CommandLine;
using System.Globalization;
using KalshiArb.Domain.Games;
using KalshiArb.Feeds.Files;
using KalshiArb.Feeds.Matching;
using KalshiArb.Feeds.Reference;
using KalshiArb.Host.Matching;
using KalshiArb.Host.Rendering;
using KalshiArb.Host.Sessions;
using KalshiArb.Host.Trading;

namespace KalshiArb.Host.Commands;

/// <summary><c>kalshiarb match</c>: which of a feed's games are which of the venue's, and why the others are not.</summary>
internal static class MatchCommand
{
    public static Command Create(CommandConsole console)
    {
        var markets = Files("--markets", "Recordings of the venue: its JSON, or a table with market_ticker, ticker or event_ticker; without them the venue of the mode is asked");
        var odds = Files("--odds", "The Odds API snapshots (JSON, gzipped or not) or change rows (CSV)");
        var schedule = Files("--schedule", "An NBA schedule: a table with GAME_ID, GAME_DATE, HOME_TEAM_ABBREV, AWAY_TEAM_ABBREV");
        var date = new Option<string?>("--date") { Description = "Only games of this US Eastern date", HelpName = "YYYY-MM-DD" };
        date.Validators.Add(given => { if (given.Tokens.Count > 0 && !TryDate(given.Tokens[0].Value, out _)) given.AddError($"--date: '{given.Tokens[0].Value}' is no date like 2026-07-05 (from 2007)"); });
        var mode = new Option<string?>("--mode") { Description = "Whose venue is asked: demo, live, dry-run, paper; the configuration's mode without it" };
        var (json, config, profile, set) = (CommonOptions.Json(), CommonOptions.Config(), CommonOptions.Profile(), CommonOptions.Set());
        var command = new Command("match", "List which games of a feed are which of the venue, which are not, and why") { date, markets, odds, schedule, mode, json, config, profile, set };
        command.SetAction(async (parse, cancellation) =>
        {
            var reference = Reference();
            var looks = Looks(parse.GetValue(odds) ?? [], parse.GetValue(schedule) ?? [], reference, console);
            VenueGames venue;
            if (parse.GetValue(markets) is { Length: > 0 } files) venue = VenueLook.OfFiles(Existing(files), reference);
            else
            {
                var result = CommonOptions.Load(parse, config, profile, set, parse.GetValue(mode) is { } asked ? [$"mode={asked}"] : []);
                CommonOptions.Print(result, console.Error);
                if (result.Settings is not { } settings) return (int)ExitCode.Usage;
                venue = await VenueLook.AskAsync(settings, reference, Environment.GetEnvironmentVariable, Now, cancellation).ConfigureAwait(false);
            }
            var match = MatchTable.Of(venue, looks, reference.Teams);
            if (parse.GetValue(date) is { } text && TryDate(text, out var day)) match = match.On(day);
            if (parse.GetValue(json)) console.Out.WriteLine(MatchText.Json(match));
            else MatchText.Write(ViewTables.Console(console.Out, console.Color), match);
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static Option<string[]> Files(string name, string description) =>
        new(name) { Description = description, HelpName = "FILE", AllowMultipleArgumentsPerToken = true };

    private static ImmutableArray<FeedLook> Looks(string[] odds, string[] schedules, ReferenceData reference, CommandConsole console)
    {
        var looks = ImmutableArray.CreateBuilder<FeedLook>();
        if (odds.Length > 0)
        {
            var faults = new FaultLog();
            if (!ListingFile.TryReadOdds(Existing(odds), reference.Teams, faults, out var polls, out var reason)) throw new SessionRefusedException(ExitCode.Usage, reason);
            foreach (var fault in faults.First) console.Error.WriteLine($"quarantined: {Text.OneLine(fault.ToString())}");
            looks.AddRange(polls);
        }
        foreach (var file in Existing(schedules))
        {
            if (!ListingFile.TryReadSchedule(file, out var look, out var reason)) throw new SessionRefusedException(ExitCode.Usage, reason);
            looks.Add(look);
        }
        return looks.ToImmutable();
    }

    private static ReferenceData Reference() => ReferenceData.TryLoad(ProgramFiles.Find("data"), out var tables, out var errors)
        ? tables
        : throw new SessionRefusedException(ExitCode.Usage, "data: " + string.Join("; ", errors));

    private static ImmutableArray<string> Existing(IEnumerable<string> files)
    {
        var full = files.Select(Path.GetFullPath).ToImmutableArray();
        return full.FirstOrDefault(f => !File.Exists(f)) is { } missing ? throw new SessionRefusedException(ExitCode.Usage, $"{missing}: no such file") : full;
    }

    private static bool TryDate(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date) && date.Year >= 2007;

    private static Instant Now() => Instant.From(DateTimeOffset.UtcNow);
}
