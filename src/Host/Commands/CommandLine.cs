using System.CommandLine;
using KalshiArb.Host.Sessions;

namespace KalshiArb.Host.Commands;

/// <summary>The command line: its tree, and what becomes of errors.</summary>
internal static class CommandLine
{
    /// <summary>Runs one command; the exit code is the design's (a mistyped command is 2).</summary>
    public static async Task<int> RunAsync(string[] args, ITradingPlatform platform, CommandConsole console)
    {
        var root = new RootCommand("Trades sports event contracts on Kalshi where sportsbook odds leave an edge; paper by default.")
        {
            RunCommand.Create(platform, console),
            ReplayCommand.Create(platform, console),
            ImportCommand.Create(platform, console),
            HistoryCommand.Create(platform, console),
            CompareCommand.Create(console),
            SweepCommand.Create(console),
            ValidateCommand.Create(console),
            SimulateCommand.Create(console),
            MatchCommand.Create(console),
            CalibrateCommand.Create(console),
        };
        foreach (var command in ControlCommands.Create(console)) root.Subcommands.Add(command);
        root.Subcommands.Add(KillCommand.Create(console));
        root.Subcommands.Add(ConfigCommand.Create(console));
        root.Subcommands.Add(ExchangeCommand.Create(console));
        root.Subcommands.Add(KeysCommand.Create(console));
        root.Subcommands.Add(DoctorCommand.Create(console));

        var parse = root.Parse(args);
        if (parse.Errors.Count > 0)
        {
            foreach (var error in parse.Errors) console.Error.WriteLine(error.Message);
            console.Error.WriteLine("see kalshiarb --help");
            return (int)ExitCode.Usage;
        }
        try
        {
            return await parse.InvokeAsync(new InvocationConfiguration
            {
                Output = console.Out,
                Error = console.Error,
                EnableDefaultExceptionHandler = false,
                // Signals are the session's: it cancels entries before it ends.
                ProcessTerminationTimeout = null,
            }).ConfigureAwait(false);
        }
        catch (SessionRefusedException e)
        {
            console.Error.WriteLine(e.Message);
            return (int)e.Code;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Actors.Journal.JournalException)
        {
            console.Error.WriteLine($"storage failed: {e.Message}");
            return (int)ExitCode.StorageFailed;
        }
    }
}
