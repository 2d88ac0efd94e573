namespace KalshiArb.Domain.Journal;

/// <summary>When facts were decided.</summary>
public static class FactTimes
{
    /// <summary>The time of a fact; <see cref="Instant.Never"/> for one that states none. A core must not open before its latest fact.</summary>
    public static Instant At(IJournaled fact) => fact switch
    {
        RunStarted one => one.At,
        OrderIntended one => one.At,
        OrderWritten one => one.At,
        OrderAcknowledged one => one.At,
        FillCountSeen one => one.At,
        OrderDoubted one => one.At,
        CancelDecided one => one.At,
        OrderEnded one => one.At,
        FillBooked one => one.At,
        SettlementBooked one => one.At,
        OrderGroupOpened one => one.At,
        TradingStateChanged one => one.At,
        TickerFrozen one => one.At,
        TickerThawed one => one.At,
        HighWaterMarkRaised one => one.At,
        SwitchChanged one => one.At,
        CashOpened one => one.At,
        OrderNotListed one => one.At,
        OrderOverdue one => one.At,
        RunEnded one => one.At,
        CeilingsRaised one => one.At,
        MarkOutMeasured one => one.At,
        MarkOutStopped one => one.At,
        PositionAdopted one => one.At,
        // A cool-down says until when, not since when; the fact that caused it stands before it.
        CoolDownStarted => Instant.Never,
        _ => throw new InvariantViolation($"no time for a fact of type {fact.GetType().Name}"),
    };
}
