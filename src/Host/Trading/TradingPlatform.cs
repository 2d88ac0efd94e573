using KalshiArb.Host.Configuration;
using KalshiArb.Host.Sessions;

namespace KalshiArb.Host.Trading;

/// <summary>The sessions, replays and imports of this build.</summary>
internal sealed class TradingPlatform : ITradingPlatform
{
    /// <inheritdoc/>
    public ITradingSession OpenRun(RunRequest request, ISessionObserver observer) => request.Settings.Mode switch
    {
        // A session must be able to kill before it is started, so its venue is up before it is made.
        TradingMode.Paper when request.Wire && WhyNotThisExchange(request) is { } elsewhere => throw new SessionRefusedException(ExitCode.Refused, elsewhere),
        TradingMode.Paper when request.Wire && request.Settings.Exchange.Hosts.Paper is { } hosts => new WireSession(request, observer, JoinedVenue.Open(request, hosts, observer)),
        TradingMode.Paper when request.Wire => new WireSession(request, observer, EmbeddedVenue.StartAsync(request, CancellationToken.None).GetAwaiter().GetResult()),
        TradingMode.Paper => new PaperSession(request, observer),
        TradingMode.DryRun when File.Exists(Path.Combine(request.StateDirectory, "journal.db")) => throw new SessionRefusedException(
            ExitCode.Refused, $"{request.StateDirectory} holds the journal of an earlier dry run, whose paper account ended with it: give a fresh --state, or none"),
        TradingMode.Demo or TradingMode.Live or TradingMode.DryRun => new WireSession(request, observer, RemoteVenue.Open(request, observer)),
        _ => throw new SessionRefusedException(ExitCode.Usage, $"mode {SettingsBinder.NameOf(request.Settings.Mode)} is not run"),
    };

    /// <summary>The journal of one exchange's account knows nothing of another's; null where both are the same, or nothing is there yet.</summary>
    private static string? WhyNotThisExchange(RunRequest request)
    {
        var own = Path.Combine(request.StateDirectory, "venue", "orders.jsonl");
        if (request.Settings.Exchange.Hosts.Paper is { } hosts)
            return File.Exists(own) ? $"{own}: the exchange of this state directory is its own, not the one at {hosts.Rest.Authority}" : null;
        return !File.Exists(own) && File.Exists(Path.Combine(request.StateDirectory, "journal.db"))
            ? $"{request.StateDirectory} holds the journal of an account elsewhere: name its exchange in exchange.hosts.paper" : null;
    }

    /// <inheritdoc/>
    public Task<ReplayEnd> ReplayAsync(ReplayRequest request, IProgress<ReplayProgress>? progress, CancellationToken cancellation) =>
        Task.Run(() => TapeSession.Replay(request, progress, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<ImportReport> ImportAsync(ImportRequest request, CancellationToken cancellation) =>
        Task.Run(() => ImportSession.Import(request, cancellation), cancellation);
}
