namespace KalshiArb.Kalshi.Rest;

/// <summary>Kalshi's REST API as a trader needs it. Thread-safe.</summary>
public sealed partial class KalshiRestClient : IDisposable
{
    private readonly KalshiRestOptions _options;

    /// <summary>Makes a client; it connects with the first request.</summary>
    public KalshiRestClient(KalshiRestOptions options) => _options = options;

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
