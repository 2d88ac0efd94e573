using Akka.Actor;
using Akka.Configuration;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Actors.Sequencing;

/// <summary>
/// A core on a thread of its own: it takes inputs from its inbox as they come and, when none does, wakes for its next
/// deadline. An exception outside an actor ends the thread and is handed to the host.
/// </summary>
public sealed class LiveCore : IInputSink, IDisposable
{
    private LiveCore()
    {
    }

    /// <summary>Starts the thread and waits for the core to open.</summary>
    /// <param name="system">Configuration of the actor system.</param>
    /// <param name="options">Makes what the core is wired to; called on the core thread.</param>
    /// <param name="root">As for <see cref="TradingCore.Create"/>.</param>
    /// <param name="clock">Wall time from a monotonic source.</param>
    /// <param name="died">Called when the core thread ended by an exception.</param>
    /// <param name="spin">Whether to spin instead of parking when idle.</param>
    public static LiveCore Start(
        Config? system,
        Func<CoreSystem, CoreOptions> options,
        Func<ICoreTurn, CoreSeed, Props> root,
        Func<Instant> clock,
        Action<Exception> died,
        bool spin = false) => throw new NotImplementedException();

    /// <inheritdoc/>
    public bool TryPost(Input input, Instant receivedAt) => throw new NotImplementedException();

    /// <summary>Asks the core between two inputs and waits for the answer; false when it took longer.</summary>
    public bool TryQuery<T>(ICoreQuery<T> query, TimeSpan timeout, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? reply)
        where T : class => throw new NotImplementedException();

    /// <summary>Takes what is in the inbox, then stops the thread and takes the core down.</summary>
    public void Dispose()
    {
    }
}
