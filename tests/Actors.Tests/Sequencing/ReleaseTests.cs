using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Domain.Ports;
using static KalshiArb.Actors.Tests.Sequencing.ToyRoot;

namespace KalshiArb.Actors.Tests.Sequencing;

public sealed class ReleaseTests : IDisposable
{
    private readonly CoreSystem _system = CoreSystem.Create(Quiet.Configuration);
    private readonly RecordingGateway _gateway = new();
    private readonly ManualCommitLog _log = new();
    private readonly ReleaseGate _gate = new();

    public void Dispose() => _system.Dispose();

    [Fact]
    public void A_create_waits_for_its_batch_and_a_cancel_does_not()
    {
        using var core = Create();

        core.Process(Second(0), Do("create A"));
        core.Process(Second(1), Do("create B"));
        Assert.Equal(["cancel A", "cancel B"], Left());
        Assert.True(core.CommitsOutstanding);
        Assert.False(core.AwaitCommits(TimeSpan.Zero));
        _log.CommitNext();
        Assert.Equal(["cancel A", "cancel B", "create A"], Left());
        _log.CommitNext();

        Assert.Equal(["cancel A", "cancel B", "create A", "create B"], Left());
        Assert.True(core.AwaitCommits(TimeSpan.Zero));
    }

    [Fact]
    public void A_closed_gate_gives_creates_back_as_withheld()
    {
        using var core = Create();
        var seen = new LineSink();

        core.Process(Second(0), Do("create A"));
        _gate.Close("kill");
        _log.CommitNext();

        Assert.Equal(["cancel A"], Left());
        Assert.Equal(1, core.ProcessPosted());
    }

    [Fact]
    public void A_failed_write_closes_the_gate_on_the_spot_for_this_batch_and_all_later_ones()
    {
        using var core = Create();
        core.Process(Second(0), Do("create A"));
        core.Process(Second(1), Do("create B"));

        _log.FailAll("disk full");

        Assert.Equal("disk full", _gate.Reason);
        Assert.Equal(["cancel A", "cancel B"], Left());
        Assert.Equal(3, core.ProcessPosted());
        Assert.True(core.AwaitCommits(TimeSpan.Zero));
    }

    [Fact]
    public void A_gateway_that_throws_leaves_the_order_in_doubt_and_closes_the_gate()
    {
        var posted = new List<Input>();
        var gateway = new RecordingGateway { OnDispatch = effect => _ = effect is CreateOrder ? throw new IOException("socket") : 0 };
        using var core = Create(gateway, new InputTape(posted));
        core.Process(Second(0), Do("create A"));

        _log.CommitNext();
        core.ProcessPosted();

        Assert.False(_gate.IsOpen);
        Assert.Equal(["OrderOutcomeUnknown", "JournalFailed"], posted.Skip(1).Select(i => i.GetType().Name));
    }

    private List<string> Left() => [.. _gateway.Effects.Select(e => e switch
    {
        CreateOrder create => "create " + create.Ticket.Id.Value,
        CancelOrder cancel => "cancel " + cancel.Order.Value,
        _ => e.GetType().Name,
    })];

    private TradingCore Create(IOrderGateway? gateway = null, Actors.Tape.ICoreTape? tape = null) => TradingCore.Create(
        _system,
        new CoreOptions { Codec = new ToyCodec(), Commits = _log, Gateway = gateway ?? _gateway, OpensAt = Second(0), Gate = _gate, Tape = tape },
        Props);

    private sealed class InputTape(List<Input> inputs) : Actors.Tape.ICoreTape
    {
        public void Input(Domain.Numbers.Instant at, Input input) => inputs.Add(input);

        public void Decision(ReadOnlySpan<byte> line)
        {
        }

        public void Quarantined(CoreFailure failure)
        {
        }
    }
}
