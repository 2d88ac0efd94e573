using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
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

/// <summary>
/// The actor system of a service: settings from the <c>akka</c> block, logs through the program's logger. The session adds
/// its own dispatcher and actors. Stopped when disposed.
/// </summary>
internal sealed class ActorSystemHost : IAsyncDisposable
{
    private readonly IHost _host;

    private ActorSystemHost(IHost host) => _host = host;

    public ActorSystem System => _host.Services.GetRequiredService<ActorSystem>();

    /// <summary>Builds and starts it. <paramref name="coreHocon"/> is what the core needs, and wins over the file.</summary>
    public static async Task<ActorSystemHost> StartAsync(string akkaHocon, string coreHocon, CancellationToken cancellation)
    {
        var builder = new HostBuilder()
            .UseSerilog()
            .ConfigureServices(services => services.AddAkka("kalshiarb", (akka, _) => akka
                .AddHocon(ConfigurationFactory.ParseString(akkaHocon), HoconAddMode.Prepend)
                .AddHocon(ConfigurationFactory.ParseString(coreHocon), HoconAddMode.Prepend)
                .ConfigureLoggers(loggers =>
                {
                    loggers.ClearLoggers();
                    loggers.AddLoggerFactory();
                })));
        var host = builder.Build();
        await host.StartAsync(cancellation).ConfigureAwait(false);
        return new ActorSystemHost(host);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync().ConfigureAwait(false);
        _host.Dispose();
    }
}
