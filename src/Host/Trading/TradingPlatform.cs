using KalshiArb.Host.Sessions;

namespace KalshiArb.Host.Trading;

/// <summary>The sessions, replays and imports of this build.</summary>
internal sealed class TradingPlatform : ITradingPlatform
{
    /// <inheritdoc/>
    public ITradingSession OpenRun(RunRequest request, ISessionObserver observer) => new PaperSession(request, observer);

    /// <inheritdoc/>
    public Task<ReplayEnd> ReplayAsync(ReplayRequest request, IProgress<ReplayProgress>? progress, CancellationToken cancellation) =>
        Task.Run(() => TapeSession.Replay(request, progress, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<ImportReport> ImportAsync(ImportRequest request, CancellationToken cancellation) =>
        Task.Run(() => ImportSession.Import(request, cancellation), cancellation);
}
