namespace KalshiArb.Host.Configuration;

/// <summary>Keeps a private key that was written in a setting by mistake out of every message about it.</summary>
internal static class SecretText
{
    /// <summary>Whether a text holds a PEM block.</summary>
    public static bool IsSecret(string text) => text.Contains("-----BEGIN", StringComparison.Ordinal) || text.Contains("PRIVATE KEY", StringComparison.Ordinal);

    /// <summary>The text, or what stands in its place.</summary>
    public static string Mask(string text) => IsSecret(text) ? "(a key; not shown)" : text;
}
