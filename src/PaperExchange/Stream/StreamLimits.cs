namespace KalshiArb.PaperExchange.Stream;

/// <summary>
/// Bounds of the stream. The venue publishes 500,000 market subscriptions a session and 10,000 commands a second (2026-06-18);
/// the size of its buffers and the markets a subscription may have (code 26) are not published.
/// </summary>
public sealed record StreamLimits
{
    /// <summary>Frames of one subscription that may wait for a slow client; one more ends the subscription with code 25.</summary>
    public int FramesPerSubscription { get; init; } = 10_000;

    /// <summary>Frames of all kinds that may wait on a connection; one more cuts it.</summary>
    public int FramesPerConnection { get; init; } = 200_000;

    /// <summary>Markets of one subscription; one more is code 26. Assumed.</summary>
    public int MarketsPerSubscription { get; init; } = 10_000;

    /// <summary>Markets of all subscriptions of a connection; one more is code 26.</summary>
    public int MarketsPerConnection { get; init; } = 500_000;

    /// <summary>Subscriptions of a connection; one more is code 26. Assumed.</summary>
    public int SubscriptionsPerConnection { get; init; } = 10_000;

    /// <summary>Commands in a second; one more is code 27.</summary>
    public int CommandsPerSecond { get; init; } = 10_000;

    /// <summary>Bytes of one command; a longer one cuts the connection with status 1009.</summary>
    public int CommandBytes { get; init; } = 1 << 20;

    /// <summary>Connections at a time; one more is answered with 429 (200 by default, changelog 2025-09-18).</summary>
    public int Connections { get; init; } = 200;

    /// <summary>Time between two pings.</summary>
    public TimeSpan PingEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A frame that cannot be handed to the socket for so long cuts the connection.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
