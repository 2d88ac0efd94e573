using System.Text;
using KalshiArb.Domain.Books;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Simulation.Import;

namespace KalshiArb.Simulation.Tests.Import;

public class KalshiFramesTests
{
    private const string Small =
        """
        {"captured_ms":9,"tickers":["A-B"],"frames":[
          {"received_ms":1000,"frame":{"type":"orderbook_snapshot","sid":1,"seq":1,"msg":{"market_ticker":"A-B","yes_dollars_fp":[["0.4700","3.00"]]}}},
          {"frame":{"type":"orderbook_delta","sid":1,"seq":2,"msg":{"market_ticker":"A-B","price_dollars":"0.4700","delta_fp":"-3.00","side":"yes"}},"received_ms":1001},
          {"received_ms":1002,"frame":{"type":"orderbook_delta","sid":1,"seq":4,"msg":{"market_ticker":"A-B","side":"yes"}}}
        ],"note":"end"}
        """;

    [SkippableFact]
    public void The_recording_of_August_2026_has_no_gap_no_negative_level_and_never_crosses()
    {
        var path = RecordedData.Find("kalshi-2026-08/ws_orderbook_stream.json");
        Skip.If(path is null, "kalshi-2026-08/ws_orderbook_stream.json is not here (KALSHIARB_DATA or ../shared/data)");
        var frames = KalshiFrames.Open(path, useYesPrice: false, out _)!;
        var sequences = new StreamSequences();
        var books = new SortedDictionary<Ticker, MarketBook>();

        foreach (var (at, input) in frames.ReadAll())
        {
            switch (input)
            {
                case BookSnapshot snapshot:
                    Assert.Equal(SequenceVerdict.InOrder, sequences.Observe(snapshot.Sid, snapshot.Seq, at));
                    books[snapshot.Ticker] = new MarketBook(PriceGrid.LinearCent);
                    Assert.Equal(BookChange.Applied, books[snapshot.Ticker].Apply(snapshot));
                    Assert.True(books[snapshot.Ticker].IsTradable);
                    break;
                case BookDelta delta:
                    Assert.Equal(SequenceVerdict.InOrder, sequences.Observe(delta.Sid, delta.Seq, at));
                    Assert.Equal(BookChange.Applied, books[delta.Ticker].Apply(delta));
                    Assert.True(books[delta.Ticker].IsTradable);
                    break;
                case SequenceConsumed consumed:
                    Assert.Equal(SequenceVerdict.InOrder, sequences.Observe(consumed.Sid, consumed.Seq, at));
                    break;
            }
        }

        Assert.Null(frames.Refusal);
        var report = frames.Report;
        Assert.Equal((269, 12, 245, 11, 1, 0), (report.Frames, report.Snapshots, report.Deltas, report.Acknowledgements, report.Other, report.Quarantined));
        Assert.Equal((0, 0, 0, 12), (report.Gaps, report.OutOfOrder, report.UnknownFields, report.Tickers.Count));
        Assert.Equal(Instant.FromUnixMillis(1_786_085_188_416), report.First);
        Assert.True(report.Last > report.First && report.Last!.Value - report.First!.Value < TimeSpan.FromSeconds(60));
        Assert.Equal(12, books.Count);
        Assert.All(books.Values, book => Assert.True(book.Book.Top is { Bid: not null, Ask: not null }));
    }

    [Fact]
    public void Frames_come_with_their_receive_time_and_the_unreadable_ones_quarantined()
    {
        var frames = Read(Small);

        var all = frames.ReadAll().ToList();

        Assert.Equal([1000L, 1001, 1002], all.Select(frame => frame.ReceivedAt.UnixMillis));
        Assert.IsType<BookSnapshot>(all[0].Input);
        Assert.IsType<BookDelta>(all[1].Input);
        Assert.IsType<FrameQuarantined>(all[2].Input);
        Assert.Null(frames.Refusal);
        Assert.Equal((3, 1, 1, 1), (frames.Report.Frames, frames.Report.Snapshots, frames.Report.Deltas, frames.Report.Quarantined));
        Assert.False(frames.TryRead(out _, out _));
    }

    [Fact]
    public void A_missing_number_is_reported_as_a_gap() =>
        Assert.Equal(1, Counted(Small.Replace("\"seq\":2", "\"seq\":3", StringComparison.Ordinal)).Report.Gaps);

    [Fact]
    public void A_stamp_before_the_last_is_reported() =>
        Assert.Equal(1, Counted(Small.Replace("1001", "999", StringComparison.Ordinal)).Report.OutOfOrder);

    [Theory]
    [InlineData("[]", 0, "not a JSON object")]
    [InlineData("{\"frame\":[]}", 0, "no \"frames\" in it")]
    [InlineData("{\"frames\":7}", 0, "\"frames\" is not a list")]
    [InlineData("{\"frames\":[7]}", 0, "a frame entry is not an object")]
    [InlineData("{\"frames\":[{\"received_ms\":1}]}", 0, "lacks received_ms or frame")]
    [InlineData("{\"frames\":[{\"received_ms\":\"1\",\"frame\":{}}]}", 0, "received_ms is not a whole number")]
    [InlineData("{\"frames\":[{\"received_ms\":1,\"frame\":{\"type\":\"subscribed\"}}", 1, "after frame 1")]
    [InlineData("{\"frames\":[{\"received_ms\":1,\"frame\":{\"type\":\"subscribed\"}}]", 1, "after frame 1")]
    [InlineData("", 0, "after frame 0")]
    public void A_file_that_cannot_be_read_says_where_and_why(string file, int frames, string reason)
    {
        var read = Counted(file);

        Assert.Contains(reason, read.Refusal, StringComparison.Ordinal);
        Assert.Equal(frames, read.Report.Frames);
    }

    [Fact]
    public void A_torn_recording_never_passes_for_whole()
    {
        var bytes = Encoding.UTF8.GetBytes(Small);
        for (var length = 0; length < bytes.Length - 1; length++)
        {
            var frames = new KalshiFrames(bytes.AsMemory(0, length), useYesPrice: false);
            foreach (var _ in frames.ReadAll())
            {
            }

            if (Encoding.UTF8.GetString(bytes, length, bytes.Length - length).Trim().Length > 0) Assert.NotNull(frames.Refusal);
        }
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        Assert.Null(KalshiFrames.Open("/nowhere/frames.json", useYesPrice: false, out var refusal));
        Assert.StartsWith("/nowhere/frames.json: ", refusal, StringComparison.Ordinal);
    }

    private static KalshiFrames Counted(string file)
    {
        var frames = Read(file);
        foreach (var _ in frames.ReadAll())
        {
        }

        return frames;
    }

    private static KalshiFrames Read(string file) => new(Encoding.UTF8.GetBytes(file), useYesPrice: false);
}
