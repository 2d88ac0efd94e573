namespace KalshiArb.Host.Sessions;

/// <summary>Where the program gets its trading sessions: the one place that joins it to the rest.</summary>
internal static class Platform
{
    /// <summary>The sessions of this build.</summary>
    public static ITradingPlatform Create() => new UnpluggedPlatform();

    // Stands in until the sessions are joined; every command but the trading ones works without them.
    private sealed class UnpluggedPlatform : ITradingPlatform
    {
        private static SessionRefusedException Refuse() => new(ExitCode.Refused, "this build has no trading session");

        public ITradingSession OpenRun(RunRequest request, ISessionObserver observer) => throw Refuse();

        public Task<ReplayEnd> ReplayAsync(ReplayRequest request, IProgress<ReplayProgress>? progress, CancellationToken cancellation) => throw Refuse();

        public Task<ImportReport> ImportAsync(ImportRequest request, CancellationToken cancellation) => throw Refuse();
    }
}
