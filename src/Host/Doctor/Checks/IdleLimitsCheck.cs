using KalshiArb.Domain.Settings;

namespace KalshiArb.Host.Doctor.Checks;

/// <summary>Limits that others keep from ever binding: whoever set them believes in a protection that is not there.</summary>
public sealed class IdleLimitsCheck : IDoctorCheck
{
    private const string Title = "limits that never bind";

    // A dollar is the most a contract can lose; the taker's fee is at most 1.75 cents of it at multiplier 1 (fee schedule of 2026-07-07).
    private const long MostPerContractMicros = 1_017_500;

    /// <inheritdoc/>
    public string Name => Title;

    /// <inheritdoc/>
    public CheckNeeds Needs => CheckNeeds.Nothing;

    /// <inheritdoc/>
    public Task<ImmutableArray<CheckRow>> RunAsync(DoctorContext context, CancellationToken cancellation) => Task.FromResult(Look(context.Settings.Decision));

    /// <summary>The rows for settings: those of each series with limits of its own, then the account's.</summary>
    public static ImmutableArray<CheckRow> Look(DecisionSettings settings)
    {
        var account = settings.Account;
        var found = Of("risk.market", settings.Default.Limits, account)
            .Concat(settings.BySeries.Where(s => s.Value.Limits != settings.Default.Limits).SelectMany(s => Of($"{s.Key}.limits", s.Value.Limits, account)))
            .ToList();
        var most = Reach(settings.BySeries.Values.Select(s => s.Limits).Append(settings.Default.Limits).Max(l => Most(l)), account.MaxMarkets);
        if (account.MaxExposure > most) found.Add($"risk.account.max-exposure {account.MaxExposure}: max-markets {account.MaxMarkets} let at most {most} be at risk");
        return found.Count == 0
            ? [CheckRow.Ok(Title, "each limit can bind")]
            : [.. found.Select(f => CheckRow.Warn(Title, f, "lower it to where it protects, or know that another limit stands before it"))];
    }

    private static IEnumerable<string> Of(string at, MarketLimits limits, AccountLimits account)
    {
        var contracts = Worth(limits.MaxContracts);
        if (limits.MaxExposureMarket > contracts) yield return $"{at}.max-exposure-market {limits.MaxExposureMarket}: max-contracts {limits.MaxContracts} let at most {contracts} be at risk";
        if (limits.MaxOrderCost > Worth(limits.MaxOrderContracts)) yield return $"{at}.max-order-cost {limits.MaxOrderCost}: max-order-contracts {limits.MaxOrderContracts} cost at most {Worth(limits.MaxOrderContracts)}";
        if (limits.MaxExposureMarket > limits.MaxExposureEvent) yield return $"{at}.max-exposure-market {limits.MaxExposureMarket} is above max-exposure-event {limits.MaxExposureEvent}";
        if (limits.MaxExposureEvent > limits.MaxExposureSport) yield return $"{at}.max-exposure-event {limits.MaxExposureEvent} is above max-exposure-sport {limits.MaxExposureSport}";
        if (limits.MaxExposureSport > account.MaxExposure) yield return $"{at}.max-exposure-sport {limits.MaxExposureSport} is above risk.account.max-exposure {account.MaxExposure}";
        if (limits.MaxPositionsSport > account.MaxMarkets) yield return $"{at}.max-positions-sport {limits.MaxPositionsSport} is above risk.account.max-markets {account.MaxMarkets}";
        var sport = Reach(Most(limits), limits.MaxPositionsSport);
        if (limits.MaxExposureSport > sport) yield return $"{at}.max-exposure-sport {limits.MaxExposureSport}: max-positions-sport {limits.MaxPositionsSport} let at most {sport} be at risk";
    }

    // The most that one market can put at risk.
    private static Money Most(MarketLimits limits) => limits.MaxExposureMarket < Worth(limits.MaxContracts) ? limits.MaxExposureMarket : Worth(limits.MaxContracts);

    private static Money Worth(Quantity contracts) => Money.FromMicros(contracts.Hundredths * MostPerContractMicros / Quantity.HundredthsPerContract);

    private static Money Reach(Money each, int count) => Money.FromMicros(each.Micros * count);
}
