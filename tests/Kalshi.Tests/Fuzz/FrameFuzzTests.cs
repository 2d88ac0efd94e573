using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Kalshi.Tests.Wire;
using KalshiArb.Kalshi.Wire;
using Xunit.Abstractions;

namespace KalshiArb.Kalshi.Tests.Fuzz;

/// <summary>Mutated frames: no crash, no hang, and what is decoded stands in the bytes, as another reader sees them.</summary>
public class FrameFuzzTests(ITestOutputHelper output)
{
    [Fact]
    public void A_mutated_frame_is_quarantined_or_decoded_as_it_stands()
    {
        var corpus = StreamFrameDecoderTests.Samples.Concat(Mutations.RecordedFrames()).Select(Encoding.UTF8.GetBytes).ToArray();
        var random = new Random(5);
        var decoder = new StreamFrameDecoder("fuzz", useYesPrice: false, new TickerTable());
        var (accepted, slowest) = (0, TimeSpan.Zero);
        var total = Stopwatch.StartNew();
        for (var i = 0; i < Mutations.Count; i++)
        {
            var bytes = Mutations.Mutate(corpus[random.Next(corpus.Length)], random);
            var began = Stopwatch.GetTimestamp();
            decoder.Decode(bytes, out var frame);
            var took = Stopwatch.GetElapsedTime(began);
            if (took > slowest) slowest = took;
            if (frame.Quarantine is not null || (frame.Kind != FrameKind.Delta && frame.Input is not BookSnapshot)) continue;
            accepted++;
            Assert.True(Agrees(frame, bytes), $"case {i}: {frame} from {Encoding.UTF8.GetString(bytes)}");
        }

        output.WriteLine($"{Mutations.Count} frames in {total.Elapsed.TotalSeconds:0.0} s, {accepted} deltas and snapshots accepted, slowest {slowest.TotalMilliseconds:0.0} ms");
        Assert.True(slowest < TimeSpan.FromSeconds(5), $"one frame took {slowest}");
        Assert.True(accepted > 0);
    }

    private static bool Agrees(StreamFrame frame, byte[] bytes)
    {
        using var json = JsonDocument.Parse(bytes);
        var message = json.RootElement.GetProperty("msg");
        if (message.GetProperty("market_ticker").GetString() != (frame.Input is BookSnapshot named ? named.Ticker : frame.Delta.Ticker).Value) return false;
        if (frame.Input is BookSnapshot snapshot) return Agrees(message, "yes_dollars_fp", snapshot.Yes) && Agrees(message, "no_dollars_fp", snapshot.No);
        return message.GetProperty("side").GetString() == (frame.Delta.Ladder == Outcome.Yes ? "yes" : "no")
            && Number(message.GetProperty("price_dollars")) == frame.Delta.Price.Units / 10_000m
            && Number(message.GetProperty("delta_fp")) == frame.Delta.Change.Hundredths / 100m
            && frame.Delta.Price.Units is >= 0 and <= 10_000;
    }

    private static bool Agrees(JsonElement message, string name, IReadOnlyList<BookLevel> levels)
    {
        if (!message.TryGetProperty(name, out var rows) || rows.ValueKind == JsonValueKind.Null) return levels.Count == 0;
        var stated = rows.EnumerateArray().Select(row => (Number(row[0]), Number(row[1]))).Order();
        return stated.SequenceEqual(levels.Select(level => (level.Price.Units / 10_000m, level.Size.Hundredths / 100m)).Order());
    }

    private static decimal Number(JsonElement field) =>
        decimal.Parse(field.ValueKind == JsonValueKind.String ? field.GetString()! : field.GetRawText(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
