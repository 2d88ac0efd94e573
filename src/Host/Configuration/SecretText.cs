using System.Text.RegularExpressions;

namespace KalshiArb.Host.Configuration;

/// <summary>Keeps a key that was written in a setting by mistake out of every message about it.</summary>
internal static partial class SecretText
{
    /// <summary>Whether a text holds a PEM block, or is 32 hexadecimal digits, as the key of an odds feed is (a file name with a path before it is none).</summary>
    public static bool IsSecret(string text) =>
        text.Contains("-----BEGIN", StringComparison.Ordinal) || text.Contains("PRIVATE KEY", StringComparison.Ordinal) || HexKey().IsMatch(text);

    /// <summary>The text, or what stands in its place.</summary>
    public static string Mask(string text) => IsSecret(text) ? "(a key; not shown)" : text;

    [GeneratedRegex("(^|=)\\s*[0-9A-Fa-f]{32}\\s*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex HexKey();
}
