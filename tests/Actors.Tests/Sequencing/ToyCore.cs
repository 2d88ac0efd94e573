using System.Text;
using Akka.Actor;
using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Actors.Tests.Sequencing;

/// <summary>Asks the toy root what it has seen.</summary>
internal sealed record GetToyState : ICoreQuery<ToyState>;

/// <summary>Asks a question at which the toy root fails.</summary>
internal sealed record FailAtQuery : ICoreQuery<ToyState>;

internal sealed record ToyState(CoreStart Start, string? KillReason, int Facts, int References, int Pauses, string Path);

/// <summary>
/// A root with a child and a grandchild. Reacts to PauseRequested by its reason: what to do is spelled there, so that
/// tests can be written as input sequences.
/// </summary>
internal sealed class ToyRoot : UntypedActor, IWithTimers
{
    private readonly ICoreTurn _turn;
    private readonly CoreSeed _seed;
    private readonly Action<IActorRef>? _outside;
    private readonly IActorRef _child;
    private int _pauses;

    public ToyRoot(ICoreTurn turn, CoreSeed seed, Action<IActorRef>? outside)
    {
        (_turn, _seed, _outside) = (turn, seed, outside);
        _child = Context.ActorOf(Akka.Actor.Props.Create(() => new ToyChild(turn, true)), "child");
        _pauses = (int)seed.State.Facts;
        if (seed.KillReason is { } reason) turn.Log(new DecisionEntry(DecisionKind.Brake, null, "KILLED", reason));
        else if (seed.Start == CoreStart.AfterFailure) turn.Log(new DecisionEntry(DecisionKind.Alert, null, "REBUILT", "facts=" + seed.State.Facts));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ICoreTurn turn, CoreSeed seed) => Akka.Actor.Props.Create(() => new ToyRoot(turn, seed, null));

    /// <summary>A root that lets something outside the core happen in the middle of the input "outside".</summary>
    public static Func<ICoreTurn, CoreSeed, Props> With(Action<IActorRef> outside) =>
        (turn, seed) => Akka.Actor.Props.Create(() => new ToyRoot(turn, seed, outside));

    public static Instant Second(long seconds) => Instant.FromUnixSeconds(1_800_000_000 + seconds);

    public static PauseRequested Do(string what) => new("test", what);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case GetToyState:
                Sender.Tell(new ToyState(_seed.Start, _seed.KillReason, (int)_seed.State.Facts, _seed.References.Count, _pauses, Self.Path.ToString()));
                break;
            case FailAtQuery:
                _turn.Emit(new TickerThawed(new("T"), "must not", _turn.Now));
                break;
            case PauseRequested pause:
                Obey(pause.Reason);
                break;
            case string timer:
                _turn.Log(new DecisionEntry(DecisionKind.Alert, null, "TIMER", timer));
                if (timer == "fails") throw new InvalidOperationException("timer fails");
                break;
            case BookDelta:
                _child.Tell(message);
                break;
        }
    }

    private void Obey(string what)
    {
        var words = what.Split(' ');
        _pauses++;
        switch (words[0])
        {
            case "fact":
                _turn.Emit(new TickerFrozen(new(words[1]), "toy", _turn.Now));
                _turn.Log(new DecisionEntry(DecisionKind.Brake, new(words[1]), "FROZEN", "n=" + _pauses));
                break;
            case "create":
                _turn.Emit(new TickerFrozen(new(words[1]), "toy", _turn.Now));
                _turn.Release(new CreateOrder(Toys.Ticket(words[1]), _turn.Now, TimeSpan.FromSeconds(1)));
                _turn.ReleaseAtOnce(new CancelOrder(new(words[1]), new("v"), new("T"), new(0)));
                break;
            case "fail":
                _turn.Emit(new TickerFrozen(new("lost"), "toy", _turn.Now));
                _turn.Release(new ListAccount(1, _turn.Now));
                _turn.ReleaseAtOnce(new ListAccount(2, _turn.Now));
                _turn.Log(new DecisionEntry(DecisionKind.Alert, null, "LOST", ""));
                _child.Tell(what);
                break;
            case "break":
                _turn.Break("sums differ");
                break;
            case "unknown-fact":
                _turn.Emit(new TickerThawed(new("T"), "no manifest", _turn.Now));
                break;
            case "timer":
                Timers.StartSingleTimer(words[1], words[1], TimeSpan.FromSeconds(int.Parse(words[2], System.Globalization.CultureInfo.InvariantCulture)));
                break;
            case "every":
                Timers.StartPeriodicTimer(words[1], words[1], TimeSpan.FromSeconds(int.Parse(words[2], System.Globalization.CultureInfo.InvariantCulture)));
                break;
            case "outside":
                _outside?.Invoke(Self);
                Self.Tell("inside");
                _turn.Log(new DecisionEntry(DecisionKind.Alert, null, "SAID", what));
                break;
            case "ask":
                _child.Tell(what);
                break;
            default:
                _turn.Log(new DecisionEntry(DecisionKind.Alert, null, "SAID", what));
                break;
        }
    }
}

/// <summary>The child passes on to a grandchild, which fails, logs, or counts.</summary>
internal sealed class ToyChild : UntypedActor
{
    private readonly ICoreTurn _turn;
    private readonly IActorRef? _grandchild;
    private int _seen;

    public ToyChild(ICoreTurn turn, bool hasChild)
    {
        _turn = turn;
        if (hasChild) _grandchild = Context.ActorOf(Props.Create(() => new ToyChild(turn, false)), "grandchild");
    }

    protected override void OnReceive(object message)
    {
        if (_grandchild is not null)
        {
            _grandchild.Tell(message);
            return;
        }

        switch (message)
        {
            case string text when text.StartsWith("fail", StringComparison.Ordinal):
                throw new InvalidOperationException(text);
            case string text:
                _turn.Log(new DecisionEntry(DecisionKind.Alert, null, "HEARD", text + " at=" + Self.Path.ToStringWithoutAddress() + " seen=" + ++_seen));
                break;
            case BookDelta delta when delta.Seq % 64 == 0:
                _turn.Log(new DecisionEntry(DecisionKind.Verdict, delta.Ticker, "NO_EDGE", "seq=" + delta.Seq));
                break;
        }
    }
}

internal static class Toys
{
    public static OrderTicket Ticket(string id) => new(
        new(id), new("T"), OrderSide.Bid, Price.FromCents(40), Quantity.FromContracts(1), TimeInForce.ImmediateOrCancel, OrderRole.Entry,
        false, false, null, SelfTradePrevention.TakerAtCross, true, null, new(0));
}

/// <summary>Knows one fact type, as text.</summary>
internal sealed class ToyCodec : IFactCodec
{
    public StoredFact Encode(IJournaled fact) => fact is TickerFrozen frozen
        ? new StoredFact("ticker-frozen/1", [.. Encoding.UTF8.GetBytes(frozen.Ticker.Value + "|" + frozen.Reason + "|" + frozen.At.UnixMicros)])
        : throw new InvalidOperationException("no manifest for " + fact.GetType().Name);

    public IJournaled Decode(StoredFact stored)
    {
        var parts = Encoding.UTF8.GetString(stored.Bytes.AsSpan()).Split('|');
        return stored.Manifest == "ticker-frozen/1"
            ? new TickerFrozen(new(parts[0]), parts[1], Instant.FromUnixMicros(long.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture)))
            : throw new FormatException("unknown manifest " + stored.Manifest);
    }
}

/// <summary>Keeps what left, in order.</summary>
internal sealed class RecordingGateway : IOrderGateway
{
    private readonly List<Effect> _effects = [];

    public IReadOnlyList<Effect> Effects
    {
        get
        {
            lock (_effects) return [.. _effects];
        }
    }

    public Action<Effect>? OnDispatch { get; init; }

    public void Dispatch(Effect effect)
    {
        OnDispatch?.Invoke(effect);
        lock (_effects) _effects.Add(effect);
    }
}

internal sealed class LineSink : IDecisionSink
{
    public List<string> Lines { get; } = [];

    public void Decided(long input, Instant at, DecisionEntry entry, ReadOnlySpan<byte> line) => Lines.Add(Encoding.UTF8.GetString(line));
}

/// <summary>A commit log whose commits are made by hand.</summary>
internal sealed class ManualCommitLog : ICommitLog
{
    private readonly Queue<(CommitBatch Batch, ICommitListener Listener)> _waiting = new();

    public StoredSnapshot? Snapshot { get; init; }

    public IReadOnlyList<StoredFact> Recovered { get; init; } = [];

    public List<CoreState> Saved { get; } = [];

    public void Save(CoreState state) => Saved.Add(state);

    public List<CommitBatch> Batches { get; } = [];

    public void Append(CommitBatch batch, ICommitListener listener)
    {
        Batches.Add(batch);
        _waiting.Enqueue((batch, listener));
    }

    public void CommitNext()
    {
        var (batch, listener) = _waiting.Dequeue();
        listener.Durable(batch);
    }

    public void FailAll(string reason)
    {
        while (_waiting.TryDequeue(out var next)) next.Listener.Failed(next.Batch, reason);
    }

    public void Dispose()
    {
    }
}
