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
