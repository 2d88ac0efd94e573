using KalshiArb.Domain.Numbers;
using KalshiArb.Kalshi.Limits;
using KalshiArb.Kalshi.Signing;

namespace KalshiArb.Kalshi.Rest;

/// <summary>What a client needs to know. Nothing here is secret.</summary>
public sealed record KalshiRestOptions
{
    /// <summary>The venue with its prefix, as https://external-api.kalshi.com/trade-api/v2.</summary>
    public required Uri BaseUri { get; init; }

    /// <summary>Signs private calls.</summary>
    public required IRequestSigner Signer { get; init; }

    /// <summary>The time, on the scale of the venue's stamps; measures skew and dates notes.</summary>
    public required Func<Instant> Clock { get; init; }

    /// <summary>Our subaccount, 0 to 63. Every write names it.</summary>
    public required int Subaccount { get; init; }

    /// <summary>Why this client writes nothing: every write then ends as not sent, with this reason, before a byte has left. Null for a client that trades.</summary>
    public string? WritesRefused { get; init; }

    /// <summary>Token budgets; null where something else holds them (tests, one-off commands).</summary>
    public RateBudget? Budget { get; init; }

    /// <summary>Takes what is seen beside the results: unknown fields (each once), quarantined rows, times of replies. Called on the thread of the request; must not block.</summary>
    public IRestObserver Observer { get; init; } = IRestObserver.None;

    /// <summary>Connections at once, 1 to 64.</summary>
    public int MaxConnections { get; init; } = 8;

    /// <summary>How long a connection may take to be made.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a write may take, connection included; then its outcome is unknown.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one attempt of a read may take.</summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a read is tried again after the first attempt, 0 to 10.</summary>
    public int ReadRetries { get; init; } = 3;

    /// <summary>The wait before the first retry of a read; it doubles, with jitter, up to <see cref="ReadRetryMaxDelay"/>.</summary>
    public TimeSpan ReadRetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest wait between two attempts of a read.</summary>
    public TimeSpan ReadRetryMaxDelay { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The largest body that is read, in bytes.</summary>
    public int MaxBodyBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>How many pages of one listing are read at most; more make it fail.</summary>
    public int MaxPages { get; init; } = 200;
}

/// <summary>Sees what a client sees beside its results.</summary>
public interface IRestObserver
{
    /// <summary>Sees nothing.</summary>
    static IRestObserver None { get; } = new Blind();

    /// <summary>A field that the client does not know, reported once for each (type, field).</summary>
    void UnknownField(string type, string field);

    /// <summary>A row that could not be read.</summary>
    void Quarantined(QuarantinedRow row);

    /// <summary>A reply that carries the venue's own time.</summary>
    /// <param name="sentAt">When the request left, by our clock.</param>
    /// <param name="receivedAt">When the reply was there.</param>
    /// <param name="venueTime">The venue's stamp in it.</param>
    /// <param name="exact">Whether the venue made the stamp while handling the request (ts_ms of an ack), or may have made it some time before (as_of_time).</param>
    void VenueTime(Instant sentAt, Instant receivedAt, Instant venueTime, bool exact);

    /// <summary>A request ended.</summary>
    void Replied(string method, string route, int? status, TimeSpan took);

    private sealed class Blind : IRestObserver
    {
        public void UnknownField(string type, string field)
        {
        }

        public void Quarantined(QuarantinedRow row)
        {
        }

        public void VenueTime(Instant sentAt, Instant receivedAt, Instant venueTime, bool exact)
        {
        }

        public void Replied(string method, string route, int? status, TimeSpan took)
        {
        }
    }
}
