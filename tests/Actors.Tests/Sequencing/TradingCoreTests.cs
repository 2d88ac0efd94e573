using System.Collections.Immutable;
using Akka.Actor;
using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using static KalshiArb.Actors.Tests.Sequencing.ToyRoot;

namespace KalshiArb.Actors.Tests.Sequencing;

public sealed class TradingCoreTests : IDisposable
{
    private readonly CoreSystem _system = CoreSystem.Create(Quiet.Configuration);
    private readonly RecordingGateway _gateway = new();
    private readonly LineSink _lines = new();
    private readonly Observer _observer = new();

    public void Dispose() => _system.Dispose();

    [Fact]
    public void Core_actors_of_every_depth_run_on_the_core_thread()
    {
        using var core = Create();

        core.Process(Second(1), Do("ask"));

        Assert.Equal(0, core.ForeignDeliveries);
        Assert.Equal("2027-01-15T08:00:01.000000Z\t1\talert\t-\tHEARD\task at=/user/core/trading/child/grandchild seen=1", Assert.Single(_lines.Lines));
    }

    [Fact]
    public void A_deadline_runs_before_the_input_that_is_later_and_at_its_own_time()
    {
        using var core = Create();

        core.Process(Second(0), Do("timer b 5"));
        core.Process(Second(0), Do("timer a 5"));
        core.Process(Second(0), Do("timer c 3"));
        Assert.Equal(Second(3), core.NextDeadline);
        core.Process(Second(9), Do("hello"));

        Assert.Equal(
            [
                "2027-01-15T08:00:03.000000Z\t4\talert\t-\tTIMER\tc",
                "2027-01-15T08:00:05.000000Z\t4\talert\t-\tTIMER\tb",
                "2027-01-15T08:00:05.000000Z\t4\talert\t-\tTIMER\ta",
                "2027-01-15T08:00:09.000000Z\t4\talert\t-\tSAID\thello",
            ],
            _lines.Lines);
        Assert.Null(core.NextDeadline);
    }

    [Fact]
    public void Who_throws_when_he_is_shown_a_decision_is_not_shown_any_more_and_nothing_else_is_lost()
    {
        var log = new ManualCommitLog();
        var broken = new ThrowingSink();
        using var core = Create(log: log, sinks: [broken, _lines]);

        core.Process(Second(0), Do("fact FIRST"));
        core.Process(Second(1), Do("hello"));

        Assert.Equal(1, broken.Asked);
        Assert.Equal("cannot be shown", _observer.Thrown?.Message);
        Assert.Empty(_observer.Failures);
        Assert.Single(log.Batches);
        Assert.Equal(core.DecisionCount, _lines.Lines.Count);
    }

    private sealed class ThrowingSink : IDecisionSink
    {
        public int Asked { get; private set; }

        public void Decided(long input, Instant at, DecisionEntry entry, ReadOnlySpan<byte> line)
        {
            Asked++;
            throw new FormatException("cannot be shown");
        }
    }

    [Fact]
    public void A_periodic_timer_runs_once_for_each_period_that_passed()
    {
        using var core = Create();

        core.Process(Second(0), Do("every beat 10"));
        core.Process(Second(35), ClockTicked.Instance);

        Assert.Equal(3, _lines.Lines.Count);
        Assert.Equal(Second(40), core.NextDeadline);
    }

    [Fact]
    public void Time_never_goes_back()
    {
        using var core = Create();

        core.Process(Second(9), Do("x"));
        core.Process(Second(4), Do("y"));

        Assert.Equal(Second(9), core.Now);
        Assert.StartsWith("2027-01-15T08:00:09", _lines.Lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_failing_grandchild_drops_what_its_input_decided_and_the_core_is_rebuilt_within_it()
    {
        var log = new InMemoryCommitLog();
        using var core = Create(log);

        core.Process(Second(1), Do("fact KEPT"));
        core.Process(Second(2), Do("timer gone 5"));
        core.Process(Second(3), Do("fail now"));

        Assert.Equal("2027-01-15T08:00:03.000000Z\t3\talert\t-\tREBUILT\tfacts=1", _lines.Lines[^1]);
        Assert.DoesNotContain(_lines.Lines, l => l.Contains("LOST", StringComparison.Ordinal));
        Assert.Empty(_gateway.Effects);
        Assert.Single(log.Facts);
        Assert.Null(core.NextDeadline);
        var failure = Assert.Single(_observer.Failures);
        Assert.Equal((3L, 0, "InvalidOperationException: fail now"), (failure.Input, failure.Run, failure.Reason));
        Assert.Equal(CoreStart.AfterFailure, core.Query(new GetToyState()).Start);
        core.Process(Second(4), Do("ask"));
        Assert.EndsWith("seen=1", _lines.Lines[^1], StringComparison.Ordinal);
        Assert.Equal(0, core.ForeignDeliveries);
    }

    [Fact]
    public void The_third_failure_within_a_minute_must_end_in_killed_and_a_slower_one_not()
    {
        using var core = Create();

        foreach (var second in new[] { 0, 40, 110, 140 }) core.Process(Second(second), Do("fail"));
        Assert.Null(_observer.Kill);
        core.Process(Second(165), Do("fail"));

        Assert.StartsWith("3 failures within a minute, the last in input 5", _observer.Kill, StringComparison.Ordinal);
        Assert.Equal(_observer.Kill, core.Query(new GetToyState()).KillReason);
    }

    [Fact]
    public void A_broken_invariant_must_end_in_killed_at_once()
    {
        using var core = Create();

        core.Process(Second(0), Do("break"));

        Assert.Equal("broken invariant in input 1: sums differ", _observer.Kill);
        Assert.Equal(_observer.Kill, core.Query(new GetToyState()).KillReason);
    }

    [Fact]
    public void A_fact_that_cannot_be_serialized_is_a_failure_of_its_input()
    {
        using var core = Create();

        core.Process(Second(0), Do("unknown-fact"));

        Assert.Contains("no manifest", Assert.Single(_observer.Failures).Reason, StringComparison.Ordinal);
        Assert.Equal(0, core.FactCount);
    }

    [Fact]
    public void A_failing_deadline_is_its_own_run_and_the_input_behind_it_still_runs()
    {
        using var core = Create();

        core.Process(Second(0), Do("timer fails 1"));
        core.Process(Second(5), Do("after"));

        Assert.Equal(["REBUILT", "SAID"], _lines.Lines.Select(l => l.Split('\t')[4]));
        Assert.Equal(Second(1), Assert.Single(_observer.Failures).At);
    }

    [Fact]
    public void A_query_that_decides_something_is_refused_and_counts_as_a_failed_clock_tick()
    {
        using var core = Create();

        Assert.Throws<InvalidOperationException>(() => core.Query(new FailAtQuery()));

        Assert.Equal(1, core.InputCount);
        Assert.True(Assert.Single(_observer.Failures).Broken);
    }

    [Fact]
    public void Reference_inputs_are_given_to_a_rebuilt_core_in_the_order_of_their_keys()
    {
        using var core = Create();

        core.Process(Second(0), new MarketVolumeReported(new("A"), default));
        core.Process(Second(0), new MarketVolumeReported(new("B"), default));
        core.Process(Second(0), new MarketVolumeReported(new("A"), Domain.Numbers.Quantity.FromContracts(5)));
        core.Process(Second(0), Do("fail"));

        Assert.Equal(2, core.Query(new GetToyState()).References);
    }

    [Fact]
    public void A_tell_from_another_thread_is_counted_and_waits_until_the_input_is_done()
    {
        using var core = Create();
        var root = _system.Slot.Root!;
        using var told = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            root.Tell("foreign", ActorRefs.NoSender);
            told.Set();
        });
        var before = core.ForeignDeliveries;
        thread.Start();
        told.Wait();

        Assert.Empty(_lines.Lines);
        core.Process(Second(1), Do("x"));

        Assert.Equal(before + 1, core.ForeignDeliveries);
        Assert.Equal(["TIMER", "SAID"], _lines.Lines.Select(l => l.Split('\t')[4]));
        thread.Join();
    }

    [Fact]
    public void A_tell_from_another_thread_to_an_actor_that_is_running_is_not_handled_in_the_input_in_hand()
    {
        void TellFromAnotherThread(IActorRef self)
        {
            var thread = new Thread(() => self.Tell("foreign", ActorRefs.NoSender));
            thread.Start();
            thread.Join();
        }

        using var core = Create(root: With(TellFromAnotherThread));

        core.Process(Second(1), Do("outside"));
        Assert.Equal(["outside", "inside"], _lines.Lines.Select(l => l.Split('\t')[5]));
        core.Process(Second(2), ClockTicked.Instance);

        Assert.Equal(["outside", "inside", "foreign"], _lines.Lines.Select(l => l.Split('\t')[5]));
        Assert.Equal(1, core.ForeignDeliveries);
    }

    private TradingCore Create(ICommitLog? log = null, Func<ICoreTurn, CoreSeed, Props>? root = null, ImmutableArray<IDecisionSink>? sinks = null) => TradingCore.Create(
        _system,
        new CoreOptions
        {
            Codec = new ToyCodec(),
            Commits = log ?? new InMemoryCommitLog(),
            Gateway = _gateway,
            OpensAt = Second(0),
            Decisions = sinks ?? [_lines],
            Observer = _observer,
        },
        root ?? ToyRoot.Props);

    private sealed class Observer : ICoreObserver
    {
        public List<CoreFailure> Failures { get; } = [];

        public string? Kill { get; private set; }

        public void Failed(CoreFailure failure) => Failures.Add(failure);

        public void MustKill(string reason) => Kill = reason;

        public Exception? Thrown { get; private set; }

        public void NotShown(Instant at, Exception thrown) => Thrown = Thrown is null ? thrown : throw new InvalidOperationException("told twice", thrown);
    }
}

internal static class Quiet
{
    public static Akka.Configuration.Config Configuration { get; } =
        Akka.Configuration.ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off }");
}
