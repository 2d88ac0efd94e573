using System.Globalization;
using System.Text;
using KalshiArb.Domain.Numbers;

namespace KalshiArb.Kalshi.Signing;

/// <summary>Signs each request when asked.</summary>
/// <param name="key">The key.</param>
/// <param name="clock">The time the venue compares with its own: the wall clock, corrected or not.</param>
public sealed class RequestSigner(ApiKey key, Func<Instant> clock) : IRequestSigner
{
    /// <summary>The longest path that is signed.</summary>
    public const int MaxPathLength = 1_024;

    /// <inheritdoc/>
    public SignedHeaders Sign(string method, string path)
    {
        InvariantViolation.Unless(path.Length is > 0 and <= MaxPathLength && path[0] == '/' && !path.Contains('?', StringComparison.Ordinal), "what is signed is a path from the root without its query");
        var timestamp = clock().UnixMillis.ToString(CultureInfo.InvariantCulture);
        return new SignedHeaders(key.Id, timestamp, key.Sign(Encoding.ASCII.GetBytes(timestamp + method + path)));
    }
}
