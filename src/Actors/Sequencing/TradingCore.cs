using Akka.Actor;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Actors.Sequencing;

/// <summary>
/// The sequenced core: numbers and stamps inputs, tapes them, and runs each to completion over one tree of actors before it
/// takes the next. The thread that creates it is the core thread; every member but <see cref="Inbox"/> and
/// <see cref="AwaitCommits"/> is for that thread alone.
/// </summary>
public sealed class TradingCore : IDisposable
{
    private TradingCore()
    {
    }

    /// <summary>
    /// Makes a core and runs its opening: facts of earlier runs are read and decoded, the tree is made from them, and the
    /// root has answered through the reference that inputs use.
    /// </summary>
    /// <param name="system">The actor system, made on this thread; it may serve many cores one after another.</param>
    /// <param name="options">What the core is wired to.</param>
    /// <param name="root">
    /// Makes the Props of the root actor, which receives every <see cref="Input"/> and every <see cref="ICoreQuery{TReply}"/>
    /// as a message. Called once for each tree; its Props must not carry mutable objects other than the turn.
    /// </param>
    public static TradingCore Create(CoreSystem system, CoreOptions options, Func<ICoreTurn, CoreSeed, Props> root) => throw new NotImplementedException();

    /// <summary>
    /// Takes one input: all deadlines due by its time run first, each as its own run, then the input, to completion.
    /// Its time is the later of <paramref name="stamp"/> and the time of the input before.
    /// </summary>
    public void Process(Instant stamp, Input input) => throw new NotImplementedException();

    /// <summary>Takes everything that waits in the inbox; returns how many that were.</summary>
    public int ProcessPosted() => throw new NotImplementedException();

    /// <summary>Where edges post in; bounded, safe from any thread.</summary>
    public IInputSink Inbox => throw new NotImplementedException();

    /// <summary>When the next deadline is due, so that a driver can post <see cref="ClockTicked"/>; null when there is none.</summary>
    public Instant? NextDeadline => throw new NotImplementedException();

    /// <summary>
    /// Waits until every batch so far is durable and its effects are released, or has failed. Returns false when that took
    /// longer than <paramref name="timeout"/>.
    /// </summary>
    public bool AwaitCommits(TimeSpan timeout) => throw new NotImplementedException();

    /// <summary>Whether batches are still on their way to the disk.</summary>
    public bool CommitsOutstanding => throw new NotImplementedException();

    /// <summary>Core time: the time of the last input.</summary>
    public Instant Now => throw new NotImplementedException();

    /// <summary>How many inputs were taken.</summary>
    public long InputCount => throw new NotImplementedException();

    /// <summary>How many decisions were logged.</summary>
    public long DecisionCount => throw new NotImplementedException();

    /// <summary>How many facts there are, those of earlier runs included.</summary>
    public int FactCount => throw new NotImplementedException();

    /// <summary>The head of the decision hash chain, 64 lower-case hexadecimal digits.</summary>
    public string DecisionHash => throw new NotImplementedException();

    /// <summary>Messages that reached core actors from another thread since the opening. Anything but zero breaks replay.</summary>
    public long ForeignDeliveries => throw new NotImplementedException();

    /// <summary>
    /// Asks the root between inputs, untaped; throws when nothing answered by the time the core was quiet again.
    /// </summary>
    public T Query<T>(ICoreQuery<T> query)
        where T : class => throw new NotImplementedException();

    /// <summary>Takes the tree down. What waits in the inbox is not taken.</summary>
    public void Dispose()
    {
    }
}
