namespace KalshiArb.Kill;

/// <summary>
/// What a kill found and did. While it runs there is an interim one; the last says whether the venue showed nothing open twice.
/// </summary>
/// <param name="By">Who killed.</param>
/// <param name="Reason">Why; empty when none was given (none is needed).</param>
/// <param name="Begun">When the gate closed.</param>
/// <param name="Ended">When it was verified or given up; null while it runs.</param>
/// <param name="Verified">Two complete empty listings past the last send, every send in flight resolved or fenced, groups read back as triggered.</param>
/// <param name="Unverified">What is missing for that, one line each; empty when verified.</param>
/// <param name="WasOpen">Orders of ours that rested when it began, as the venue's listing showed them, and what was found later.</param>
/// <param name="Cancelled">Of these no longer open: cancelled, or filled before.</param>
/// <param name="FilledMeanwhile">Contracts filled since it began.</param>
/// <param name="InFlight">Creates without an answer when it began.</param>
/// <param name="InFlightUnresolved">Of these still without evidence.</param>
/// <param name="HeldByVenue">Orders that the venue will not cancel now.</param>
/// <param name="GroupsTriggered">Order groups read back as triggered, of <paramref name="Groups"/>.</param>
/// <param name="Groups">Order groups that were to be triggered.</param>
/// <param name="Requests">Requests made, by kind, with how many had to be repeated.</param>
/// <param name="LateListing">Orders found by the listing at +75 s; null before it, or when it could not be read.</param>
public sealed record KillReceipt(
    string By,
    string Reason,
    Instant Begun,
    Instant? Ended,
    bool Verified,
    ImmutableArray<string> Unverified,
    ImmutableArray<RestingOrder> WasOpen,
    int Cancelled,
    Quantity FilledMeanwhile,
    int InFlight,
    int InFlightUnresolved,
    ImmutableArray<RestingOrder> HeldByVenue,
    int GroupsTriggered,
    int Groups,
    ImmutableArray<KillRequestCount> Requests,
    int? LateListing)
{
    /// <summary>
    /// What the venue last answered when it did not confirm cancel-all; null when it did. Not a condition of <see cref="Verified"/>:
    /// what rests is shown by the listings, and what cancel-all did not take the sweep cancelled order by order.
    /// </summary>
    public string? CancelAllFailed { get; init; }

    /// <summary>When cancel-all was last asked for, on the venue's time: it acts on for a minute. Null when it was not.</summary>
    public Instant? CancelAllAt { get; init; }

    /// <summary>What a flatten did; null when none was asked for or it has not ended.</summary>
    public FlattenReceipt? Flatten { get; init; }
}

/// <summary>Requests of one kind.</summary>
public readonly record struct KillRequestCount(string Kind, int Made, int Repeated);

/// <summary>A kill as it is kept: the next start says who killed and why, and trades nothing until a reset.</summary>
/// <param name="By">Who.</param>
/// <param name="Reason">Why; empty when none was given.</param>
/// <param name="At">When, by the wall clock.</param>
/// <param name="Verified">Whether it was verified; false while it ran.</param>
/// <param name="Summary">The receipt in one line.</param>
/// <param name="CancelAllAt">When cancel-all was last asked for, on the venue's time; null when it is not known.</param>
public sealed record KillRecord(string By, string Reason, Instant At, bool Verified, string Summary, Instant? CancelAllAt = null);
