using System.Collections.Immutable;
using System.Text.Json.Serialization;
using KalshiArb.Domain.Measurement;

namespace KalshiArb.Simulation.Reports;

/// <summary>
/// What a replay shows its owner, as it stands in <c>report.json</c> and on the page: figures, never conclusions. Prices and values a
/// contract are dollars as <c>double</c>, signed so that plus is good for us; money is micro-dollars as integers.
/// </summary>
/// <param name="Format">The shape of the file; readers refuse another.</param>
/// <param name="Build">The program that made it.</param>
/// <param name="Title">What was replayed, in a few words.</param>
/// <param name="Tapes">What was replayed.</param>
/// <param name="Rules">How orders filled.</param>
/// <param name="Settings">Decision settings in force, by path.</param>
/// <param name="Totals">The sums.</param>
/// <param name="Equity">The account's result over time, tapes one after another.</param>
/// <param name="Strategies">Result by strategy.</param>
/// <param name="Groups">What signals, entries and fills were worth against Kalshi's own prices, by group.</param>
/// <param name="Sources">How good the fair values were beside Kalshi's mid.</param>
/// <param name="Signals">Every signal with its figures.</param>
/// <param name="Fills">Every fill with its figures.</param>
/// <param name="Markets">The markets, those with fills first.</param>
/// <param name="MarketsLeftOut">Markets that are left out of <paramref name="Markets"/> because nothing was signalled there and there were too many.</param>
/// <param name="Warnings">Where there is too little data, or a figure means less than it seems to.</param>
public sealed record ReplayReport(
    string Format,
    string Build,
    string Title,
    ImmutableArray<ReportedTape> Tapes,
    FillRules Rules,
    ImmutableArray<NamedValue> Settings,
    ReportTotals Totals,
    ImmutableArray<EquityRow> Equity,
    ImmutableArray<StrategyRow> Strategies,
    ImmutableArray<GroupRow> Groups,
    ImmutableArray<SourceRow> Sources,
    ImmutableArray<SignalRow> Signals,
    ImmutableArray<FillRow> Fills,
    ImmutableArray<MarketRow> Markets,
    int MarketsLeftOut,
    ImmutableArray<string> Warnings)
{
    /// <summary>The shape that this build writes and reads.</summary>
    public const string CurrentFormat = "kalshiarb-report/1";
}

/// <summary>A name and what it is.</summary>
public readonly record struct NamedValue(string Name, string Value);

/// <summary>One tape of a report.</summary>
/// <param name="File">Its path as given.</param>
/// <param name="Build">The program that wrote it.</param>
/// <param name="Mode">Mode of the run, or import.</param>
/// <param name="Seed">Seed of a simulated evening; null otherwise.</param>
/// <param name="FromMicros">First input, Unix microseconds.</param>
/// <param name="ToMicros">The end.</param>
/// <param name="Inputs">How many inputs the core took.</param>
/// <param name="Kind">verify (the run's own decisions) or what-if (other settings, an import, or delayed odds).</param>
/// <param name="DecisionHash">The decision hash of this replay.</param>
/// <param name="RunHash">The run's hash, where the tape has one.</param>
/// <param name="Agrees">Whether the decisions are the run's; null in a what-if.</param>
/// <param name="Differing">Settings that differ from the tape's head: path, tape, here.</param>
public sealed record ReportedTape(
    string File, string Build, string Mode, long? Seed, long FromMicros, long ToMicros, long Inputs, string Kind, string DecisionHash, string? RunHash, bool? Agrees,
    ImmutableArray<string> Differing)
{
    /// <summary>How long the bars of the recording are; null where it is not one of bars.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? BarSeconds { get; init; }
}

/// <summary>How orders of a what-if filled.</summary>
/// <param name="Text">In words; for a verified run that its own fills were taken from the tape.</param>
/// <param name="LatencyMilliseconds">From a decision to the venue; null where the run's own answers were used.</param>
/// <param name="OddsDelaySeconds">By how much the odds were delayed.</param>
public sealed record FillRules(string Text, double? LatencyMilliseconds, double OddsDelaySeconds);

/// <summary>The sums of a report. Money in micro-dollars.</summary>
/// <param name="PnlMicros">Result after fees, open positions at the prices at which they could be left.</param>
/// <param name="OpenMicros">Of that, what is still open.</param>
/// <param name="FeesMicros">Fees paid.</param>
/// <param name="DrawdownMicros">Largest fall from the highest result before.</param>
/// <param name="Games">Games on the tapes.</param>
/// <param name="Markets">Markets on the tapes.</param>
/// <param name="Signals">Signals of strategies.</param>
/// <param name="Approved">Of those, let through by risk.</param>
/// <param name="Entries">Entry orders.</param>
/// <param name="Fills">Fills, exits included.</param>
/// <param name="GamesTraded">Games with a fill.</param>
/// <param name="Positions">Positions opened.</param>
public sealed record ReportTotals(
    long PnlMicros, long OpenMicros, long FeesMicros, long DrawdownMicros, int Games, int Markets, int Signals, int Approved, int Entries, int Fills, int GamesTraded, int Positions);

/// <summary>The result at a time.</summary>
/// <param name="Hours">Hours since the first minute with a fill of each tape, one tape after another.</param>
/// <param name="Tape">Which tape, from 0.</param>
/// <param name="PnlMicros">Result of all tapes up to here.</param>
public readonly record struct EquityRow(double Hours, int Tape, long PnlMicros);

/// <summary>What a strategy did.</summary>
/// <param name="Strategy">Who.</param>
/// <param name="PnlMicros">Result of the positions that it opened, after fees, open ones at executable prices.</param>
/// <param name="FeesMicros">Fees of those positions.</param>
/// <param name="Positions">How many.</param>
/// <param name="Games">On how many games.</param>
/// <param name="Contracts">Contracts bought.</param>
/// <param name="PnlPerContract">Result a contract bought, dollars, with an interval clustered by game.</param>
/// <param name="MedianSecondsHeld">Median time in a position that ended; null without one.</param>
/// <param name="ExitAgainstHolding">Exit less what the contract paid in the end, less the exit's fee, dollars a contract left; null without exits of settled markets.</param>
public sealed record StrategyRow(
    string Strategy, long PnlMicros, long FeesMicros, int Positions, int Games, double Contracts, Estimate? PnlPerContract, double? MedianSecondsHeld, Estimate? ExitAgainstHolding);

/// <summary>What a group of signals, entries or fills was worth.</summary>
/// <param name="Of">signals, entries (signals that risk let through) or fills (of entries).</param>
/// <param name="By">all, sport, strategy, liquidity, age (of the odds or score, by its stamp) or edge.</param>
/// <param name="Group">Which.</param>
/// <param name="Count">How many.</param>
/// <param name="Games">On how many games: what the intervals rest on.</param>
/// <param name="Contracts">Contracts, for fills; 0 for signals.</param>
/// <param name="After1">Mid after 1 s less the price, on the bought side, dollars a contract.</param>
/// <param name="After10">After 10 s.</param>
/// <param name="After60">After 60 s: below zero is adverse selection.</param>
/// <param name="After300">After 300 s.</param>
/// <param name="ClosingLine">Kalshi's closing line less the price: closing-line value.</param>
/// <param name="FairError">Fair value less what the contract paid in the end: above zero is optimism.</param>
/// <param name="Settled">What the contract paid in the end less the price: the result of holding, before fees.</param>
/// <param name="Slippage">Paid above the decided price; fills alone.</param>
/// <param name="Fee">Fee a contract; fills alone.</param>
public sealed record GroupRow(
    string Of, string By, string Group, int Count, int Games, double Contracts, Estimate? After1, Estimate? After10, Estimate? After60, Estimate? After300,
    Estimate? ClosingLine, Estimate? FairError, Estimate? Settled, Estimate? Slippage, Estimate? Fee);

/// <summary>How good a source of fair value was, beside Kalshi's mid at the same moments: whole minutes at which both were there.</summary>
/// <param name="Source">consensus, win model, or kalshi (its mid at every minute).</param>
/// <param name="Sport">Of which sport; all for all.</param>
/// <param name="Moments">How many.</param>
/// <param name="Games">On how many games.</param>
/// <param name="FreshShare">Share of the looks at a trading market at which the source was fresh, 0..1.</param>
/// <param name="Own">The source; null without a settled moment.</param>
/// <param name="Market">Kalshi's mid at the same moments.</param>
/// <param name="BrierGap">Brier score of the source less that of the mid: above zero is worse than the market.</param>
public sealed record SourceRow(string Source, string Sport, int Moments, int Games, double? FreshShare, Calibration? Own, Calibration? Market, Estimate? BrierGap);

/// <summary>A signal with its figures; dollars a contract, plus is good.</summary>
public sealed record SignalRow(
    int Tape, string Ticker, string Game, string Sport, long AtMicros, string Strategy, string Outcome, double Price, string Liquidity, double Fair, double Edge,
    double StampAgeSeconds, string Answer, double? After1, double? After10, double? After60, double? After300, double? ClosingLine, double? Settled);

/// <summary>A fill with its figures; dollars a contract, plus is good.</summary>
public sealed record FillRow(
    int Tape, string Ticker, string Game, string Sport, long AtMicros, string Role, string Strategy, string Outcome, double Price, double Contracts, long FeeMicros, string Liquidity,
    double? Slippage, double? After1, double? After10, double? After60, double? After300, double? ClosingLine, double? Settled);

/// <summary>A market of a report.</summary>
/// <param name="Tape">Which tape, from 0.</param>
/// <param name="Ticker">Its ticker.</param>
/// <param name="Game">Its game.</param>
/// <param name="Sport">Its sport.</param>
/// <param name="PnlMicros">Result of its positions.</param>
/// <param name="Signals">How many signals.</param>
/// <param name="Fills">How many fills.</param>
/// <param name="Close">The closing line; null without one.</param>
/// <param name="Result">What a YES paid; null without a result.</param>
/// <param name="OddsFresh">Share of looks with fresh odds.</param>
/// <param name="ScoreFresh">Share of looks with a fresh model value.</param>
/// <param name="Points">Prices and fair values over time.</param>
/// <param name="Orders">Orders of ours.</param>
public sealed record MarketRow(
    int Tape, string Ticker, string Game, string Sport, long PnlMicros, int Signals, int Fills, double? Close, double? Result, double? OddsFresh, double? ScoreFresh,
    ImmutableArray<PointRow> Points, ImmutableArray<OrderRow> Orders)
{
    /// <summary>Trades between any two members, where the tape holds them; null where it holds none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TradesRow? Trades { get; init; }
}

/// <summary>The trades of a market between any two members.</summary>
/// <param name="Count">How many.</param>
/// <param name="Contracts">Contracts in all.</param>
/// <param name="Shown">Some of them for the chart, evenly, oldest first.</param>
public sealed record TradesRow(long Count, double Contracts, ImmutableArray<TradePoint> Shown);

/// <summary>A trade on a market's chart.</summary>
/// <param name="AtMicros">When, Unix microseconds.</param>
/// <param name="Price">Dollars for a YES.</param>
/// <param name="Contracts">Contracts.</param>
/// <param name="Taker">What the taker bought: YES or NO.</param>
public readonly record struct TradePoint(long AtMicros, double Price, double Contracts, string Taker);

/// <summary>A point of a market's chart; values of YES in dollars.</summary>
public readonly record struct PointRow(long AtMicros, double? Bid, double? Ask, double? Odds, double? Score);

/// <summary>An order of ours, on the YES scale.</summary>
public sealed record OrderRow(string Id, long AtMicros, string Role, string Side, double Limit, double Contracts, string Liquidity, long? EndedMicros, string End);
