namespace KalshiArb.Actors.Sequencing;

/// <summary>Counts failures in core time: the third within a minute must end in Killed.</summary>
internal sealed class FailureWindow
{
    private const int Limit = 3;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(60);
    private readonly Queue<Instant> _failures = new();

    /// <summary>Adds a failure; returns why the core must be killed, or null.</summary>
    internal string? Add(CoreFailure failure)
    {
        _failures.Enqueue(failure.At);
        while (failure.At - _failures.Peek() > Length) _failures.Dequeue();
        if (failure.Broken) return "broken invariant in input " + failure.Input + ": " + failure.Reason;
        return _failures.Count >= Limit ? Limit + " failures within a minute, the last in input " + failure.Input + ": " + failure.Reason : null;
    }
}
