using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using static KalshiArb.Actors.Tests.Sequencing.ToyRoot;

namespace KalshiArb.Actors.Tests.Sequencing;

public sealed class LiveCoreTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private long _now = Second(0).UnixMicros;

    [Fact]
    public void Inputs_posted_from_other_threads_all_run_and_a_full_inbox_refuses()
    {
        var lines = new LineSink();
        using (var live = Start(lines, capacity: 10_000, out _))
        {
            Parallel.For(0, 4, _ =>
            {
                for (var i = 0; i < 1_000; i++) Assert.True(live.TryPost(Do("hello"), Second(1)));
            });
            Assert.True(live.TryQuery(new GetToyState(), Patience, out var state));
            Assert.Equal(4_000, state.Pauses);
            Assert.Equal(0, live.Core.ForeignDeliveries);
        }

        Assert.Equal(4_000, lines.Lines.Count);
    }

    [Fact]
    public void An_inbox_takes_no_more_than_it_holds_except_the_answers_of_the_core_itself()
    {
        var inbox = new CoreInbox(2);

        Assert.True(inbox.TryPost(ClockTicked.Instance, Second(0)));
        Assert.True(inbox.TryPost(ClockTicked.Instance, Second(0)));
        Assert.False(inbox.TryPost(ClockTicked.Instance, Second(0)));
        inbox.PostOwn(new JournalFailed("x"));

        Assert.Equal(3, inbox.TakeAll().Count);
        Assert.True(inbox.TryPost(ClockTicked.Instance, Second(0)));
    }

    [Fact]
    public void An_idle_core_wakes_for_its_deadline()
    {
        using var fired = new ManualResetEventSlim();
        using var live = Start(new Signal(fired), 10, out _);

        live.TryPost(Do("timer t 5"), Second(0));
        Assert.True(live.TryQuery(new GetToyState(), Patience, out _));
        Assert.False(fired.IsSet);
        Interlocked.Add(ref _now, 5_000_000);

        Assert.True(fired.Wait(Patience));
    }

    [Fact]
    public void What_is_thrown_outside_an_actor_ends_the_thread_and_reaches_the_host()
    {
        using var ended = new ManualResetEventSlim();
        using var live = Start(new Signal(null), 10, out var died, ended);

        live.TryPost(Do("hello"), Second(0));

        Assert.True(ended.Wait(Patience));
        Assert.IsType<IOException>(died());
    }

    [Fact]
    public void What_keeps_a_core_from_opening_reaches_its_starter()
    {
        Assert.Throws<InvalidDataException>(() => LiveCore.Start(new LiveCoreOptions
        {
            System = () => CoreSystem.Create(Quiet.Configuration),
            Core = _ => throw new InvalidDataException("journal"),
            Root = Props,
            Clock = () => Second(0),
            Died = _ => { },
        }));
    }

    private LiveCore Start(IDecisionSink sink, int capacity, out Func<Exception?> died, ManualResetEventSlim? ended = null)
    {
        Exception? thrown = null;
        died = () => Volatile.Read(ref thrown);
        return LiveCore.Start(new LiveCoreOptions
        {
            System = () => CoreSystem.Create(Quiet.Configuration),
            Core = _ => new CoreOptions
            {
                Codec = new ToyCodec(),
                Commits = new InMemoryCommitLog(),
                Gateway = new RecordingGateway(),
                OpensAt = Second(0),
                Decisions = [sink],
                InboxCapacity = capacity,
            },
            Root = Props,
            Clock = () => Instant.FromUnixMicros(Interlocked.Read(ref _now)),
            Died = exception =>
            {
                Volatile.Write(ref thrown, exception);
                ended?.Set();
            },
        });
    }

    /// <summary>Signals the first decision, or throws at it when there is nothing to signal.</summary>
    private sealed class Signal(ManualResetEventSlim? fired) : IDecisionSink
    {
        public void Decided(long input, Instant at, DecisionEntry entry, ReadOnlySpan<byte> line)
        {
            if (fired is null) throw new IOException("disk");
            fired.Set();
        }
    }
}
