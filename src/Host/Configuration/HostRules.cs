namespace KalshiArb.Host.Configuration;

/// <summary>
/// Which hosts an environment may have: demo never the exchange with real money and live never the demo one, whatever is set,
/// and clear text on this machine alone.
/// </summary>
internal static class HostRules
{
    private const string RestPath = "/trade-api/v2";
    private const string StreamPath = "/trade-api/ws/v2";

    public static bool IsDemo(Uri uri) => IsHere(uri) || (IsEncrypted(uri) && IsWithin(uri, "kalshi.co"));

    public static bool IsLive(Uri uri) => IsHere(uri) || (IsEncrypted(uri) && IsWithin(uri, "kalshi.com"));

    public static bool IsHere(Uri uri) => uri.IsLoopback;

    /// <summary>Whether a heartbeat may go to an address, which may be empty: encrypted, or to this machine.</summary>
    public static bool IsHeartbeat(string text) =>
        text.Length == 0
        || text.Length <= 1_024 && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback);

    /// <summary>Whether a feed may be asked at an address: encrypted, or on this machine; a user or a query in it could be a secret, which has no place in settings.</summary>
    public static bool IsFeed(string text) =>
        text.Length is > 0 and <= 1_024 && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { UserInfo: "", Query: "", Fragment: "" }
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback);

    /// <summary>Reads both addresses of an environment; null when they are empty, or when one is wrong, which is then a problem.</summary>
    public static VenueHosts? Read(SettingsReader reader, string environment, Func<Uri, bool> isAllowed, string allowed, bool mayBeEmpty)
    {
        var path = $"kalshiarb.exchange.hosts.{environment}";
        var rest = reader.Word($"{path}.rest", $"{allowed}, ending in {RestPath}", t => (mayBeEmpty && t.Length == 0) || IsAddress(t, ["https", "http"], RestPath, isAllowed));
        var stream = reader.Word($"{path}.stream", $"{allowed}, ending in {StreamPath}", t => (mayBeEmpty && t.Length == 0) || IsAddress(t, ["wss", "ws"], StreamPath, isAllowed));
        if (rest.Length > 0 && stream.Length > 0) return new VenueHosts(new Uri(rest), new Uri(stream));
        if (rest.Length + stream.Length > 0 && reader.Problems.Count == 0) reader.Fail(path, rest + stream, "rest and stream, both or neither");
        return null;
    }

    private static bool IsAddress(string text, ReadOnlySpan<string> schemes, string path, Func<Uri, bool> isAllowed) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && schemes.Contains(uri.Scheme)
        && uri.AbsolutePath == path
        && uri is { Query: "", Fragment: "", UserInfo: "" }
        && isAllowed(uri);

    private static bool IsEncrypted(Uri uri) => uri.Scheme is "https" or "wss";

    private static bool IsWithin(Uri uri, string domain) =>
        uri.Host.Equals(domain, StringComparison.OrdinalIgnoreCase) || uri.Host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase);
}
