namespace KalshiArb.Kill;

/// <summary>How a kill paces itself. On the kill's own clock.</summary>
/// <param name="FirstBackOff">Wait after a first failure of one request; doubles with each.</param>
/// <param name="LongestBackOff">Longest wait between two tries.</param>
/// <param name="InFlightWait">How long sends in flight are awaited before they count as in doubt.</param>
/// <param name="SweepPause">Between two sweeps of what still rests.</param>
/// <param name="ListingGap">Between the two empty listings that verify.</param>
/// <param name="FenceDelay">How far the venue's own time must lie past the last send before absence of a doubtful order is evidence.</param>
/// <param name="LateListingAfter">When the last look is taken: cancel-all acts on for a minute.</param>
/// <param name="FirstLook">How long the listing of what was open may hold the cancels back: they take away what it is to show.</param>
/// <param name="CancelAllWait">How long an otherwise verified kill waits for cancel-all to be confirmed. It is no evidence of its own.</param>
/// <param name="SidePatience">How long the trading side may take over one question, on the real clock.</param>
/// <param name="Deadline">When to give up unverified; null for never.</param>
public sealed record KillTiming(
    TimeSpan FirstBackOff,
    TimeSpan LongestBackOff,
    TimeSpan InFlightWait,
    TimeSpan SweepPause,
    TimeSpan ListingGap,
    TimeSpan FenceDelay,
    TimeSpan LateListingAfter,
    TimeSpan FirstLook,
    TimeSpan CancelAllWait,
    TimeSpan SidePatience,
    TimeSpan? Deadline)
{
    /// <summary>The design's figures.</summary>
    public static KillTiming Standard { get; } = new(
        FirstBackOff: TimeSpan.FromMilliseconds(100),
        LongestBackOff: TimeSpan.FromSeconds(2),
        InFlightWait: TimeSpan.FromSeconds(5),
        SweepPause: TimeSpan.FromMilliseconds(500),
        ListingGap: TimeSpan.FromSeconds(2),
        FenceDelay: TimeSpan.FromSeconds(90),
        LateListingAfter: TimeSpan.FromSeconds(75),
        FirstLook: TimeSpan.FromMilliseconds(250),
        CancelAllWait: TimeSpan.FromSeconds(10),
        SidePatience: TimeSpan.FromSeconds(2),
        Deadline: null);
}
