using System.Globalization;
using KalshiArb.Actors.Markets;
using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Strategies;
using KalshiArb.Host.Sessions;

namespace KalshiArb.Host.Trading;

/// <summary>Says why a market is or is not traded, from what its actor looks at.</summary>
internal static class WhyText
{
    public static WhyView Of(MarketReply market, ImmutableArray<string> recent, Instant now)
    {
        var view = market.View;
        var evidence = ImmutableArray.CreateBuilder<Evidence>();
        Add("status", view.Status.ToString());
        Add("book", view.BookLive ? "live" : "stale");
        Add("bid / ask", $"{Level(view.Bid)} / {Level(view.Ask)}");
        Add("volume", view.Volume?.ToString() ?? "not known");
        Add("game", view.Phase.ToString());
        Add("fair by odds", Fair(view.Odds, now, view.OddsMissing));
        Add("fair by score", Fair(view.Score, now, view.ScoreReceivedAt == Instant.Never ? NoFairReason.NoData : NoFairReason.NoModel));
        if (view.SecondSourceDueIn is { } left) Add("second source", string.Create(CultureInfo.InvariantCulture, $"{(view.HasOdds ? "a score" : "odds")} waited for, {left.TotalSeconds:0.0} s more at the longest"));
        Add("momentum", string.Create(CultureInfo.InvariantCulture, $"YES {view.Momentum.Yes:0.0}, NO {view.Momentum.No:0.0}"));
        Add("position", view.Position.ToString());
        Add("working entry", view.EntryWorks ? "yes" : "no");
        Add("frozen", view.Frozen ? "yes" : "no");
        Add("closes in", (view.CloseTime - now).ToString("d\\.hh\\:mm\\:ss", CultureInfo.InvariantCulture));
        foreach (var verdict in market.Verdicts)
            Add($"verdict of {verdict.Strategy}", verdict.Verdict is { } known ? Text(known) : "not asked yet");
        if (market.Exit != ExitNote.None) Add("exit", market.Exit.ToString());
        return new WhyView(now, market.Ticker, Best(market), evidence.ToImmutable(), recent);

        void Add(string name, string value) => evidence.Add(new Evidence(name, value));
    }

    private static string Best(MarketReply market)
    {
        foreach (var verdict in market.Verdicts)
            if (verdict.Verdict is { IsEntry: true }) return "ENTER";
        return market.Verdicts.Length > 0 && market.Verdicts[^1].Verdict is { } last ? last.CodeName : "NOT_ASKED";
    }

    private static string Text(Verdict verdict) => verdict.IsEntry || verdict.IsQuarantined ? $"{verdict.CodeName} {verdict.Signal.Describe()}" : verdict.CodeName;

    private static string Level(BookLevel? level) => level is { } known ? $"{known.Price} x {known.Size}" : "none";

    private static string Fair(FairEstimate? estimate, Instant now, NoFairReason missing) => estimate is { } fair
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"YES {fair.Yes:0.0000} (buyer's {fair.ConservativeYes:0.0000}, NO {fair.ConservativeNo:0.0000}), {fair.Books} books, received {fair.AgeSinceReceipt(now).TotalSeconds:0.0} s ago, stamped {fair.AgeSinceStamp(now).TotalSeconds:0.0} s ago{(fair.IsValidAt(now) ? "" : ", too old")}")
        : missing.ToString();
}
