namespace KalshiArb.Kalshi.Signing;

/// <summary>
/// The three headers of every private call: KALSHI-ACCESS-KEY, KALSHI-ACCESS-TIMESTAMP and KALSHI-ACCESS-SIGNATURE. No secret:
/// a signature is worth nothing once its timestamp is out of the venue's window, and it is kept out of text all the same.
/// </summary>
/// <param name="KeyId">The key's id (a UUID).</param>
/// <param name="TimestampMs">Unix milliseconds, as text.</param>
/// <param name="Signature">Base64.</param>
public readonly record struct SignedHeaders(string KeyId, string TimestampMs, string Signature)
{
    /// <summary>The name of the key id's header.</summary>
    public const string KeyHeader = "KALSHI-ACCESS-KEY";

    /// <summary>The name of the timestamp's header.</summary>
    public const string TimestampHeader = "KALSHI-ACCESS-TIMESTAMP";

    /// <summary>The name of the signature's header.</summary>
    public const string SignatureHeader = "KALSHI-ACCESS-SIGNATURE";

    /// <summary>The key id and the time, never the signature.</summary>
    public override string ToString() => $"key {KeyId} at {TimestampMs}";
}

/// <summary>Signs requests. Called from several threads at once.</summary>
public interface IRequestSigner
{
    /// <summary>
    /// Signs timestamp + method + path (docs page "API keys", 2026-06-10). The body is not part of the signed text.
    /// </summary>
    /// <param name="method">GET, POST, PUT or DELETE.</param>
    /// <param name="path">From the root, /trade-api/v2 included, without host and without query.</param>
    SignedHeaders Sign(string method, string path);
}
