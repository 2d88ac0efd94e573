using System.Globalization;
using KalshiArb.PaperExchange.Rest;

namespace KalshiArb.PaperExchange.Auth;

/// <summary>
/// Verifies the three headers of a request: the signed text is time stamp, method and path from the root without the query
/// (API reference, section 1). The time stamp may be 10 s old and 30 s ahead by the wall clock (measured 2026-06 and 2026-10).
/// </summary>
internal sealed class RequestVerifier(KeyRing keys, TimeProvider wall)
{
    private static readonly TimeSpan _oldest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _ahead = TimeSpan.FromSeconds(30);
    private const int MaxSignature = 2_048;

    /// <summary>Null when the request is signed by a registered key; otherwise the venue's 401.</summary>
    public RestReply? Refuse(string? keyId, string? timestamp, string? signature, string method, string path)
    {
        if (string.IsNullOrEmpty(keyId) || string.IsNullOrEmpty(timestamp) || string.IsNullOrEmpty(signature))
            return RestErrors.Nested(401, "signature_is_missing_from_headers", "signature is missing from headers");
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var millis) || !IsInWindow(millis))
            return RestErrors.Nested(401, "header_timestamp_expired", "header timestamp expired");
        Span<byte> bytes = stackalloc byte[MaxSignature];
        if (signature.Length > MaxSignature || !Convert.TryFromBase64String(signature, bytes, out var length)) return Wrong(keys.TypeOf(keyId) is null);
        return keys.Verify(keyId, timestamp + method + path, bytes[..length]) switch { true => null, false => Wrong(false), null => Wrong(true) };
    }

    private bool IsInWindow(long millis)
    {
        var now = wall.GetUtcNow().ToUnixTimeMilliseconds();
        return millis >= now - (long)_oldest.TotalMilliseconds && millis <= now + (long)_ahead.TotalMilliseconds;
    }

    private static RestReply Wrong(bool isUnknownKey) =>
        RestErrors.Nested(401, "authentication_error", "authentication_error", isUnknownKey ? "NOT_FOUND" : "INCORRECT_API_KEY_SIGNATURE");
}
