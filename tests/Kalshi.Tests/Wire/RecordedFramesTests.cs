using System.Text;
using System.Text.Json;
using KalshiArb.Domain.Books;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Kalshi.Wire;

namespace KalshiArb.Kalshi.Tests.Wire;

public class RecordedFramesTests
{
    [SkippableFact]
    public void Frames_of_the_demo_venue_decode_without_loss()
    {
        foreach (var path in SharedFiles.Files("reference/wire-demo-2026-06-11", "ws__*.jsonl"))
        {
            var decoder = new StreamFrameDecoder("recorded", path.Contains("_yes", StringComparison.Ordinal), new TickerTable());
            var read = File.ReadAllLines(path).Where(line => line.Length > 0).Select(line => Check(decoder, line)).ToList();

            Assert.Contains(read, frame => frame.Kind == FrameKind.Snapshot);
            Assert.Equal(0, decoder.Statistics.UnknownFields);
        }
    }

    // The pair of captures was taken two minutes apart on one quiet market: the same book in both modes.
    [SkippableFact]
    public void Both_price_modes_show_the_NO_ladder_on_its_own_scale()
    {
        foreach (var path in SharedFiles.Files("reference/wire-demo-2026-06-11", "ws__*.jsonl"))
        {
            var decoder = new StreamFrameDecoder("recorded", path.Contains("_yes", StringComparison.Ordinal), new TickerTable());
            foreach (var line in File.ReadAllLines(path).Where(line => line.Length > 0))
            {
                var frame = Check(decoder, line);
                if (frame.Input is BookSnapshot snapshot) Assert.Equal(48, snapshot.No.Single().Price.Units / 100);
                if (frame.Kind == FrameKind.Delta && frame.Delta.Ladder == Outcome.No) Assert.Equal(48, frame.Delta.Price.Units / 100);
            }
        }
    }

    [SkippableFact]
    public void Frames_of_August_2026_decode_without_loss_and_build_whole_books()
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(SharedFiles.File("data/kalshi-2026-08/ws_orderbook_stream.json")));
        var decoder = new StreamFrameDecoder("recorded", false, new TickerTable());
        var books = new Dictionary<Ticker, MarketBook>();
        var counts = new Dictionary<FrameKind, int>();
        foreach (var entry in file.RootElement.GetProperty("frames").EnumerateArray())
        {
            var frame = Check(decoder, entry.GetProperty("frame").GetRawText());
            counts[frame.Kind] = counts.GetValueOrDefault(frame.Kind) + 1;
            if (frame.Input is BookSnapshot snapshot) Assert.Equal(BookChange.Applied, (books[snapshot.Ticker] = new MarketBook(PriceGrid.LinearCent)).Apply(snapshot));
            if (frame.Kind == FrameKind.Delta) Assert.Equal(BookChange.Applied, books[frame.Delta.Ticker].Apply(frame.ToBookDelta()));
        }

        Assert.Equal((1, 12, 11, 245), (counts[FrameKind.Subscribed], counts[FrameKind.Snapshot], counts[FrameKind.Ok], counts[FrameKind.Delta]));
        Assert.Equal(0, decoder.Statistics.UnknownFields);
    }

    // Reads the modelled fields a second time with another reader.
    private static StreamFrame Check(StreamFrameDecoder decoder, string text)
    {
        decoder.Decode(Encoding.UTF8.GetBytes(text), out var frame);
        using var json = JsonDocument.Parse(text);
        var root = json.RootElement;
        Assert.True(frame.Quarantine is null, frame.Quarantine?.Reason + ": " + text);
        if (root.TryGetProperty("seq", out var seq)) Assert.Equal((root.GetProperty("sid").GetInt64(), seq.GetInt64()), (frame.Sid, frame.Seq));
        if (root.TryGetProperty("id", out var id)) Assert.Equal(id.GetInt64(), frame.CommandId);
        switch (frame.Kind)
        {
            case FrameKind.Subscribed:
                Assert.Equal(root.GetProperty("msg").GetProperty("sid").GetInt64(), frame.Sid);
                break;
            case FrameKind.Delta:
                var message = root.GetProperty("msg");
                Assert.Equal(message.GetProperty("market_ticker").GetString(), frame.Delta.Ticker.Value);
                Assert.Equal(message.GetProperty("side").GetString() == "yes", frame.Delta.Ladder == Outcome.Yes);
                Assert.Equal((long)(decimal.Parse(message.GetProperty("delta_fp").GetString()!, System.Globalization.CultureInfo.InvariantCulture) * 100), frame.Delta.Change.Hundredths);
                break;
            case FrameKind.Snapshot:
                var snapshot = (BookSnapshot)frame.Input!;
                var body = root.GetProperty("msg");
                Assert.Equal(body.TryGetProperty("yes_dollars_fp", out var yes) ? yes.GetArrayLength() : 0, snapshot.Yes.Length);
                Assert.Equal(body.TryGetProperty("no_dollars_fp", out var no) ? no.GetArrayLength() : 0, snapshot.No.Length);
                break;
        }

        return frame;
    }
}
