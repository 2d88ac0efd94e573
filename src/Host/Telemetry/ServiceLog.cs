using Serilog;
using Serilog.Events;

namespace KalshiArb.Host.Telemetry;

/// <summary>
/// Logs: warnings to the error stream, everything from Information on to a rolling file in the state directory. Secrets are
/// never put into a message; settings that hold one are not logged at all.
/// </summary>
internal static class ServiceLog
{
    private const long MaxFileBytes = 50L << 20;

    /// <summary>The logger of a service. The console shows warnings on the error stream, so that output stays clean.</summary>
    public static ILogger Create(string stateDirectory, int filesKept) =>
        new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Akka.Actor.ActorSystem", LogEventLevel.Information)
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .WriteTo.Console(restrictedToMinimumLevel: LogEventLevel.Warning, standardErrorFromLevel: LogEventLevel.Verbose, formatProvider: System.Globalization.CultureInfo.InvariantCulture)
            .WriteTo.File(
                Path.Combine(stateDirectory, "log", "kalshiarb-.log"),
                rollingInterval: RollingInterval.Day, retainedFileCountLimit: filesKept, fileSizeLimitBytes: MaxFileBytes, rollOnFileSizeLimit: true,
                formatProvider: System.Globalization.CultureInfo.InvariantCulture)
            .CreateLogger();
}
