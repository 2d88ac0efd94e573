using KalshiArb.Domain.Orders;
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

/// <summary>Cash as the venue listed it when the ledger was opened, per shard, less the money of earlier fills and settlements that still waits to be placed there.</summary>
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

/// <summary>A fill of an entry was held against the mid some time later.</summary>
/// <param name="Fill">The fill.</param>
/// <param name="VenueOrder">Its order at the exchange: both together name the fill.</param>
/// <param name="Ticker">The market.</param>
/// <param name="Strategy">Who entered.</param>
/// <param name="Count">Contracts.</param>
/// <param name="MarkOut">Mid less price, signed for the side bought, per contract and before fees; null when there was no whole book.</param>
/// <param name="At">When.</param>
public sealed record MarkOutMeasured(
    FillId Fill, VenueOrderId VenueOrder, Ticker Ticker, StrategyId Strategy, Quantity Count, Money? MarkOut, Instant At) : IJournaled;

/// <summary>A strategy or a series was stopped because its mean mark-out fell below the limit; an operator's enable lifts it.</summary>
public sealed record MarkOutStopped(SwitchScope Scope, string Name, Money Mean, int Fills, Instant At) : IJournaled;

/// <summary>An operator took over the exchange's position of a market. No trade is told: the numbers are set.</summary>
/// <param name="Ticker">The market.</param>
/// <param name="Ours">Our signed position before.</param>
/// <param name="Exchange">The exchange's, which holds from now on.</param>
/// <param name="Cost">What it cost by the exchange's listing, without fees; $0 when flat.</param>
/// <param name="Cash">What our cash of the market's shard changed by.</param>
/// <param name="Result">What is booked as profit or loss of trades that were not seen, fees included.</param>
/// <param name="AsOf">How current the listing was: fills traded up to then are in these numbers.</param>
/// <param name="By">Who.</param>
/// <param name="Reason">Why; may be empty.</param>
/// <param name="At">When.</param>
public sealed record PositionAdopted(
    Ticker Ticker, Quantity Ours, Quantity Exchange, Money Cost, Money Cash, Money Result, Instant AsOf, string By, string Reason, Instant At) : IJournaled;
