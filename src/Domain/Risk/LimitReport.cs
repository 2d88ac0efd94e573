using System.Globalization;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Domain.Risk;

/// <summary>One line of the limit report.</summary>
/// <param name="Code">The rule.</param>
/// <param name="Value">Its value in force, for people; the default series where it differs by series.</param>
/// <param name="Armed">Whether that value can bind at all.</param>
/// <param name="Evaluated">When it was last looked at; <see cref="Instant.Never"/> when it was not.</param>
/// <param name="Bound">When it last cut or refused.</param>
/// <param name="BoundBy">The market on which it did.</param>
/// <param name="TimesBound">How often it did since the start.</param>
public sealed record LimitLine(RefusalCode Code, string Value, bool Armed, Instant Evaluated, Instant Bound, Ticker? BoundBy, long TimesBound);

/// <summary>
/// When each rule was last looked at and last bound. Counters beside the state, owned by the giver of permissions and not
/// part of any decision; one array write a rule and permission.
/// </summary>
public sealed class LimitReport
{
    private static readonly ImmutableArray<RefusalCode> Codes = [.. Enum.GetValues<RefusalCode>()];
    private readonly Instant[] _evaluated = new Instant[Codes.Length];
    private readonly Instant[] _bound = new Instant[Codes.Length];
    private readonly Ticker?[] _boundBy = new Ticker?[Codes.Length];
    private readonly long[] _times = new long[Codes.Length];

    /// <summary>Takes note of a permission.</summary>
    public void Note(Permission permission, Ticker ticker, Instant now)
    {
        for (var i = 0; i < Codes.Length; i++)
        {
            if (permission.Evaluated.Contains(Codes[i])) _evaluated[i] = now;
            if (!permission.Bound.Contains(Codes[i])) continue;
            _bound[i] = now;
            _boundBy[i] = ticker;
            _times[i]++;
        }
    }

    /// <summary>The report, one line a code in the order of the enumeration.</summary>
    public ImmutableArray<LimitLine> Lines(DecisionSettings settings)
    {
        var lines = ImmutableArray.CreateBuilder<LimitLine>(Codes.Length);
        for (var i = 0; i < Codes.Length; i++)
        {
            var (value, armed) = InForce(Codes[i], settings);
            lines.Add(new LimitLine(Codes[i], value, armed, _evaluated[i], _bound[i], _boundBy[i], _times[i]));
        }

        return lines.MoveToImmutable();
    }

    /// <summary>The value in force of a rule and whether it can bind. Rules on states and facts have no value and always can.</summary>
    internal static (string Value, bool Armed) InForce(RefusalCode code, DecisionSettings settings)
    {
        var (account, series) = (settings.Account, settings.Default);
        var (limits, freshness, entry) = (series.Limits, series.Freshness, series.Entry);
        return code switch
        {
            RefusalCode.TradingState => ("Running", true),
            RefusalCode.NotReconciled => ("last reconciliation clean", true),
            RefusalCode.TickerFrozen => ("not frozen", true),
            RefusalCode.MarketNotActive => ("Active", true),
            RefusalCode.NearClose => Duration(freshness.NearClose),
            RefusalCode.NotLive => (entry.PreGame ? "Scheduled or InPlay" : "InPlay", true),
            RefusalCode.BookStale => ("Live", true),
            RefusalCode.FeedStale => ($"odds {RiskRules.Seconds(freshness.OddsSinceReceipt)} and {RiskRules.Seconds(freshness.OddsSinceStamp)} by stamp, score {RiskRules.Seconds(freshness.ScoreSinceReceipt)}{SecondSource(freshness)}", true),
            RefusalCode.SourcesDisagree => (settings.Consensus.MaximumDisagreement.ToString(), true),
            RefusalCode.EdgeTooLarge => (entry.MaximumEdge.ToString(), entry.MaximumEdge < PriceOffset.FromUnits(Price.UnitsPerDollar)),
            RefusalCode.Spread => (limits.MaximumSpread.ToString(), limits.MaximumSpread < PriceOffset.FromUnits(Price.UnitsPerDollar)),
            RefusalCode.Volume => (limits.MinimumVolume.ToString(), limits.MinimumVolume.Sign > 0),
            RefusalCode.PriceBand => (limits.PriceBand.ToString(), limits.PriceBand < PriceOffset.FromUnits(Price.UnitsPerDollar)),
            RefusalCode.UnexplainedMove => ($"{freshness.UnexplainedMoveTicks} ticks, {RiskRules.Seconds(freshness.UnexplainedMovePause)}", freshness.UnexplainedMovePause > TimeSpan.Zero),
            RefusalCode.BreakEven => (entry.BreakEvenCeiling.ToString(), true),
            RefusalCode.CoolDown => Duration(limits.CoolDown),
            RefusalCode.DuplicateEntry => ("1 entry a market", true),
            RefusalCode.RepeatedEntry => Duration(limits.RepeatedEntryWindow),
            RefusalCode.OpposingPosition => ("one side a game", true),
            RefusalCode.HeldOutcome => ("one market an outcome", true),
            RefusalCode.MaxContracts => (limits.MaxContracts.ToString(), true),
            RefusalCode.OrderSize => (string.Create(CultureInfo.InvariantCulture, $"{limits.MaxOrderContracts}, {entry.TakerShareOfDisplayed:0.##} of displayed"), true),
            RefusalCode.OrderCost => (limits.MaxOrderCost.ToString(), true),
            RefusalCode.ExposureMarket => (limits.MaxExposureMarket.ToString(), true),
            RefusalCode.ExposureEvent => (limits.MaxExposureEvent.ToString(), true),
            RefusalCode.ExposureSport => (limits.MaxExposureSport.ToString(), true),
            RefusalCode.ExposureAccount => (account.MaxExposure.ToString(), true),
            RefusalCode.MaxMarkets => (account.MaxMarkets.ToString(CultureInfo.InvariantCulture), true),
            RefusalCode.MaxPositionsSport => (limits.MaxPositionsSport.ToString(CultureInfo.InvariantCulture), true),
            RefusalCode.AvailableMoney => ("cash of the shard", true),
            RefusalCode.DailyLoss => (account.MaxDailyLoss.ToString(), true),
            RefusalCode.Drawdown => (account.MaxDrawdown.ToString(), true),
            RefusalCode.OrderRate => ($"{account.MaxOrders} in {RiskRules.Seconds(account.OrderWindow)}", account.OrderWindow > TimeSpan.Zero),
            RefusalCode.RejectRate => ($"{account.MaxRejects} in {RiskRules.Seconds(account.RejectWindow)}", account.RejectWindow > TimeSpan.Zero),
            RefusalCode.AckLatency => settings.Breakers is { } breakers
                ? ($"p95 {RiskRules.Seconds(breakers.MaxAckLatency)} of {breakers.AckSamples} acks", true) : ("none on this tape", false),
            RefusalCode.MarkOut => settings.MarkOut is { } markOut
                ? ($"mean -{markOut.MaxAdverse} over {markOut.Fills} fills, {RiskRules.Seconds(markOut.Horizon)} later", markOut.MaxAdverse < PriceOffset.FromUnits(Price.UnitsPerDollar))
                : ("none on this tape", false),
            RefusalCode.StrategyMarkets => ByStrategy(settings, limits => limits.MaxMarkets.ToString(CultureInfo.InvariantCulture)),
            RefusalCode.StrategyExposure => ByStrategy(settings, limits => $"{limits.MaxExposure}, {limits.MaxOrderCost} an order"),
            RefusalCode.HardCeiling => ($"{settings.Ceilings.OrderCost} an order, {settings.Ceilings.Exposure} in all{(settings.Raised is null ? "" : ", RAISED by hand")}", true),
            RefusalCode.Disabled => ("not disabled", true),
            RefusalCode.NotReducing => ("exits only reduce", true),
            _ => throw new InvariantViolation($"rule {code} has no line in the limit report"),
        };
    }

    private static (string Value, bool Armed) ByStrategy(DecisionSettings settings, Func<StrategyLimits, string> value) =>
        settings.ByStrategy is { Count: > 0 } all
            ? (string.Join("; ", all.Select(one => one.Key + " " + value(one.Value))), true)
            : ("none on this tape", false);

    private static string SecondSource(FreshnessSettings freshness) =>
        freshness.SecondSourceWait is { } wait ? $", the second source after {RiskRules.Seconds(wait)} at the latest" : "";

    private static (string Value, bool Armed) Duration(TimeSpan span) => (RiskRules.Seconds(span), span > TimeSpan.Zero);
}
