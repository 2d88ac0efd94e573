using System.Text;

namespace KalshiArb.Feeds.Tests;

/// <summary>Bytes changed at random, with a seed: flipped, cut, repeated, and pieces of JSON put where none belong.</summary>
internal static class Mutations
{
    private static readonly string[] Pieces = ["\"", "{", "}", "[", "]", ",", ":", "null", "true", "-", "1e400", "-1", "99999999999999999999", "\\ud800", "0.0", "\"\"", "\\u0000", "NaN", "{\"a\":1}"];

    public static byte[] Of(byte[] from, Random random)
    {
        var bytes = from.ToList();
        for (var edits = random.Next(1, 4); edits > 0 && bytes.Count > 0; edits--)
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
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)));
                    break;
                default:
                    if (bytes[at] is >= (byte)'0' and <= (byte)'9') bytes[at] = (byte)('0' + random.Next(10));
                    else if (bytes[at] is >= (byte)'a' and <= (byte)'z') bytes[at] = (byte)('a' + random.Next(26));
                    break;
            }
        }

        return [.. bytes];
    }
}
