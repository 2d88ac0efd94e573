using System.Text.Json;
using KalshiArb.Domain.Ports;
using KalshiArb.Kalshi.Tests.Wire;
using KalshiArb.Kalshi.Wire;

namespace KalshiArb.Kalshi.Tests.Stream;

public class RecordedFramesOverTheWireTests
{
    [SkippableFact]
    public async Task Recorded_frames_come_out_of_the_socket_as_out_of_the_file()
    {
        var recorded = Frames().ToList();
        var decoder = new StreamFrameDecoder("recorded", false, new TickerTable());
        var expected = new List<Input>();
        foreach (var text in recorded)
        {
            decoder.Decode(System.Text.Encoding.UTF8.GetBytes(text), out var frame);
            if (frame.Kind == FrameKind.Delta) expected.Add(frame.ToBookDelta());
            else if (frame.Kind == FrameKind.Snapshot) expected.Add(frame.Input!);
            else if (frame.IsNumbered) expected.Add(new SequenceConsumed(frame.Sid!.Value, frame.Seq!.Value));
        }

        var markets = expected.OfType<BookSnapshot>().Select(snapshot => snapshot.Ticker.Value).Distinct().ToArray();
        await using var run = await StreamHarness.StartAsync(
            options => options with { UseYesPrice = false },
            venue => venue.Instead = (connection, command) =>
            {
                if (command.Channel != "orderbook_delta") return command.Cmd == "subscribe";
                connection.Send($$$"""{"id":{{{command.Id}}},"type":"subscribed","msg":{"channel":"orderbook_delta","sid":1}}""");
                foreach (var text in recorded.Skip(1)) connection.Send(text);
                return true;
            },
            markets);
        await run.UntilInput<BookDelta>(_ => true, expected.OfType<BookDelta>().Count());

        // Record equality of snapshots compares the arrays by reference: their books are compared instead.
        var received = run.Inputs.Where(input => input is BookDelta or BookSnapshot or SequenceConsumed).ToList();
        Assert.Equal(expected.Select(Describe), received.Select(Describe));
    }

    private static string Describe(Input input) => input is BookSnapshot snapshot
        ? $"{snapshot.Sid} {snapshot.Seq} {snapshot.Ticker} {string.Join(',', snapshot.Yes)} {string.Join(',', snapshot.No)}"
        : input.ToString();

    private static IEnumerable<string> Frames()
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(SharedFiles.File("data/kalshi-2026-08/ws_orderbook_stream.json")));
        foreach (var entry in file.RootElement.GetProperty("frames").EnumerateArray()) yield return entry.GetProperty("frame").GetRawText();
    }
}
