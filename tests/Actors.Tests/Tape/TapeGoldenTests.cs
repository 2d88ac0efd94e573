using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Actors.Tape;
using KalshiArb.Actors.Tests.Journal;
using KalshiArb.Actors.Tests.Sequencing;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using static KalshiArb.Actors.Tests.Sequencing.ToyRoot;

namespace KalshiArb.Actors.Tests.Tape;

/// <summary>
/// Tapes of second runs: one begins with facts, as every tape of before there were snapshots, the other with a snapshot and
/// the facts after it. The files are never edited.
/// </summary>
public sealed class TapeGoldenTests : IDisposable
{
    private readonly CoreSystem _system = CoreSystem.Create(Quiet.Configuration);

    public void Dispose() => _system.Dispose();

    [Theory]
    [InlineData("second-run.tape", 0)]
    [InlineData("second-run-after-snapshot.tape", 2)]
    public void A_golden_tape_is_read_replays_to_its_hash_and_is_written_byte_for_byte_again(string file, int held)
    {
        var golden = File.ReadAllBytes(Path.Combine(GoldenHistory.Folder, file));

        Assert.Equal(golden, Record(held));
        using var reader = new TapeReader(new MemoryStream(golden));
        Assert.Equal(held == 0 ? null : held, reader.Snapshot?.Facts);
        Assert.Equal(3 - held, reader.Recovered.Count);
        var result = TapeReplay.Verify(_system, reader, new ReplayOptions { Codec = new ToyCodec(), Root = _ => Props });
        Assert.True(result.IsEqual, "" + result.Difference);
        Assert.Equal(result.Expected, result.DecisionHash);
        Assert.Equal(4, result.FactCount);
    }

    [Fact]
    public void A_golden_tape_of_trades_between_others_is_read_and_written_byte_for_byte_again()
    {
        PublicTradeReported[] trades =
        [
            new(new Ticker("A-B-C"), Price.FromCents(47), Quantity.FromHundredths(1_250), Outcome.No, IsBlock: false),
            new(new Ticker("A-B-D"), Price.FromUnits(5_305), Quantity.FromContracts(3), Outcome.Yes, IsBlock: false),
            new(new Ticker("A-B-C"), Price.FromCents(50), Quantity.FromContracts(10_000), Outcome.Yes, IsBlock: true),
        ];
        var stream = new MemoryStream();
        using (var tape = new TapeWriter(stream, new TapeHeader("0.1.0+test", "import", 0, null, Second(10), "{}", null, 0, false), [], leaveOpen: true))
        {
            foreach (var (trade, i) in trades.Select((trade, i) => (trade, i))) tape.Input(Second(10 + i), trade);
            tape.Finish(null, 0);
        }

        var golden = File.ReadAllBytes(Path.Combine(GoldenHistory.Folder, "public-trades.tape"));
        Assert.Equal(golden, stream.ToArray());
        using var reader = new TapeReader(new MemoryStream(golden));
        var read = new List<Input>();
        for (var item = reader.Read(); item != TapeItem.End; item = reader.Read()) if (item == TapeItem.Input) read.Add(reader.Input!);
        Assert.Equal(trades, read);
    }

    [Fact]
    public void A_tape_whose_snapshot_was_edited_is_refused()
    {
        var bytes = Record(2);
        bytes[bytes.AsSpan().IndexOf("core-state/1"u8)] ^= 1;

        Assert.Contains("check sum", Assert.Throws<TapeException>(() => new TapeReader(new MemoryStream(bytes))).Message, StringComparison.Ordinal);
    }

    private byte[] Record(int held)
    {
        var facts = Enumerable.Range(0, 3).Select(i => (IJournaled)new TickerFrozen(new("F" + i), "toy", Second(i))).ToList();
        var snapshot = held == 0 ? null : SnapshotFormat.Encode(CoreState.Empty.ApplyAll(facts.Take(held)), "0.1.0+test");
        var log = new InMemoryCommitLog([.. facts.Skip(held).Select(new ToyCodec().Encode)], snapshot);
        var stream = new MemoryStream();
        using var tape = new TapeWriter(stream, new TapeHeader("0.1.0+test", "paper", 2, null, Second(10), "{}", null, 0, true), log.Recovered, log.Snapshot, leaveOpen: true);
        using var core = TradingCore.Create(
            _system, new CoreOptions { Codec = new ToyCodec(), Commits = log, Gateway = new RecordingGateway(), OpensAt = Second(10), Tape = tape }, Props);
        foreach (var what in new[] { "hello", "fact A", "ask x", "fail", "hello" }) core.Process(Second(11), Do(what));
        tape.Finish(core.DecisionHash, core.FactCount);
        return stream.ToArray();
    }
}
