namespace KalshiArb.Actors.Sequencing;

/// <summary>
/// A question to the core, sent to the root between inputs and not taped. The actor that knows answers to the sender with a
/// <typeparamref name="TReply"/>. It must change nothing.
/// </summary>
public interface ICoreQuery<TReply>
    where TReply : class;
