namespace KalshiArb.Actors.Journal;

/// <summary>
/// The gate in memory through which new orders leave. Once closed it never opens again in this process: a kill or a failed
/// journal write closes it, and creates that wait for their commit come back as
/// <see cref="Domain.Ports.OrderWithheld"/>. Cancels, triggers and questions pass a closed gate. Safe from any thread.
/// </summary>
public sealed class ReleaseGate
{
    private string? _reason;

    /// <summary>Whether creates may leave.</summary>
    public bool IsOpen => Volatile.Read(ref _reason) is null;

    /// <summary>Why it is closed; null while open.</summary>
    public string? Reason => Volatile.Read(ref _reason);

    /// <summary>Closes the gate; the first reason stands.</summary>
    public void Close(string reason) => Interlocked.CompareExchange(ref _reason, reason, null);
}
