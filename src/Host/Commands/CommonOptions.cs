using System.CommandLine;
using KalshiArb.Domain.Settings;
using KalshiArb.Host.Configuration;
using KalshiArb.Simulation.Measurement;

namespace KalshiArb.Host.Commands;

/// <summary>Options that several commands share, and what they mean.</summary>
internal static class CommonOptions
{
    /// <summary>The repository's or installation's directory, where hocon.conf and profiles lie.</summary>
    public static string Home { get; } = FindHome();

    public static Option<string?> State() => new("--state") { Description = "State directory; the newest live one (or a fresh one for run) without it", HelpName = "DIR" };

    public static Option<bool> Json() => new("--json") { Description = "Print JSON" };

    public static Option<string[]> Config() => new("--config") { Description = "Configuration on top of hocon.conf; may be repeated", HelpName = "FILE" };

    public static Option<string[]> Profile() => new("--profile") { Description = "A file of profiles/ by name, on top of hocon.conf", HelpName = "NAME" };

    public static Option<string[]> Set() => new("--set") { Description = "One setting, for instance paper.slate.lag=0s; may be repeated", HelpName = "path=value" };

    public static Option<string?> Reason() => new("--reason") { Description = "Why; kept with the record", HelpName = "TEXT" };

    public static Option<string?> Report() => new("--report") { Description = "Write a report of it: one page that needs no network, and the same as JSON", HelpName = "DIR" };

    public static Option<string?> DelayOdds() => new("--delay-odds") { Description = "What if the odds had been received later by this, for instance 10m (0s: a what-if with nothing delayed)", HelpName = "TIME" };

    /// <summary>Reads a delay of the odds; false, with the reason printed, when it is none.</summary>
    public static bool TryDelay(string? text, TextWriter error, out TimeSpan? delay)
    {
        delay = null;
        if (text is null) return true;
        if (SettingText.TryDuration(text, out var time) && time >= TimeSpan.Zero && time <= DelayedOdds.Most)
        {
            delay = time;
            return true;
        }

        error.WriteLine($"--delay-odds {text}: a time from 0s to {SettingText.Write(DelayedOdds.Most)}");
        return false;
    }

    /// <summary>Loads the configuration that the options of a command ask for; prints problems and returns null when there are any.</summary>
    public static ConfigurationResult Load(ParseResult parse, Option<string[]> config, Option<string[]> profile, Option<string[]> set, IEnumerable<string> more, HardCeilings? raised = null)
        => ConfigurationLoader.Load(Files(parse, config, profile), (parse.GetValue(set) ?? []).Concat(more), raised);

    /// <summary>The files of the configuration that the options of a command ask for, lowest first.</summary>
    public static ImmutableArray<string> Files(ParseResult parse, Option<string[]> config, Option<string[]> profile) =>
    [
        Path.Combine(Home, "hocon.conf"),
        .. (parse.GetValue(profile) ?? []).Select(name => Path.Combine(Home, "profiles", name.EndsWith(".conf", StringComparison.Ordinal) ? name : name + ".conf")),
        .. (parse.GetValue(config) ?? []).Select(Path.GetFullPath),
    ];

    /// <summary>Prints problems and warnings to the error stream.</summary>
    public static void Print(ConfigurationResult result, TextWriter error)
    {
        foreach (var problem in result.Problems) error.WriteLine($"configuration: {problem.Message}");
        foreach (var warning in result.Warnings) error.WriteLine($"warning: {warning}");
    }

    private static string FindHome()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            if (File.Exists(Path.Combine(directory.FullName, "KalshiArb.sln"))) return directory.FullName;
        return AppContext.BaseDirectory;
    }
}
