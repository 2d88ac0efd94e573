namespace KalshiArb.Kill;

/// <summary>
/// Where there is no venue to ask: every request fails, so that a kill is never verified. What rests, rests wherever the next
/// start finds it.
/// </summary>
public sealed class AbsentKillVenue : IKillVenue
{
    private const string Why = "there is no exchange to ask";

    /// <inheritdoc/>
    public ImmutableArray<EntryGroup> EntryGroups => [];

    /// <inheritdoc/>
    public KillReply Trigger(EntryGroup group) => new(KillOutcome.Failed, Why);

    /// <inheritdoc/>
    public KillReply CancelAll() => new(KillOutcome.Failed, Why);

    /// <inheritdoc/>
    public RestingPage ListResting(string? cursor) => new(KillOutcome.Failed, Why, [], null);

    /// <inheritdoc/>
    public AsOfReply UserDataAsOf() => new(KillOutcome.Failed, Instant.Never, Why);

    /// <inheritdoc/>
    public BatchCancelReply CancelBatch(ImmutableArray<RestingOrder> orders) => new(KillOutcome.Failed, Why, []);

    /// <inheritdoc/>
    public GroupReply ReadGroup(EntryGroup group) => new(KillOutcome.Failed, false, Why);
}
