using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Tests.Tape;
using KalshiArb.Domain.Journal;

namespace KalshiArb.Simulation.Tests.Recovery;

/// <summary>Where a run continues from does not matter: all facts, or any snapshot and the facts after it.</summary>
public sealed class SnapshotEveningTests
{
    private const int Heads = 8;

    [Fact]
    public void A_run_that_continues_from_a_snapshot_taken_anywhere_decides_what_one_that_read_all_facts_decides()
    {
        using var evening = new Evening(11);
        var first = new InMemoryCommitLog();
        evening.Trade(TimeSpan.FromMinutes(12), first);
        var facts = first.Facts.ToList();
        var second = new InMemoryCommitLog(facts);
        var run = evening.Trade(TimeSpan.FromMinutes(4), second);
        Assert.True(facts.Count > 80, $"{facts.Count} facts");
        Assert.NotNull(second.Saved);

        // Every place where a snapshot may lie is held for its state, and some for what is decided from there.
        var states = new List<CoreState> { CoreState.Empty };
        foreach (var stored in facts) states.Add(states[^1].Apply(JournalFormat.Instance.Decode(stored)));
        var end = Samples.Dump(states[^1]);
        for (var k = 0; k <= facts.Count; k += 4)
        {
            var snapshot = SnapshotFormat.Encode(states[k], "test");
            Assert.Equal(Samples.Dump(states[k]), Samples.Dump(SnapshotFormat.Restore(snapshot)));
            Assert.Equal(end, Samples.Dump(RecoveredState.Of(snapshot, [.. facts.Skip(k)], JournalFormat.Instance)));
        }

        for (var i = 0; i <= Heads; i++)
        {
            var k = facts.Count * i / Heads;
            var replayed = evening.Replay(run.Tape, SnapshotFormat.Encode(states[k], "test"), [.. facts.Skip(k)], core =>
            {
                Assert.Equal(Samples.Dump(run.State), Samples.Dump(core.State));
                Assert.Equal(Samples.Dump(run.Risk), Samples.Dump(core.Query(new Actors.Risk.RiskQuery()).State));
            });
            Assert.True(replayed.IsEqual, $"k={k}: {replayed.Difference}");
            Assert.Equal(run.Hash, replayed.DecisionHash);
            Assert.Equal(0, replayed.ForeignDeliveries);
        }
    }

    /// <summary>The core folds facts as its actors do; were one of them to differ, a rebuilt tree would not be the one that failed.</summary>
    [Fact]
    public void What_the_core_folds_is_what_its_actors_hold()
    {
        using var evening = new Evening(12);
        var log = new InMemoryCommitLog();
        var run = evening.Trade(TimeSpan.FromMinutes(8), log);

        Assert.Equal(Samples.Dump(RecoveredState.Of(null, log.Facts, JournalFormat.Instance)), Samples.Dump(run.State));
        Assert.Equal(Samples.Dump(run.State.Risk.Orders), Samples.Dump(run.Risk.Orders));
        Assert.Equal(Samples.Dump(run.State.Risk.Ledger.Positions), Samples.Dump(run.Risk.Ledger.Positions));
        Assert.Equal(Samples.Dump(run.State.Risk.Ledger.Cash), Samples.Dump(run.Risk.Ledger.Cash));
        Assert.Equal(run.State.Risk.Ledger.RealizedPnl, run.Risk.Ledger.RealizedPnl);
        Assert.Equal(Samples.Dump(run.State.Risk.RecentOrders), Samples.Dump(run.Risk.RecentOrders));
        Assert.Equal(run.State.Risk.HighWaterMark, run.Risk.HighWaterMark);
    }
}
