using KalshiArb.Host;
using KalshiArb.Host.Commands;
using KalshiArb.Host.Rendering;
using KalshiArb.Host.Sessions;

GrowthLimit.Survive();
var console = new CommandConsole(
    Console.Out,
    Console.Error,
    SessionConsole.WantsColor(Console.IsOutputRedirected, Environment.GetEnvironmentVariable("NO_COLOR")),
    Watched: !Console.IsErrorRedirected);
return await CommandLine.RunAsync(args, Platform.Create(), console).ConfigureAwait(false);
