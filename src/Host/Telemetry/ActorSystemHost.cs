using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog;

namespace KalshiArb.Host.Telemetry;

/// <summary>
/// Starts a core's actor system through Akka.Hosting, so that it logs through the program's logger. The host has no lifetime of
/// its own: signals are the program's, which cancels orders before anything stops.
/// </summary>
internal sealed class ActorSystemHost : IDisposable
{
    private IHost? _host;

    /// <summary>Starts the system on the calling thread and waits for it.</summary>
    public ActorSystem Start(Config configuration, ImmutableArray<Setup> setups)
    {
        _host = new HostBuilder()
            .UseSerilog()
            .ConfigureServices(services =>
            {
                services.AddSingleton<IHostLifetime, NoLifetime>();
                services.AddAkka(Actors.Sequencing.CoreSystem.SystemName, (akka, _) =>
                {
                    akka.AddHocon(configuration, HoconAddMode.Prepend).ConfigureLoggers(loggers =>
                    {
                        loggers.ClearLoggers();
                        loggers.AddLoggerFactory();
                    });
                    foreach (var setup in setups) akka.AddSetup(setup);
                });
            })
            .Build();
        _host.StartAsync().GetAwaiter().GetResult();
        return _host.Services.GetRequiredService<ActorSystem>();
    }

    /// <inheritdoc/>
    public void Dispose() => _host?.Dispose();

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
