using KalshiArb.Host.Sessions;

namespace KalshiArb.Host.Trading;

/// <summary>The sessions, replays and imports of this build.</summary>
internal sealed class TradingPlatform : ITradingPlatform
{
    /// <inheritdoc/>
    public ITradingSession OpenRun(RunRequest request, ISessionObserver observer) => request.Wire
        // A session must be able to kill before it is started, so its venue is up before it is made.
        ? new WireSession(request, observer, EmbeddedVenue.StartAsync(request, CancellationToken.None).GetAwaiter().GetResult())
        : new PaperSession(request, observer);

    /// <inheritdoc/>
    public Task<ReplayEnd> ReplayAsync(ReplayRequest request, IProgress<ReplayProgress>? progress, CancellationToken cancellation) =>
        Task.Run(() => TapeSession.Replay(request, progress, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<ImportReport> ImportAsync(ImportRequest request, CancellationToken cancellation) =>
        Task.Run(() => ImportSession.Import(request, cancellation), cancellation);
}
