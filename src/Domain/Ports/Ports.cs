namespace KalshiArb.Domain.Ports;

/// <summary>Where edges put inputs. Bounded: what does not fit is refused, and the refuser makes its books stale.</summary>
public interface IInputSink
{
    /// <summary>Offers an input with the time it was received; false when the queue is full.</summary>
    bool TryPost(Input input, Instant receivedAt);
}

/// <summary>
/// Where effects leave. Called on the thread that released the effect, never blocking; answers come back as inputs.
/// A create that it refuses to send comes back as <see cref="OrderExpiredBeforeSend"/> or <see cref="OrderWithheld"/>.
/// </summary>
public interface IOrderGateway
{
    /// <summary>Takes one effect.</summary>
    void Dispatch(Effect effect);
}
