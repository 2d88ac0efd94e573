using System.Globalization;
using System.Text;
using System.Text.Json;

namespace KalshiArb.Kalshi.Tests.Fuzz;

/// <summary>Mutations of bytes: flips, cuts, insertions, changed numbers and keys. KALSHIARB_FUZZ says how many; 20,000 otherwise.</summary>
internal static class Mutations
{
    private static readonly byte[][] _pieces =
    [
        .. ((string[])["\"", "{", "}", "[", "]", ",", ":", "null", "true", "-", "1e9", "99999999999999999999", "\\ud800", "0.00005", "9223372036854775807", "\"\"", "-1", " ", "\\u0030", "{\"a\":1}"]).Select(Encoding.UTF8.GetBytes),
    ];

    public static int Count { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("KALSHIARB_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 20_000;

    /// <summary>Frames as recorded; none where the recording is absent.</summary>
    public static IEnumerable<string> RecordedFrames()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "KalshiArb.sln"))) root = root.Parent;
        var path = Environment.GetEnvironmentVariable("KALSHIARB_DATA") is { } data
            ? Path.Combine(data, "kalshi-2026-08", "ws_orderbook_stream.json")
            : Path.Combine(root?.FullName ?? "", "..", "shared", "data", "kalshi-2026-08", "ws_orderbook_stream.json");
        if (!File.Exists(path)) yield break;
        using var file = JsonDocument.Parse(File.ReadAllBytes(path));
        foreach (var entry in file.RootElement.GetProperty("frames").EnumerateArray().Take(60)) yield return entry.GetProperty("frame").GetRawText();
    }

    public static byte[] Mutate(byte[] from, Random random)
    {
        var bytes = from.ToList();
        for (var edits = random.Next(1, 5); edits > 0 && bytes.Count > 0; edits--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 12), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, _pieces[random.Next(_pieces.Length)]);
                    break;
                case 3 when random.Next(8) == 0:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    ChangeNear(bytes, at, random, digits: random.Next(3) != 0);
                    break;
            }
        }

        return [.. bytes];
    }

    // The next digit or letter from there: numbers and keys change, the form mostly stays.
    private static void ChangeNear(List<byte> bytes, int at, Random random, bool digits)
    {
        for (var i = at; i < bytes.Count; i++)
        {
            if (digits ? !char.IsAsciiDigit((char)bytes[i]) : !char.IsAsciiLetterLower((char)bytes[i])) continue;
            bytes[i] = (byte)(digits ? '0' + random.Next(10) : 'a' + random.Next(26));
            return;
        }
    }
}
