using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Domain.Orders;

/// <summary>Where an order of ours stands.</summary>
public enum OrderPhase
{
    /// <summary>Decided; nothing says that it was sent.</summary>
    Intended,
    /// <summary>Written to the socket; no answer yet.</summary>
    Sent,
    /// <summary>The venue has it.</summary>
    Working,
    /// <summary>The venue has it and was asked to cancel it.</summary>
    CancelPending,
    /// <summary>In doubt: it holds its reservation and freezes its ticker until there is evidence.</summary>
    Unknown,
    /// <summary>It can have no fills beyond those seen. In the registry only while some of them are not booked (FillsOwed).</summary>
    Terminal,
}

/// <summary>What is to be done when an order's deadline has come.</summary>
public enum OrderDeadlineKind
{
    /// <summary>Nobody answered the create: it is in doubt.</summary>
    NoAnswer,
    /// <summary>A maker entry has rested long enough: it is cancelled.</summary>
    MakerTimeout,
    /// <summary>A resting order outlived its own expiration: it is cancelled.</summary>
    PastExpiration,
    /// <summary>An immediate order was accepted and its end not seen: it is in doubt.</summary>
    EndNotSeen,
    /// <summary>Nobody answered the cancel: it is in doubt.</summary>
    NoCancelAnswer,
    /// <summary>In doubt or owed fills for too long: an operator is told.</summary>
    Overdue,
}

/// <summary>A deadline of one order, derived from its state.</summary>
public readonly record struct OrderDeadline(Instant At, OrderDeadlineKind Kind);

/// <summary>One order of ours from its intent until it is terminal and every fill that was seen is booked.</summary>
/// <param name="Ticket">What the venue was told.</param>
/// <param name="Strategy">Who decided it.</param>
/// <param name="Reserved">What risk holds for it.</param>
/// <param name="IntendedAt">When it was decided.</param>
public sealed record RegisteredOrder(OrderTicket Ticket, StrategyId Strategy, Money Reserved, Instant IntendedAt)
{
    /// <summary>After this long in doubt or owed fills an operator is told. It releases nothing.</summary>
    public static TimeSpan AlertAfter { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Where it stands.</summary>
    public OrderPhase Phase { get; init; }

    /// <summary>Our identity of it.</summary>
    public ClientOrderId Id => Ticket.Id;

    /// <summary>The venue's identity, once known; it is proof that the order was accepted.</summary>
    public VenueOrderId? VenueOrder { get; init; }

    /// <summary>The largest fill count that any message has shown. Risk uses it.</summary>
    public Quantity Cumulative { get; init; }

    /// <summary>The sum of its fills by id. Positions and profit use it; never above <see cref="Cumulative"/>.</summary>
    public Quantity Booked { get; init; }

    /// <summary>When presence was last proved; null before.</summary>
    public Instant? AcknowledgedAt { get; init; }

    /// <summary>When a cancel was last asked for; null when none was. It stays through doubt, and is asked again when the order turns out to rest.</summary>
    public Instant? CancelDecidedAt { get; init; }

    /// <summary>Since when it is in doubt; null when it is not.</summary>
    public Instant? DoubtedAt { get; init; }

    /// <summary>Why it is in doubt.</summary>
    public string? DoubtReason { get; init; }

    /// <summary>How current the first listing was that should have shown it and did not; null when there is none.</summary>
    public Instant? NotListedAsOf { get; init; }

    /// <summary>How it ended; null while it has not.</summary>
    public OrderEnd? End { get; init; }

    /// <summary>When it ended; null while it has not.</summary>
    public Instant? EndedAt { get; init; }

    /// <summary>Whether an operator was told that this takes too long.</summary>
    public bool OverdueTold { get; init; }

    /// <summary>Whether it is terminal.</summary>
    public bool IsTerminal => Phase == OrderPhase.Terminal;

    /// <summary>Whether it is terminal while fills that were seen are not booked.</summary>
    public bool OwesFills => IsTerminal && Booked < Cumulative;

    /// <summary>What may still be on the venue's book or on its way there.</summary>
    public Quantity Remaining => IsTerminal ? Quantity.Zero : Quantity.Max(Ticket.Count - Cumulative, Quantity.Zero);

    /// <summary>The next moment at which something must be done about it; null when nothing is due. Times of the past are due now.</summary>
    public OrderDeadline? Deadline(ExecutionSettings settings) => Phase switch
    {
        OrderPhase.Intended or OrderPhase.Sent => new(IntendedAt + settings.OrderTimeout, OrderDeadlineKind.NoAnswer),
        OrderPhase.Working => WorkingDeadline(settings),
        OrderPhase.CancelPending => new((CancelDecidedAt ?? IntendedAt) + settings.OrderTimeout, OrderDeadlineKind.NoCancelAnswer),
        OrderPhase.Unknown when !OverdueTold => new((DoubtedAt ?? IntendedAt) + AlertAfter, OrderDeadlineKind.Overdue),
        OrderPhase.Terminal when !OverdueTold => new((EndedAt ?? IntendedAt) + AlertAfter, OrderDeadlineKind.Overdue),
        _ => null,
    };

    private OrderDeadline? WorkingDeadline(ExecutionSettings settings)
    {
        if (Ticket.TimeInForce != TimeInForce.GoodTillCanceled)
            return new((AcknowledgedAt ?? IntendedAt) + settings.OrderTimeout, OrderDeadlineKind.EndNotSeen);
        if (Ticket.Role == OrderRole.Entry) return new(IntendedAt + settings.MakerTimeout, OrderDeadlineKind.MakerTimeout);
        return Ticket.Expiration is { } expiration ? new(expiration + settings.OrderTimeout, OrderDeadlineKind.PastExpiration) : null;
    }
}

/// <summary>What is remembered of an order that has left the registry, so that what is still said about it is known to be ours.</summary>
/// <param name="Id">Our identity.</param>
/// <param name="VenueOrder">The venue's, where it was ever known.</param>
/// <param name="Ticker">The market.</param>
/// <param name="Shard">Where it was sent.</param>
/// <param name="End">How it ended.</param>
/// <param name="Cumulative">Its fills, all booked.</param>
/// <param name="EndedAt">When it ended.</param>
public sealed record GoneOrder(ClientOrderId Id, VenueOrderId? VenueOrder, Ticker Ticker, Shard Shard, OrderEnd End, Quantity Cumulative, Instant EndedAt);
