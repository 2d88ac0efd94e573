namespace KalshiArb.Domain.Ports;

/// <summary>A position as the venue lists it.</summary>
public sealed record VenuePosition(Ticker Ticker, Quantity Position, Money RealizedPnl, Money FeesPaid)
{
    /// <summary>What the open part cost on its own side, without fees (market_exposure); null where the listing does not say, and on older tapes.</summary>
    public Money? Cost { get; init; }
}

/// <summary>Cash on one shard.</summary>
public sealed record ShardCash(Shard Shard, Money Cash);

/// <summary>
/// The settlement of a market that we held, as the venue lists it. A position ends with this row, not with the result.
/// </summary>
/// <param name="Ticker">The market.</param>
/// <param name="Value">What one YES paid: $1, $0 or a scalar.</param>
/// <param name="Position">The signed position that was settled.</param>
/// <param name="Revenue">What was paid out to us.</param>
/// <param name="SettledAt">When.</param>
public sealed record SettlementRow(Ticker Ticker, Price Value, Quantity Position, Money Revenue, Instant SettledAt);

/// <summary>One settlement reported as it happens.</summary>
public sealed record SettlementReported(SettlementRow Row) : Input;

/// <summary>
/// One complete look at the account, every page read. Absence of an order from it is evidence only past its fence.
/// </summary>
/// <param name="Pass">The number of the question it answers.</param>
/// <param name="Orders">Every order of ours that is open, and every one that changed since the overlap.</param>
/// <param name="Fills">Every fill since the overlap.</param>
/// <param name="Positions">Every position that is not zero.</param>
/// <param name="Settlements">Every settlement since the overlap.</param>
/// <param name="Cash">Cash of every shard.</param>
/// <param name="AsOf">user_data_timestamp: how current the above is.</param>
public sealed record AccountListed(
    long Pass,
    ImmutableArray<VenueOrder> Orders,
    ImmutableArray<FillReported> Fills,
    ImmutableArray<VenuePosition> Positions,
    ImmutableArray<SettlementRow> Settlements,
    ImmutableArray<ShardCash> Cash,
    Instant AsOf) : Input;

/// <summary>A listing failed or was incomplete. It is evidence of nothing.</summary>
public sealed record AccountListingFailed(long Pass, string Reason) : Input;

/// <summary>News of the account may have been lost (a private frame that could not be read, private channels made anew): list it now.</summary>
public sealed record AccountInDoubt(string Reason) : Input;
