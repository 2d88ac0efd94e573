using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Risk;

namespace KalshiArb.Domain.Journal;

/// <summary>The trading state changed.</summary>
public sealed record TradingStateChanged(TradingState State, string By, string Reason, Instant At) : IJournaled;

/// <summary>No entries on this market (and its event) until then.</summary>
public sealed record CoolDownStarted(Ticker Ticker, EventTicker Event, Instant Until, string Reason) : IJournaled;

/// <summary>A ticker was frozen: no entries and no automatic exits until it is thawed.</summary>
public sealed record TickerFrozen(Ticker Ticker, string Reason, Instant At) : IJournaled;

/// <summary>A ticker is no longer frozen.</summary>
public sealed record TickerThawed(Ticker Ticker, string Reason, Instant At) : IJournaled;

/// <summary>The account's highest value so far, from which drawdown is measured.</summary>
public sealed record HighWaterMarkRaised(Money Equity, Instant At) : IJournaled;

/// <summary>An operator enabled or disabled something.</summary>
public sealed record SwitchChanged(SwitchScope Scope, string Name, bool Enabled, string By, Instant At) : IJournaled;

/// <summary>Cash as the venue listed it when the ledger was opened, per shard.</summary>
public sealed record CashOpened(Shard Shard, Money Cash, Instant At) : IJournaled;

/// <summary>A run ended in good order: what worked was cancelled, and nothing was left to do. A run without it crashed.</summary>
/// <param name="Run">The run.</param>
/// <param name="Reason">Why it ended.</param>
/// <param name="At">When.</param>
public sealed record RunEnded(int Run, string Reason, Instant At) : IJournaled;

/// <summary>Compiled-in ceilings were raised by hand for this run.</summary>
/// <param name="Run">The run.</param>
/// <param name="OrderCost">The ceiling on the cost of one order in force.</param>
/// <param name="Exposure">The ceiling on the account's exposure in force.</param>
/// <param name="At">When.</param>
public sealed record CeilingsRaised(int Run, Money OrderCost, Money Exposure, Instant At) : IJournaled;
