using System.Text;
using KalshiArb.Feeds.Polling;

namespace KalshiArb.Host.Configuration;

/// <summary>What came of looking for a feed's key.</summary>
/// <param name="Key">The key; null when there is none that can be used.</param>
/// <param name="Problem">Why there is none; empty when there is. Never a part of the key.</param>
public readonly record struct FeedKeyReading(FeedSecret? Key, string Problem);

/// <summary>Finds the key of The Odds API: in the environment or in a file of its owner alone, in one place.</summary>
public static class FeedKey
{
    /// <summary>The environment variable.</summary>
    public const string Variable = "KALSHIARB_ODDS_API_KEY";

    private const int MaxBytes = 1_024;

    /// <summary>Reads it.</summary>
    /// <param name="file">The file that the settings name; empty for none.</param>
    /// <param name="environment">The environment's variables; null for one that is not set.</param>
    public static FeedKeyReading Read(string file, Func<string, string?> environment)
    {
        var variable = environment(Variable) ?? "";
        if (file.Length > 0 && variable.Length > 0) return No($"a key is in feeds.odds-api.key-file and another in {Variable}: keep one");
        if (file.Length > 0) return FromFile(file);
        return variable.Length > 0 ? Of(variable, $"environment variable {Variable}") : No($"no key: put it in {Variable} or name a file in feeds.odds-api.key-file");
    }

    private static FeedKeyReading FromFile(string path)
    {
        if (OperatingSystem.IsWindows()) return No("key files need Unix permissions: give the key in the environment instead");
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
            var mode = File.GetUnixFileMode(stream.SafeFileHandle);
            if (mode is not (UnixFileMode.UserRead or (UnixFileMode.UserRead | UnixFileMode.UserWrite)))
                return No($"{path} has mode {Convert.ToString((int)mode, 8).PadLeft(4, '0')}: a key is its owner's alone. Run: chmod 600 {path}");
            if (stream.Length > MaxBytes) return No($"{path} has {stream.Length} bytes: that is no key");
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return Of(Encoding.UTF8.GetString(bytes), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return No($"{path} cannot be read ({e.GetType().Name})");
        }
    }

    private static FeedKeyReading Of(string text, string where)
    {
        text = text.Trim();
        return text.Length is >= 8 and <= 128 && text.All(char.IsAsciiLetterOrDigit)
            ? new FeedKeyReading(new FeedSecret(text), "")
            : No($"{where} holds no key: 8 to 128 letters and digits");
    }

    private static FeedKeyReading No(string why) => new(null, why);
}
