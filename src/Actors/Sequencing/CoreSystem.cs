using Akka.Actor;
using Akka.Configuration;

namespace KalshiArb.Actors.Sequencing;

/// <summary>
/// An actor system whose core dispatcher and scheduler are driven by the thread that made it. Creating one costs some
/// milliseconds, so that a thread that runs many cores keeps it.
/// </summary>
public sealed class CoreSystem : IDisposable
{
    private CoreSystem()
    {
    }

    /// <summary>Makes the system; the calling thread becomes the core thread.</summary>
    /// <param name="configuration">The <c>akka</c> part of the configuration, and what the journal needs; null for neither.</param>
    public static CoreSystem Create(Config? configuration = null) => throw new NotImplementedException();

    /// <summary>The system, for edges that live in it outside the core.</summary>
    public ActorSystem System => throw new NotImplementedException();

    /// <summary>Ends the system and waits for it.</summary>
    public void Dispose()
    {
    }
}
