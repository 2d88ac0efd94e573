using System.CommandLine;
using System.Text.Json;
using KalshiArb.Domain.Ports;
using KalshiArb.Host.Configuration;
using KalshiArb.Host.Control;
using KalshiArb.Host.Rendering;

namespace KalshiArb.Host.Commands;

/// <summary>Commands to a running service over its socket.</summary>
internal static class ControlCommands
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(15);

    public static IEnumerable<Command> Create(CommandConsole console)
    {
        yield return Simple(console, "status", "The whole at a glance", ControlCommand.Status, withReason: false);
        yield return Simple(console, "orders", "Every order in the registry", ControlCommand.Orders, withReason: false);
        yield return Simple(console, "positions", "Every position", ControlCommand.Positions, withReason: false);
        yield return Simple(console, "risk", "Every limit: value, armed, last evaluated, last bound", ControlCommand.Risk, withReason: false);
        yield return Why(console);
        yield return Simple(console, "pause", "No further entries", ControlCommand.Pause, withReason: true);
        yield return Simple(console, "reduce", "Exits only", ControlCommand.Reduce, withReason: true);
        yield return Simple(console, "resume", "Trade on after a pause or a reduction", ControlCommand.Resume, withReason: false);
        yield return Switch(console, "enable", "Allow entries of a series, strategy or ticker", ControlCommand.Enable);
        yield return Switch(console, "disable", "No entries of a series, strategy or ticker; exits go on", ControlCommand.Disable);
        yield return Adopt(console);
        yield return Close(console);
        yield return Reset(console);
    }

    /// <summary>Who asks: the user and the terminal's machine, for the record.</summary>
    public static string By => $"{Environment.UserName}@{Environment.MachineName}";

    private static Command Simple(CommandConsole console, string name, string description, ControlCommand what, bool withReason)
    {
        var (state, json, reason) = (CommonOptions.State(), CommonOptions.Json(), CommonOptions.Reason());
        var command = new Command(name, description) { state, json };
        if (withReason) command.Options.Add(reason);
        command.SetAction((parse, cancellation) => AskAsync(console, parse.GetValue(state), parse.GetValue(json),
            new ControlRequest(what, By, withReason ? parse.GetValue(reason) : null), cancellation));
        return command;
    }

    private static Command Why(CommandConsole console)
    {
        var ticker = new Argument<string>("TICKER") { Description = "The market" };
        var (state, json) = (CommonOptions.State(), CommonOptions.Json());
        var command = new Command("why", "Why a market is or is not traded now") { ticker, state, json };
        command.SetAction((parse, cancellation) => AskAsync(console, parse.GetValue(state), parse.GetValue(json),
            new ControlRequest(ControlCommand.Why, By, Ticker: parse.GetRequiredValue(ticker)), cancellation));
        return command;
    }

    private static Command Switch(CommandConsole console, string name, string description, ControlCommand what)
    {
        var scope = new Argument<SwitchScope>("WHAT") { Description = "series, strategy or ticker" };
        var target = new Argument<string>("NAME") { Description = "Its name" };
        var (state, json) = (CommonOptions.State(), CommonOptions.Json());
        var command = new Command(name, description) { scope, target, state, json };
        command.SetAction((parse, cancellation) => AskAsync(console, parse.GetValue(state), parse.GetValue(json),
            new ControlRequest(what, By, Scope: parse.GetRequiredValue(scope), Name: parse.GetRequiredValue(target)), cancellation));
        return command;
    }

    private static Command Adopt(CommandConsole console)
    {
        var ticker = new Argument<string>("TICKER") { Description = "A market that a difference froze" };
        var (state, json, reason) = (CommonOptions.State(), CommonOptions.Json(), CommonOptions.Reason());
        var command = new Command("adopt", "Take over the exchange's position of a market where ours differs") { ticker, reason, state, json };
        command.SetAction((parse, cancellation) => AskAsync(console, parse.GetValue(state), parse.GetValue(json),
            new ControlRequest(ControlCommand.Adopt, By, parse.GetValue(reason), parse.GetRequiredValue(ticker)), cancellation));
        return command;
    }

    private static Command Close(CommandConsole console)
    {
        var ticker = new Argument<string>("TICKER") { Description = "A market with a position" };
        var limit = new Option<string>("--limit") { Description = "Least price for the side that is held, in dollars: 0.40 sells NO at 0.40 or better where NO is held", HelpName = "PRICE", Required = true };
        var count = new Option<string?>("--count") { Description = "Contracts; all without it", HelpName = "N" };
        var (state, json) = (CommonOptions.State(), CommonOptions.Json());
        var command = new Command("close", "Close a position by hand: cancels the market's orders, then sells at once, through risk; never more than is held") { ticker, limit, count, state, json };
        command.SetAction((parse, cancellation) =>
        {
            var (price, contracts) = (parse.GetRequiredValue(limit), parse.GetValue(count));
            if (!SettingText.TryUnits(price.TrimStart('$'), Price.UnitsPerDollar, out var units) || units <= 0 || units >= Price.UnitsPerDollar)
                return Task.FromResult(Wrong(console, $"--limit {price}: expected a price between 0 and 1 dollar, for instance 0.40"));
            long hundredths = 0;
            if (contracts is not null && (!SettingText.TryUnits(contracts, Quantity.HundredthsPerContract, out hundredths) || hundredths <= 0))
                return Task.FromResult(Wrong(console, $"--count {contracts}: expected contracts above zero, for instance 10 or 0.37"));
            return AskAsync(console, parse.GetValue(state), parse.GetValue(json), new ControlRequest(
                ControlCommand.Close, By, Ticker: parse.GetRequiredValue(ticker), Limit: Price.FromUnits((int)units), Count: contracts is null ? null : Quantity.FromHundredths(hundredths)), cancellation);
        });
        return command;
    }

    private static int Wrong(CommandConsole console, string message)
    {
        console.Error.WriteLine(message);
        return (int)ExitCode.Usage;
    }

    private static Command Reset(CommandConsole console)
    {
        var reason = new Option<string>("--reason") { Description = "Why it is safe to trade again; kept with the record", HelpName = "TEXT", Required = true };
        var (state, json) = (CommonOptions.State(), CommonOptions.Json());
        var command = new Command("reset", "Lift a kill") { reason, state, json };
        command.SetAction((parse, cancellation) => AskAsync(console, parse.GetValue(state), parse.GetValue(json),
            new ControlRequest(ControlCommand.Reset, By, parse.GetRequiredValue(reason)), cancellation));
        return command;
    }

    private static async Task<int> AskAsync(CommandConsole console, string? state, bool json, ControlRequest request, CancellationToken cancellation)
    {
        var directory = state is null ? ControlEndpoint.NewestLive() : Path.GetFullPath(state);
        if (directory is null) return Fail(console, json, "no running service found under " + StateDirectory.Root);
        if (ControlEndpoint.Find(directory) is not { } path || await ControlClient.AskAsync(path, request, _patience, cancellation).ConfigureAwait(false) is not { } response)
            return Fail(console, json, $"no service answers in {directory}{Standing(directory)}");
        Print(console, json, response);
        return (int)response.ExitCode;
    }

    /// <summary>Prints an answer.</summary>
    public static void Print(CommandConsole console, bool json, ControlResponse response)
    {
        if (json) console.Out.WriteLine(JsonSerializer.Serialize(response, ControlJson.Default.ControlResponse));
        else if (response.Ok || response.Receipt is not null) ViewTables.Write(ViewTables.Console(console.Out, console.Color), response);
        else console.Error.WriteLine(Text.OneLine(response.Message));
        // A receipt speaks of orders; that positions were to be left and were not stands below it.
        if (!json && response is { Receipt: not null, ExitCode: ExitCode.FlattenIncomplete }) console.Error.WriteLine(Text.OneLine(response.Message));
    }

    private static string Standing(string directory) => StateDirectory.ReadKill(directory) is { } kill ? $"; killed by {kill.By} at {kill.At}, {kill.Summary}" : "";

    private static int Fail(CommandConsole console, bool json, string message)
    {
        Print(console, json, ControlResponse.Failed(ExitCode.Unreachable, message));
        return (int)ExitCode.Unreachable;
    }
}
