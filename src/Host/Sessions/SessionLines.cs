using KalshiArb.Domain.Risk;

namespace KalshiArb.Host.Sessions;

/// <summary>Something that deserves a line on the console, at a time of the market.</summary>
/// <param name="At">Market time.</param>
public abstract record SessionLine(Instant At)
{
    /// <summary>The session is open.</summary>
    public sealed record Ready(Instant At, ReadyReport Report) : SessionLine(At);

    /// <summary>An entry was sent.</summary>
    /// <param name="At">Market time.</param>
    /// <param name="Ticker">The market.</param>
    /// <param name="Outcome">YES or NO is bought.</param>
    /// <param name="Count">How many.</param>
    /// <param name="Price">In the outcome's own price.</param>
    /// <param name="Liquidity">Taker or maker.</param>
    /// <param name="Fair">Fair value of the outcome.</param>
    /// <param name="Edge">After slippage.</param>
    /// <param name="OddsAge">Since receipt; null when the signal came from a score.</param>
    public sealed record Entry(
        Instant At, Ticker Ticker, Outcome Outcome, Quantity Count, Price Price, Liquidity Liquidity, double Fair, PriceOffset Edge, TimeSpan? OddsAge) : SessionLine(At);

    /// <summary>A fill was booked.</summary>
    /// <param name="At">Market time.</param>
    /// <param name="Ticker">The market.</param>
    /// <param name="Role">Of an entry or an exit.</param>
    /// <param name="Count">How many.</param>
    /// <param name="Price">In the position's own price.</param>
    /// <param name="Fee">As reported.</param>
    /// <param name="Consequence">What follows from it ("exit resting: sell 10 at 0.54"); empty for nothing.</param>
    public sealed record Fill(Instant At, Ticker Ticker, OrderRole Role, Quantity Count, Price Price, Money Fee, string Consequence) : SessionLine(At);

    /// <summary>An entry was refused. Repeated codes are counted, not printed.</summary>
    public sealed record Refused(Instant At, Ticker Ticker, RefusalCode Code, string Evidence) : SessionLine(At);

    /// <summary>Evidence about a market or an event became too old.</summary>
    public sealed record Stale(Instant At, string Subject, string Evidence) : SessionLine(At);

    /// <summary>A position was left.</summary>
    public sealed record Exit(Instant At, Ticker Ticker, string Reason, Quantity Count, Price Price, Money Realized) : SessionLine(At);

    /// <summary>Trading state changed.</summary>
    public sealed record State(Instant At, TradingState Now, string By, string Reason) : SessionLine(At);

    /// <summary>An operator must know; printed with emphasis and never rate limited.</summary>
    public sealed record Alert(Instant At, string Subject, string Text) : SessionLine(At);

    /// <summary>The session has ended.</summary>
    public sealed record Stopped(Instant At, string Text) : SessionLine(At);

    /// <summary>Anything else worth a line ("SETTLED", "SUSPENDED", …).</summary>
    public sealed record Note(Instant At, string Label, string Subject, string Text) : SessionLine(At);
}

/// <summary>What stood when the session opened.</summary>
/// <param name="At">Market time.</param>
/// <param name="Run">The number of this run on its state directory, from 1.</param>
/// <param name="SlateText">What is traded ("seed 7: 12 simulated games, 25 markets, 7 already in play; Sat 17 Oct 19:00 ET, 120 market seconds a second"); empty for a replay.</param>
/// <param name="Orders">Orders of ours at the venue after reconciliation.</param>
/// <param name="Positions">Positions after reconciliation.</param>
/// <param name="Cash">Cash over all shards.</param>
/// <param name="BooksLive">Books that are live.</param>
/// <param name="Books">Books in all.</param>
/// <param name="GamesFresh">Games with fresh odds.</param>
/// <param name="Games">Games in all.</param>
/// <param name="LimitsArmed">Limits that are armed.</param>
/// <param name="Limits">Limits in all.</param>
/// <param name="TradingState">What the service may do.</param>
/// <param name="StateReason">Why, when it is not Running: who did it and the reason given.</param>
public sealed record ReadyReport(
    Instant At,
    int Run,
    string SlateText,
    int Orders,
    int Positions,
    Money Cash,
    int BooksLive,
    int Books,
    int GamesFresh,
    int Games,
    int LimitsArmed,
    int Limits,
    TradingState TradingState,
    string? StateReason);
