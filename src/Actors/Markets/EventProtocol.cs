using Akka.Actor;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Positions;
using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Strategies.Sets;

namespace KalshiArb.Actors.Markets;

/// <summary>What an event actor is told of sets; nothing of it is sent while sets are switched off.</summary>
public static class EventProtocol
{
    /// <summary>A market's touch, less our own size, is another one.</summary>
    /// <param name="Ticker">The market.</param>
    /// <param name="Touch">Best prices; null when its book is not whole.</param>
    public sealed record TouchTold(Ticker Ticker, Mark? Touch) : INoSerializationVerificationNeeded;

    /// <summary>A market's position is another one; answered with <see cref="MarketProtocol.SetTold"/>, before which it plans no exit.</summary>
    public sealed record HoldingTold(Ticker Ticker, Quantity Position) : INoSerializationVerificationNeeded;

    /// <summary>Judge the event's markets as a set.</summary>
    /// <param name="StreamHeardAt">When the book stream was last heard; <see cref="Instant.Never"/> when it was not.</param>
    public sealed record JudgeSet(Instant StreamHeardAt) : INoSerializationVerificationNeeded;

    /// <summary>A market as a leg; null when it takes no part (it is being closed or stopped, or asks for an entry of its own).</summary>
    public sealed record LegTold(Ticker Ticker, SetLeg? Leg) : INoSerializationVerificationNeeded;

    /// <summary>Risk's answer to a set.</summary>
    /// <param name="Approved">Whether an order a leg follows.</param>
    /// <param name="Code">Why not.</param>
    public sealed record SetAnswered(bool Approved, RefusalCode? Code) : INoSerializationVerificationNeeded;
}
