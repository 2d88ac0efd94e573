using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Domain.Risk;

/// <summary>
/// The brakes that act by themselves, as facts to emit: the caller applies each to the state and journals it. Each is null or
/// empty when nothing is to be done, and is not given twice for the same cause.
/// </summary>
public static class RiskBrakes
{
    /// <summary>Who set a trading state, where risk did it.</summary>
    public const string ByRisk = "risk";

    /// <summary>
    /// The high-water mark is raised in steps of this share of the drawdown limit, so that a rising market does not write a
    /// fact at every tick: the mark lags by less than 1 % of the limit.
    /// </summary>
    private const int StepsPerDrawdownLimit = 100;

    /// <summary>
    /// What a fact brings with it: a cool-down after a loss or a reject, Paused after too many rejects or
    /// slow acknowledgements, a stop of a strategy or series that loses against the mid, Reducing when the day's
    /// loss reaches its limit.
    /// </summary>
    /// <param name="before">The state before the fact.</param>
    /// <param name="fact">The fact.</param>
    /// <param name="after">The state after it.</param>
    /// <param name="settings">Settings in force.</param>
    /// <param name="now">The time of the input in hand.</param>
    public static ImmutableArray<IJournaled> After(RiskState before, IJournaled fact, RiskState after, DecisionSettings settings, Instant now)
    {
        var facts = ImmutableArray.CreateBuilder<IJournaled>();
        switch (fact)
        {
            case FillBooked fill:
                AddLoss(fill.Ticker);
                break;
            case SettlementBooked settlement:
                AddLoss(settlement.Ticker);
                break;
            case MarkOutMeasured measured when settings.MarkOut is { } markOut:
                facts.AddRange(after.MarkOuts.StoppedBy(measured, markOut, now));
                break;
            case OrderEnded { End: OrderEnd.Rejected } ended when before.Orders.TryGetValue(ended.Order, out var order):
                Add(StartCoolDown(after, order.Ticker, "REJECT", settings, now));
                Add(TooManyRejects(after, settings.Account, now));
                break;
            default:
                break;
        }

        if (!ReferenceEquals(before.Acks, after.Acks)) Add(TooSlow(after, settings.Breakers, now));
        Add(DayLost(after, settings.Account, now));
        return facts.ToImmutable();

        void AddLoss(Ticker ticker)
        {
            // By profit of the whole ledger, since a flat position may have left it meanwhile.
            if (after.Ledger.RealizedPnl < before.Ledger.RealizedPnl) Add(StartCoolDown(after, ticker, "LOSS", settings, now));
        }

        void Add(IJournaled? one)
        {
            if (one is not null) facts.Add(one);
        }
    }

    /// <summary>
    /// What new marks bring with them: a higher high-water mark, or Paused when equity has fallen by the limit. Nothing while
    /// a held market has no mark. To be asked after facts that move money too.
    /// </summary>
    public static ImmutableArray<IJournaled> AfterMarks(RiskState state, DecisionSettings settings, Instant now)
    {
        if (state.Equity is not { } equity || state.Ledger.Cash.IsEmpty) return [];
        if (state.HighWaterMark is not { } mark) return [new HighWaterMarkRaised(equity, now)];
        var step = Money.FromMicros(Math.Max(settings.Account.MaxDrawdown.Micros / StepsPerDrawdownLimit, 1));
        if (equity - mark >= step) return [new HighWaterMarkRaised(equity, now)];
        if (mark - equity < settings.Account.MaxDrawdown || state.Trading != TradingState.Running) return [];
        return [new TradingStateChanged(TradingState.Paused, ByRisk, $"DRAWDOWN: {mark - equity} below the mark of {mark}", now)];
    }

    /// <summary>The cool-down after a stop was hit; null when the market is not known, which cannot be entered either.</summary>
    public static CoolDownStarted? AfterStop(RiskState state, Ticker ticker, DecisionSettings settings, Instant now) =>
        StartCoolDown(state, ticker, "STOP", settings, now);

    /// <summary>
    /// Why an operator's resume must be refused; null when it may be. A lost day is over only with the day. Killed is lifted
    /// by a reset alone. A drawdown may be resumed from, but its rule refuses entries until equity recovers or
    /// <see cref="RearmDrawdown"/> is asked for.
    /// </summary>
    public static string? WhyNotResume(RiskState state, DecisionSettings settings, Instant now)
    {
        if (state.Trading == TradingState.Killed) return "Killed: only a reset with a reason lifts it";
        var low = state.Ledger.DayAt(now).Low;
        return low <= -settings.Account.MaxDailyLoss ? $"DAILY_LOSS: the day's low was {low}; resume on the next day (00:00 America/New_York)" : null;
    }

    /// <summary>Measures drawdown from present equity on; for an operator who has looked at it. Null while equity cannot be told.</summary>
    public static HighWaterMarkRaised? RearmDrawdown(RiskState state, Instant now) =>
        state.Equity is { } equity ? new HighWaterMarkRaised(equity, now) : null;

    private static CoolDownStarted? StartCoolDown(RiskState state, Ticker ticker, string reason, DecisionSettings settings, Instant now)
    {
        if (!state.Markets.TryGetValue(ticker, out var market)) return null;
        var length = settings.For(market.Series).Limits.CoolDown;
        return length <= TimeSpan.Zero ? null : new CoolDownStarted(ticker, market.Event, now + length, reason);
    }

    private static TradingStateChanged? TooManyRejects(RiskState state, AccountLimits limits, Instant now)
    {
        var rejects = state.RejectsWithin(limits.RejectWindow, now);
        if (rejects < Math.Min(limits.MaxRejects, RiskState.RecentRejectCapacity) || state.Trading != TradingState.Running) return null;
        return new TradingStateChanged(TradingState.Paused, ByRisk, $"REJECT_RATE: {rejects} rejects in {RiskRules.Seconds(limits.RejectWindow)}", now);
    }

    private static TradingStateChanged? TooSlow(RiskState state, BreakerSettings? breakers, Instant now)
    {
        if (breakers is null || state.Trading != TradingState.Running || state.Acks.Slow(breakers) is not { } slow) return null;
        var text = $"ACK_LATENCY: p95 {RiskRules.Seconds(slow)} over the last {breakers.AckSamples} acknowledgements, limit {RiskRules.Seconds(breakers.MaxAckLatency)}";
        return new TradingStateChanged(TradingState.Paused, ByRisk, text, now);
    }

    private static TradingStateChanged? DayLost(RiskState state, AccountLimits limits, Instant now)
    {
        var low = state.Ledger.DayAt(now).Low;
        if (low > -limits.MaxDailyLoss || state.Trading is TradingState.Reducing or TradingState.Killed) return null;
        return new TradingStateChanged(TradingState.Reducing, ByRisk, $"DAILY_LOSS: the day's low is {low}", now);
    }
}
