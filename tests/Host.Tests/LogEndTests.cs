using KalshiArb.Host.Telemetry;

namespace KalshiArb.Host.Tests;

public sealed class LogEndTests : IDisposable
{
    private bool _disposed;

    /// <summary>What closing the log of a file that may not grow comes to.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        throw new ArgumentOutOfRangeException(null, "Specified file length was too large for the file system.");
    }

    [Fact]
    public void A_log_that_cannot_be_written_to_its_end_is_told_and_does_not_end_the_program()
    {
        using var error = new StringWriter();

        new LogEnd(this, error).Dispose();

        Assert.True(_disposed);
        Assert.StartsWith("the last lines of the log could not be written: Specified file length", error.ToString(), StringComparison.Ordinal);
    }
}
