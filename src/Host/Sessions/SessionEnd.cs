using KalshiArb.Domain.Risk;

namespace KalshiArb.Host.Sessions;

/// <summary>A thing and how often it happened.</summary>
public readonly record struct NamedCount(string Name, int Count);

/// <summary>The summary of a session or a replay.</summary>
/// <param name="At">Market time of the end.</param>
/// <param name="Reason">Why it ended ("--for reached", "Ctrl-C").</param>
/// <param name="RestingCancelled">Resting orders cancelled at the end.</param>
/// <param name="CancelsConfirmed">Whether the exchange confirmed that nothing rests.</param>
/// <param name="PositionsKept">Positions that are still open.</param>
/// <param name="Signals">Signals of strategies.</param>
/// <param name="Approved">Signals that risk approved.</param>
/// <param name="Refused">Refusals by code, most frequent first.</param>
/// <param name="Entries">What became of entries.</param>
/// <param name="Closed">Positions closed, by reason, most frequent first.</param>
/// <param name="ProfitAndLoss">What was made or lost.</param>
/// <param name="Ledger">Our ledger against the exchange's; null where there is no exchange to ask (a verifying replay).</param>
/// <param name="TapePath">The tape, absolute; null when none was written.</param>
/// <param name="Inputs">Inputs taken.</param>
/// <param name="DecisionHash">The chain over every decision, 64 hex digits.</param>
/// <param name="TradingState">What the service may do at the end.</param>
/// <param name="ExitCode">What the program ends with; a ledger that differs is 1.</param>
public sealed record SessionEnd(
    Instant At,
    string Reason,
    int RestingCancelled,
    bool CancelsConfirmed,
    int PositionsKept,
    long Signals,
    long Approved,
    ImmutableArray<NamedCount> Refused,
    EntryCounts Entries,
    ImmutableArray<NamedCount> Closed,
    ProfitAndLoss ProfitAndLoss,
    LedgerCheck? Ledger,
    string? TapePath,
    long Inputs,
    string DecisionHash,
    TradingState TradingState,
    ExitCode ExitCode)
{
    /// <summary>Faults that the embedded exchange put in on purpose, by kind; empty where there are none.</summary>
    public ImmutableArray<NamedCount> Faults { get; init; } = [];
}

/// <summary>What became of entries.</summary>
/// <param name="Taker">Sent as taker.</param>
/// <param name="Maker">Sent as maker.</param>
/// <param name="Filled">Filled, wholly or in part.</param>
/// <param name="TimedOut">Maker entries that ended unfilled by time.</param>
public sealed record EntryCounts(int Taker, int Maker, int Filled, int TimedOut);

/// <summary>What was made or lost.</summary>
/// <param name="Realized">After fees.</param>
/// <param name="Fees">Paid.</param>
/// <param name="Open">Open positions at the bid.</param>
public sealed record ProfitAndLoss(Money Realized, Money Fees, Money Open);

/// <summary>Our ledger and the exchange's, side by side.</summary>
/// <param name="Agrees">To the micro-dollar and the hundredth of a contract.</param>
/// <param name="Ours">Our side.</param>
/// <param name="Theirs">The exchange's side.</param>
/// <param name="Differences">Each difference in one line with both numbers; empty when it agrees.</param>
public sealed record LedgerCheck(bool Agrees, LedgerSide Ours, LedgerSide Theirs, ImmutableArray<string> Differences)
{
    /// <summary>Resting orders that another program sent for the same account.</summary>
    public int OrdersOfOthers { get; init; }
}

/// <summary>One side of the ledger check.</summary>
public sealed record LedgerSide(Money Cash, int Positions, int Orders, Money Fees, int Fills);
