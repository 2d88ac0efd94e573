using System.CommandLine;
using KalshiArb.Host.Rendering;

namespace KalshiArb.Host.Commands;

/// <summary><c>kalshiarb config check</c>: every problem at once, or what is in force.</summary>
internal static class ConfigCommand
{
    public static Command Create(CommandConsole console)
    {
        var (config, profile, set) = (CommonOptions.Config(), CommonOptions.Profile(), CommonOptions.Set());
        var check = new Command("check", "Print every problem, or every effective setting and where it comes from") { config, profile, set };
        check.SetAction(parse =>
        {
            var result = CommonOptions.Load(parse, config, profile, set, []);
            CommonOptions.Print(result, console.Error);
            if (result.Settings is null) return (int)ExitCode.Usage;
            ViewTables.Print(ViewTables.Console(console.Out, console.Color), ["setting", "value", "from"],
                result.Table.Select(s => (string[])[s.Path, s.Value, s.Source.StartsWith("--set", StringComparison.Ordinal) ? "--set" : Path.GetFileName(s.Source)]));
            console.Out.WriteLine($"{result.Table.Length} settings, no problems{(result.Warnings.IsEmpty ? "" : $", {result.Warnings.Length} warnings")}");
            return (int)ExitCode.Done;
        });
        return new Command("config", "Look at the configuration") { check };
    }
}
