using KalshiArb.Host.Configuration;
using KalshiArb.Host.Sessions;

namespace KalshiArb.Host.Rendering;

/// <summary>The head and the end of a session's output.</summary>
internal static class Summary
{
    public static string Banner(string build, EffectiveSettings settings, string what) =>
        $"kalshiarb {build}   {what}          config {string.Join(" + ", settings.Sources.Select(Short))}";

    /// <summary>What the mode means for money, in a few words.</summary>
    public static string ModeText(TradingMode mode) => mode switch
    {
        TradingMode.Paper => "PAPER: simulated exchange, no real money",
        TradingMode.Replay => "REPLAY: recorded inputs, no exchange",
        TradingMode.Demo => "DEMO: Kalshi's demo exchange, no real money",
        TradingMode.DryRun => "DRY RUN: live data, orders filled by a simulated exchange, no real money",
        TradingMode.Live => "LIVE: Kalshi, REAL MONEY",
        _ => throw new InvalidOperationException($"No text for {mode}."),
    };

    public static string Limits(EffectiveSettings settings, ReadyReport ready) =>
        $"limits   {Text.Of(settings.Decision.Default.Limits.MaxContracts)} contracts a market, {settings.Decision.Account.MaxMarkets} markets, {Text.Cents(settings.Decision.Account.MaxExposure)} exposure; {ready.LimitsArmed} of {ready.Limits} armed     (kalshiarb risk)";

    /// <summary>The summary's lines; the last is the decision hash.</summary>
    public static IEnumerable<string> Lines(SessionEnd end, bool simulated = true)
    {
        yield return "";
        var refusedCount = end.Refused.Sum(r => (long)r.Count);
        yield return $"signals {Text.Count(end.Signals),7}   approved {Text.Count(end.Approved)}, refused {Text.Count(refusedCount)}{(end.Refused.IsEmpty ? "" : ": " + Text.Counts(end.Refused))}";
        var e = end.Entries;
        yield return $"entries {Text.Count(e.Taker + e.Maker),7}   {Text.Count(e.Taker)} taker, {Text.Count(e.Maker)} maker; filled {Text.Count(e.Filled)}, timed out {Text.Count(e.TimedOut)}";
        yield return $"closed  {Text.Count(end.Closed.Sum(c => c.Count)),7}   {string.Join(", ", end.Closed.Select(c => $"{Text.Count(c.Count)} {c.Name}"))}".TrimEnd();
        var pnl = end.ProfitAndLoss;
        yield return $"P&L     {Text.Signed(pnl.Realized + pnl.Open),7}   realized {Text.Signed(pnl.Realized)} after {Text.Cents(pnl.Fees)} fees, open {Text.Signed(pnl.Open)} at the bid.{(simulated ? "  A simulated day is no evidence of profit." : "")}";
        if (!end.Faults.IsEmpty) yield return $"faults  {Text.Count(end.Faults.Sum(f => (long)f.Count)),7}   put in on purpose: {Text.Counts(end.Faults)}";
        if (end.Ledger is { } ledger) foreach (var line in Ledger(ledger)) yield return line;
        if (end.TapePath is { } tape) yield return $"tape     {tape}, {Text.Count(end.Inputs)} inputs      replay it: ./kalshiarb replay {tape}";
        else yield return $"inputs  {Text.Count(end.Inputs),7}";
        yield return $"decision hash {end.DecisionHash}";
    }

    /// <summary>The result of a replay.</summary>
    public static IEnumerable<string> Lines(ReplayEnd end)
    {
        yield return end.Kind == ReplayKind.Verify ? "verify: the run's own settings; order replies come from the tape" : "what-if: order replies come from the paper venue";
        foreach (var d in end.SettingsThatDiffer) yield return $"  differs  {d.Path}: tape {d.Left ?? "(none)"}, here {d.Right ?? "(none)"}";
        foreach (var note in end.Notes) yield return $"  {note}";
        foreach (var line in Lines(end.Summary)) yield return line;
        if (end.Agrees is true) yield return $"replay agrees with its run: {Text.Count(end.Summary.Inputs)} inputs in {Text.Seconds(end.Elapsed)}";
        if (end.Agrees is false) foreach (var line in Difference(end)) yield return line;
    }

    private static IEnumerable<string> Difference(ReplayEnd end)
    {
        yield return end.ExpectedHash is { } hash ? $"REPLAY DIFFERS: the run's hash is {hash}" : "REPLAY DIFFERS from its run";
        if (end.FirstDifference is not { } first) yield break;
        yield return $"  first at input {Text.Count(first.Input)}: {first.InputText}";
        yield return $"  run      {first.Recorded ?? "(no decision)"}";
        yield return $"  replay   {first.Replayed ?? "(no decision)"}";
    }

    private static IEnumerable<string> Ledger(LedgerCheck ledger)
    {
        if (ledger.Agrees)
        {
            yield return $"exchange          ledger agrees to the micro-dollar: cash {Text.Exact(ledger.Ours.Cash)}, {ledger.Ours.Positions} positions, {ledger.Ours.Orders} orders{(ledger.OrdersOfOthers > 0 ? $"; {ledger.OrdersOfOthers} resting orders of another program on this account" : "")}";
            yield break;
        }
        yield return "exchange          LEDGER DIFFERS";
        foreach (var (name, side) in ((string, LedgerSide)[])[("ours", ledger.Ours), ("exchange", ledger.Theirs)])
            yield return $"  {name,-9} cash {Text.Exact(side.Cash)}, {side.Positions} positions, {side.Orders} orders, fees {Text.Exact(side.Fees)}, {side.Fills} fills";
        foreach (var difference in ledger.Differences) yield return $"  differs   {difference}";
    }

    private static string Short(string source)
    {
        if (source.StartsWith("--set ", StringComparison.Ordinal)) return source;
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), source);
        return relative.StartsWith("..", StringComparison.Ordinal) ? source : "./" + relative;
    }
}
