namespace KalshiArb.Host.Telemetry;

/// <summary>
/// Closes the log at the end of a service. A disk that refuses its last lines must not decide how the program ends: by then everything is
/// cancelled, compared and printed, and the exit code says it.
/// </summary>
/// <param name="log">The logger.</param>
/// <param name="error">Where it is told when the last lines were lost.</param>
internal sealed class LogEnd(IDisposable log, TextWriter error) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            log.Dispose();
        }
#pragma warning disable CA1031 // Whatever a log throws when it is closed (of a full disk even ArgumentOutOfRangeException), the run has ended as it has.
        catch (Exception refused)
#pragma warning restore CA1031
        {
            error.WriteLine($"the last lines of the log could not be written: {refused.Message}");
        }
    }
}
