using CsCheck;
using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Actors.Tape;
using KalshiArb.Actors.Tests.Sequencing;
using KalshiArb.Domain.Ports;
using static KalshiArb.Actors.Tests.Sequencing.ToyRoot;

namespace KalshiArb.Actors.Tests.Tape;

public sealed class TapeReplayTests : IDisposable
{
    private static readonly string[] Whats =
    [
        "fact A", "fact B", "ask x", "fail", "break", "unknown-fact", "timer a 5", "timer a 0", "timer b 5", "timer fails 7", "every c 4", "hello", "create O",
    ];

    private static readonly Gen<(int Gap, string What)[]> Days = Gen.Select(
        Gen.Int[0, 30],
        Gen.Int[0, Whats.Length - 1].Select(i => Whats[i])).Array[1, 60];

    private readonly CoreSystem _system = CoreSystem.Create(Quiet.Configuration);

    public void Dispose() => _system.Dispose();

    [Fact]
    public void Any_day_replays_to_its_own_decisions_twice_and_from_a_recovered_state()
    {
        Days.Sample(
            day =>
            {
                var first = Run(day, new InMemoryCommitLog());
                var second = Run(day, new InMemoryCommitLog(first.Log.Facts));
                foreach (var run in new[] { first, second, first, second })
                {
                    var result = Verify(run.Bytes);
                    Assert.True(result.IsEqual, "" + result.Difference);
                    Assert.Equal(run.Hash, result.DecisionHash);
                    Assert.Equal(run.Hash, result.Expected);
                    Assert.Equal(run.Facts, result.FactCount);
                    Assert.Equal(0, result.ForeignDeliveries);
                }
            },
            iter: 40,
            threads: 1);
    }

    [Fact]
    public void A_replay_that_decides_otherwise_names_the_first_input_and_both_decisions()
    {
        var run = Run([(0, "hello"), (1, "fact A"), (1, "ask x"), (1, "hello")], new InMemoryCommitLog());

        var result = Verify(run.Bytes, input => input == 2 ? Do("fact B") : null);

        Assert.False(result.IsEqual);
        Assert.Equal(2, result.Difference!.Input);
        Assert.EndsWith("\tA\tFROZEN\tn=2", result.Difference.OnTape, StringComparison.Ordinal);
        Assert.EndsWith("\tB\tFROZEN\tn=2", result.Difference.Replayed, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tape_without_its_footer_verifies_by_its_decisions_up_to_where_it_was_cut()
    {
        var run = Run([(0, "hello"), (1, "fact A"), (1, "ask x"), (1, "timer a 1"), (9, "hello")], new InMemoryCommitLog());

        for (var cut = 1; cut < 300; cut++)
        {
            var result = Verify(run.Bytes[..^cut]);
            Assert.Null(result.Difference);
            Assert.Null(result.Expected);
        }
    }

    [Fact]
    public void A_failure_that_is_not_on_the_tape_is_a_difference()
    {
        var run = Run([(0, "timer x 50"), (1, "timer y 60")], new InMemoryCommitLog());

        var result = Verify(run.Bytes, input => input == 2 ? Do("fail") : null);

        Assert.Equal("failed: InvalidOperationException: fail", result.Difference!.Replayed);
    }

    [Fact]
    public void An_input_that_failed_by_chance_is_dropped_again_in_the_replay()
    {
        var run = Run(
            [(0, "fact A"), (1, "timer t 5"), (1, "outside"), (9, "hello")],
            new InMemoryCommitLog(),
            With(_ => throw new TimeoutException("by chance")));

        var result = Verify(run.Bytes);

        Assert.True(result.IsEqual, "" + result.Difference);
        Assert.Equal(run.Hash, result.DecisionHash);
    }

    private (byte[] Bytes, string Hash, int Facts, InMemoryCommitLog Log) Run(
        (int Gap, string What)[] day, InMemoryCommitLog log, Func<ICoreTurn, CoreSeed, Akka.Actor.Props>? root = null)
    {
        var stream = new MemoryStream();
        using var tape = new TapeWriter(stream, new TapeHeader("test", "paper", 1, null, Second(0), "{}", null, 0, true), log.Recovered, log.Snapshot, leaveOpen: true);
        using var core = TradingCore.Create(
            _system,
            new CoreOptions { Codec = new ToyCodec(), Commits = log, Gateway = new RecordingGateway(), OpensAt = Second(0), Tape = tape },
            root ?? Props);
        var at = Second(0);
        foreach (var (gap, what) in day) core.Process(at += TimeSpan.FromSeconds(gap), Do(what));
        tape.Finish(core.DecisionHash, core.FactCount);
        return (stream.ToArray(), core.DecisionHash, core.FactCount, log);
    }

    private ReplayResult Verify(byte[] bytes, Func<long, Input?>? change = null)
    {
        if (change is not null) bytes = Changed(bytes, change);
        using var reader = new TapeReader(new MemoryStream(bytes));
        return TapeReplay.Verify(_system, reader, new ReplayOptions { Codec = new ToyCodec(), Root = _ => Props });
    }

    /// <summary>The same tape with other inputs, as an editor that keeps check sums right would leave it.</summary>
    private static byte[] Changed(byte[] bytes, Func<long, Input?> change)
    {
        using var reader = new TapeReader(new MemoryStream(bytes));
        var stream = new MemoryStream();
        using var writer = new TapeWriter(stream, reader.Header, reader.Recovered, reader.Snapshot, leaveOpen: true);
        for (var item = reader.Read(); item != TapeItem.End; item = reader.Read())
        {
            if (item == TapeItem.Input) writer.Input(reader.At, change(reader.Inputs) ?? reader.Input!);
            else if (item == TapeItem.Decision) writer.Decision(reader.Line);
            else writer.Quarantined(reader.Failure!);
        }

        writer.Finish(reader.Footer!.DecisionHash, reader.Footer.Facts);
        return stream.ToArray();
    }
}
