namespace KalshiArb.Kalshi.Rest;

/// <summary>What the venue said when it refused, from any of its four shapes of error bodies.</summary>
/// <param name="HttpStatus">The status, 400 to 499.</param>
/// <param name="Code">The venue's code (insufficient_balance, …); the message where a shape has none. Codes can carry ids: compare beginnings.</param>
/// <param name="Message">The message; empty where a shape has none.</param>
/// <param name="Details">What it added.</param>
public sealed record VenueError(int HttpStatus, string Code, string Message, string? Details)
{
    /// <summary>Whether the venue asked for less (429): nothing was applied.</summary>
    public bool IsTooManyRequests => HttpStatus == 429;

    /// <summary>Whether the venue knows no such thing (404): for a cancel, cancelled, executed and unknown look the same.</summary>
    public bool IsNotFound => HttpStatus == 404;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{HttpStatus} {Code}" + (Message.Length > 0 && Message != Code ? $" '{Message}'" : "") + (Details is { Length: > 0 } ? $" ({Details})" : "");
}

/// <summary>How a write ended. Never repeated by the client, whatever the end.</summary>
#pragma warning disable CA1034 // The four ends belong to the outcome and are named through it.
public abstract record WriteOutcome<T>
{
    private WriteOutcome()
    {
    }

    /// <summary>The venue answered 2xx with a body that was read.</summary>
    public sealed record Accepted(T Value) : WriteOutcome<T>;

    /// <summary>The venue answered 4xx in one of its JSON shapes: nothing was applied. 429 included.</summary>
    public sealed record Rejected(VenueError Error) : WriteOutcome<T>;

    /// <summary>No evidence either way: time-out, 5xx, broken connection, HTML, empty or undecodable body.</summary>
    public sealed record Unknown(string Reason) : WriteOutcome<T>;

    /// <summary>No byte of the request left: no token, a closed gate, or no connection.</summary>
    public sealed record NotSent(string Reason) : WriteOutcome<T>;
}

/// <summary>How a read ended, after its retries.</summary>
public abstract record ReadOutcome<T>
{
    private ReadOutcome()
    {
    }

    /// <summary>An answer that was read as a whole.</summary>
    public sealed record Ok(T Value) : ReadOutcome<T>;

    /// <summary>No answer, or one that is evidence of nothing.</summary>
    public sealed record Failed(string Reason) : ReadOutcome<T>;
}
#pragma warning restore CA1034

/// <summary>A write that answers with nothing.</summary>
public readonly record struct NoContent;
