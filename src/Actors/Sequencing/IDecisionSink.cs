using KalshiArb.Domain.Ports;

namespace KalshiArb.Actors.Sequencing;

/// <summary>Where decisions are shown or kept besides the tape. Called on the core thread after the input; must not block.</summary>
public interface IDecisionSink
{
    /// <summary>One decision.</summary>
    /// <param name="input">The number of the input that it belongs to.</param>
    /// <param name="at">Core time at which it was decided.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="line">Its canonical line without the line end: what was hashed. Valid during the call only.</param>
    void Decided(long input, Instant at, DecisionEntry entry, ReadOnlySpan<byte> line);
}
