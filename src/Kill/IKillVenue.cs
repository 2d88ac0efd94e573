namespace KalshiArb.Kill;

/// <summary>How one request of the kill procedure ended.</summary>
public enum KillOutcome
{
    /// <summary>The venue confirmed it.</summary>
    Done,
    /// <summary>The venue asked for less (429): the same request again, later.</summary>
    TooManyRequests,
    /// <summary>No evidence (5xx, time-out, broken connection, undecodable body): the same request again, later.</summary>
    Failed,
}

/// <summary>One answer of the venue to a request without a body.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Detail">What the venue said, for the receipt; empty when there is nothing to say.</param>
public readonly record struct KillReply(KillOutcome Outcome, string Detail)
{
    /// <summary>The venue confirmed it.</summary>
    public static KillReply Done { get; } = new(KillOutcome.Done, "");
}

/// <summary>An order of ours that rests at the venue, as far as a kill needs to know it.</summary>
/// <param name="Id">The venue's identity.</param>
/// <param name="Client">Our identity; empty when another program sent it for our account.</param>
/// <param name="Ticker">The market.</param>
/// <param name="Side">Bid or ask.</param>
/// <param name="Limit">Limit price (YES).</param>
/// <param name="Remaining">What is still open.</param>
/// <param name="Filled">What was filled so far.</param>
/// <param name="Shard">Where it lives.</param>
public sealed record RestingOrder(
    VenueOrderId Id, ClientOrderId Client, Ticker Ticker, OrderSide Side, Price Limit, Quantity Remaining, Quantity Filled, Shard Shard);

/// <summary>One page of resting orders.</summary>
/// <param name="Outcome">Anything but Done means: the page says nothing.</param>
/// <param name="Detail">What the venue said on failure.</param>
/// <param name="Orders">The orders of this page.</param>
/// <param name="NextCursor">Where the next page begins; null at the end.</param>
public sealed record RestingPage(KillOutcome Outcome, string Detail, ImmutableArray<RestingOrder> Orders, string? NextCursor);

/// <summary>The venue's user_data_timestamp: how current its listings are.</summary>
/// <param name="Outcome">Anything but Done means: it says nothing.</param>
/// <param name="AsOf">Listings show everything up to then.</param>
/// <param name="Detail">What the venue said on failure.</param>
public readonly record struct AsOfReply(KillOutcome Outcome, Instant AsOf, string Detail);

/// <summary>What happened to one order of a batch cancel.</summary>
public enum CancelVerdict
{
    /// <summary>It no longer rests.</summary>
    Cancelled,
    /// <summary>The venue knows no open order of that id: cancelled, executed and unknown look the same; the next listing tells.</summary>
    NotFound,
    /// <summary>The venue refuses to cancel it now (a trading pause, for instance).</summary>
    HeldByVenue,
    /// <summary>No evidence.</summary>
    Failed,
}

/// <summary>A batch cancel's answer.</summary>
/// <param name="Outcome">Anything but Done means: it says nothing about any order.</param>
/// <param name="Detail">What the venue said on failure.</param>
/// <param name="Verdicts">One for each order asked for, in the order asked.</param>
public sealed record BatchCancelReply(KillOutcome Outcome, string Detail, ImmutableArray<CancelVerdict> Verdicts);

/// <summary>An order group of ours.</summary>
/// <param name="Group">The group.</param>
/// <param name="Shard">Where it lives.</param>
public readonly record struct EntryGroup(OrderGroupId Group, Shard Shard);

/// <summary>What the venue says about a group.</summary>
/// <param name="Outcome">Anything but Done means: it says nothing.</param>
/// <param name="Triggered">It refuses late arrivals.</param>
/// <param name="Detail">What the venue said on failure.</param>
public readonly record struct GroupReply(KillOutcome Outcome, bool Triggered, string Detail);

/// <summary>
/// The venue as the kill procedure sees it: a client of its own, with its own connection and rate budget, that shares
/// nothing with the one that trades. Called on the kill's own thread; every call ends within its own time-out (at most 2 s)
/// and reports failures as values, never as exceptions. The procedure calls several members at once from different threads.
/// </summary>
public interface IKillVenue
{
    /// <summary>
    /// The order groups to be triggered; read once when the kill begins, without a request. The entry groups of this run; for a
    /// kill from outside its exit groups too, since nobody tells it what is in flight: a triggered group refuses what arrives late.
    /// </summary>
    ImmutableArray<EntryGroup> EntryGroups { get; }

    /// <summary>Triggers one group: the venue cancels its orders and refuses later ones.</summary>
    KillReply Trigger(EntryGroup group);

    /// <summary>Cancels everything of our subaccount. The venue acts on for up to a minute.</summary>
    KillReply CancelAll();

    /// <summary>One page of our resting orders; the first when the cursor is null.</summary>
    RestingPage ListResting(string? cursor);

    /// <summary>How current the venue's listings are.</summary>
    AsOfReply UserDataAsOf();

    /// <summary>Cancels up to 20 orders at once.</summary>
    BatchCancelReply CancelBatch(ImmutableArray<RestingOrder> orders);

    /// <summary>Reads a group back.</summary>
    GroupReply ReadGroup(EntryGroup group);
}

/// <summary>The time of a kill: the wall clock live, market time in paper.</summary>
public interface IKillClock
{
    /// <summary>Now, on the scale of the venue's own stamps.</summary>
    Instant Now { get; }

    /// <summary>Returns when that much time has passed, or earlier when the kill's deadline ends.</summary>
    void Wait(TimeSpan duration);
}

/// <summary>A create that may have left when the gate closed.</summary>
/// <param name="Id">Our identity.</param>
/// <param name="Resolved">
/// Whether there is evidence of its end: an answer came, it was withheld, or it is fenced. False keeps the kill unverified.
/// </param>
public readonly record struct InFlightSend(ClientOrderId Id, bool Resolved);

/// <summary>
/// What the trading side knows, read without a lock that trading could hold. A side that throws or hangs is given up. A kill
/// from another process has no view: it counts from the moment the gate closed instead.
/// </summary>
public interface ITradingSide
{
    /// <summary>Sends written to a socket without an answer when the kill began, and whether each has its evidence by now.</summary>
    ImmutableArray<InFlightSend> InFlight();

    /// <summary>When a create was last written to a socket; <see cref="Instant.Never"/> when none was.</summary>
    Instant LastSend { get; }

    /// <summary>Contracts of ours filled since then.</summary>
    Quantity FilledSince(Instant since);
}
