namespace KalshiArb.PaperExchange.Rest;

/// <summary>An answer before it is on the wire.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">The type of the body; empty where there is none.</param>
/// <param name="Body">The bytes.</param>
public sealed record RestReply(int Status, string ContentType, ReadOnlyMemory<byte> Body)
{
    internal const string Json = "application/json";

    /// <summary>An answer without a body.</summary>
    public static RestReply Empty(int status) => new(status, "", default);
}

/// <summary>A request that was authenticated, paid for and matched to a route.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Route">The route in the notation of <c>/account/endpoint_costs</c>, for instance <c>/trade-api/v2/portfolio/events/orders/:order_id</c>.</param>
/// <param name="Target">Path and query as sent.</param>
/// <param name="IsWrite">Whether it changes something.</param>
public sealed record RestCall(string Method, string Route, string Target, bool IsWrite);

/// <summary>
/// Stands between the wire and the venue, to be as nasty as the real one: it may answer without carrying the request out, carry
/// it out and answer something else, wait, or break the connection.
/// </summary>
public interface IRestInterceptor
{
    /// <summary>Answers a request; null breaks the connection without an answer.</summary>
    /// <param name="call">The request.</param>
    /// <param name="carryOut">Carries it out at the venue, at most once.</param>
    /// <param name="aborted">The client has gone; a request that was to be carried out late still is.</param>
    Task<RestReply?> InterceptAsync(RestCall call, Func<RestReply> carryOut, CancellationToken aborted);
}
