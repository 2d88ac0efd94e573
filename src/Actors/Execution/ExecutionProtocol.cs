using Akka.Actor;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Risk;

namespace KalshiArb.Actors.Execution;

/// <summary>What the execution actor is told to do. Only risk places orders; anybody may have one cancelled.</summary>
public static class ExecutionProtocol
{
    /// <summary>Risk gave permission to enter.</summary>
    /// <param name="Request">What was asked.</param>
    /// <param name="Count">What was granted.</param>
    /// <param name="Reserved">The money held for it.</param>
    public sealed record PlaceEntry(EntryRequest Request, Quantity Count, Money Reserved) : INoSerializationVerificationNeeded;

    /// <summary>Risk gave permission for every leg of a set: all of them become orders of one batch, or none does.</summary>
    public sealed record PlaceSet(System.Collections.Immutable.ImmutableArray<PlaceEntry> Legs) : INoSerializationVerificationNeeded;

    /// <summary>Risk gave permission to leave.</summary>
    /// <param name="Request">What was asked.</param>
    /// <param name="Market">Facts of the market.</param>
    /// <param name="Count">What was granted.</param>
    public sealed record PlaceExit(ExitRequest Request, MarketFacts Market, Quantity Count) : INoSerializationVerificationNeeded;

    /// <summary>Cancel a working order; harmless when it has ended or a cancel is under way.</summary>
    public sealed record CancelWorking(ClientOrderId Order, string Reason) : INoSerializationVerificationNeeded;
}
