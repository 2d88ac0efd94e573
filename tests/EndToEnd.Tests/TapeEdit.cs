using KalshiArb.Actors.Tape;
using KalshiArb.Domain.Ports;

namespace KalshiArb.EndToEnd.Tests;

/// <summary>Makes tapes that are wrong in one known way.</summary>
internal static class TapeEdit
{
    /// <summary>The tape without the delta that stands at or after this share of its deltas; returns the delta left out.</summary>
    public static BookDelta WithoutOneDelta(string from, string to, double share)
    {
        var all = Deltas(from);
        var number = (long)(all * share);
        using var reader = TapeReader.Open(from);
        using var writer = TapeWriter.Create(to, reader.Header, reader.Recovered, reader.Snapshot);
        BookDelta? dropped = null;
        for (var item = reader.Read(); item != TapeItem.End; item = reader.Read())
        {
            switch (item)
            {
                case TapeItem.Input when reader.Input is BookDelta delta && number-- == 0:
                    dropped = delta;
                    break;
                case TapeItem.Input:
                    writer.Input(reader.At, reader.Input!);
                    break;
                case TapeItem.Decision:
                    writer.Decision(reader.Line);
                    break;
                default:
                    writer.Quarantined(reader.Failure!);
                    break;
            }
        }

        writer.Finish(reader.Footer!.DecisionHash, reader.Footer.Facts);
        return dropped!;
    }

    /// <summary>The tape as a crash would leave it: without its last bytes.</summary>
    public static void Cut(string from, string to, int bytes)
    {
        var all = File.ReadAllBytes(from);
        File.WriteAllBytes(to, all[..^bytes]);
    }

    /// <summary>The tape without its footer, cut where the footer begins.</summary>
    public static void WithoutFooter(string from, string to)
    {
        using var reader = TapeReader.Open(from);
        using var writer = TapeWriter.Create(to, reader.Header, reader.Recovered, reader.Snapshot);
        for (var item = reader.Read(); item != TapeItem.End; item = reader.Read())
        {
            if (item == TapeItem.Input) writer.Input(reader.At, reader.Input!);
            else if (item == TapeItem.Decision) writer.Decision(reader.Line);
            else writer.Quarantined(reader.Failure!);
        }
    }

    private static long Deltas(string path)
    {
        using var reader = TapeReader.Open(path);
        var count = 0L;
        for (var item = reader.Read(); item != TapeItem.End; item = reader.Read())
            if (item == TapeItem.Input && reader.Input is BookDelta) count++;
        return count;
    }
}
