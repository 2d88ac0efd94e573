using Akka.Actor;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Actors.Supervision;

/// <summary>What core actors pass to each other through the supervisor. None of it leaves the input in hand.</summary>
internal abstract record CoreMessage : INoSerializationVerificationNeeded
{
    private CoreMessage() { }

    /// <summary>Execution has taken the orders and fills of a listing; positions are next.</summary>
    /// <param name="Listing">The listing, or a single settlement.</param>
    /// <param name="Orders">The registry as it stands after it.</param>
    public sealed record OrdersListed(Input Listing, OrderRegistry Orders) : CoreMessage;

    /// <summary>Positions have taken the settlements of a listing; the comparison is next.</summary>
    public sealed record PositionsListed(AccountListed Listing, OrderRegistry Orders, Domain.Positions.PositionLedger Ledger) : CoreMessage;

    /// <summary>An operator wants the exchange's position; positions add our side.</summary>
    public sealed record AdoptionAsked(AdoptRequested Request, Domain.Positions.PositionLedger Ledger) : CoreMessage;

    /// <summary>The comparison is made.</summary>
    public sealed record ReconcileOutcome(bool Clean) : CoreMessage;

    /// <summary>A listing of a market is owed before it may be entered (to reconciliation), or no more (from it).</summary>
    public sealed record ListingOwed(Ticker Ticker, bool IsOwed) : CoreMessage;

    /// <summary>
    /// A market's actor has been made, at a listing or when the core is rebuilt: it must be told its orders and its position.
    /// </summary>
    public sealed record MarketOpened(Ticker Ticker) : CoreMessage;

    /// <summary>Something for one market's actor.</summary>
    public sealed record ForMarket(Ticker Ticker, object Message) : CoreMessage;

    /// <summary>Something for risk.</summary>
    public sealed record ForRisk(object Message) : CoreMessage;

    /// <summary>Something that was seen while deciding; the supervisor alone turns it into a trading state.</summary>
    public sealed record Noticed(Notice Notice) : CoreMessage;

    /// <summary>A private fill carried the venue's own position after it.</summary>
    public sealed record PostPositionSeen(FillReported Fill) : CoreMessage;

    /// <summary>The same, with our own position after it.</summary>
    public sealed record PostPositionCompared(FillReported Fill, Quantity Ours) : CoreMessage;
}

/// <summary>Reconcile at once, whatever the schedule says.</summary>
internal sealed record ReconcileNow : INoSerializationVerificationNeeded
{
    public static ReconcileNow Instance { get; } = new();
}
