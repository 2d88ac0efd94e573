using System.Globalization;
using KalshiArb.Kalshi.Limits;
using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Host.Doctor.Checks;

/// <summary>
/// The account's rate limits against the most that the settings can spend, all of it on one shard: a bucket of tokens refills
/// by so much a second, and what must be cancelled in an emergency must still fit.
/// </summary>
public sealed class TokenUseCheck : IDoctorCheck
{
    private const string Title = "token use";
    private const string LeaseTitle = "dead-man renewal";
    private const double MostShare = 0.70;
    private const double MostLeaseShare = 0.30;

    // Tokens for one working order to be cancelled and made again within the life that it has without us.
    private const int RenewalTokens = 12;

    // A look at the account: two fences, orders, fills, positions, settlements and the balance, one page each.
    private static readonly string[] _looks =
    [
        "/trade-api/v2/exchange/user_data_timestamp", "/trade-api/v2/portfolio/orders", "/trade-api/v2/portfolio/fills", "/trade-api/v2/portfolio/positions",
        "/trade-api/v2/portfolio/settlements", "/trade-api/v2/portfolio/balance", "/trade-api/v2/exchange/user_data_timestamp",
    ];

    /// <inheritdoc/>
    public string Name => Title;

    /// <inheritdoc/>
    public CheckNeeds Needs => CheckNeeds.Key;

    /// <inheritdoc/>
    public async Task<ImmutableArray<CheckRow>> RunAsync(DoctorContext context, CancellationToken cancellation)
    {
        var limits = await context.Venue!.LimitsAsync(cancellation).ConfigureAwait(false);
        if (limits is ReadOutcome<AccountLimits>.Failed { Reason: var noLimits }) return [CheckRow.Fail(Title, $"the account's limits: {noLimits}", "try again; without them the budget is not known")];
        var costs = await context.Venue!.CostsAsync(cancellation).ConfigureAwait(false);
        if (costs is ReadOutcome<EndpointCosts>.Failed { Reason: var noCosts }) return [CheckRow.Fail(Title, $"the routes' costs: {noCosts}", "try again; without them the budget is not known")];
        return Look(((ReadOutcome<AccountLimits>.Ok)limits).Value, new CostTable(((ReadOutcome<EndpointCosts>.Ok)costs).Value), context.Settings.Decision);
    }

    /// <summary>The rows for an account's limits and costs.</summary>
    public static ImmutableArray<CheckRow> Look(AccountLimits limits, CostTable costs, Domain.Settings.DecisionSettings settings)
    {
        var (account, execution) = (settings.Account, settings.Execution);
        var (create, cancel) = (costs.Of("POST", "/trade-api/v2/portfolio/events/orders"), costs.Of("DELETE", "/trade-api/v2/portfolio/events/orders/:order_id"));
        // Every order that the rate limit lets through is cancelled, and has an exit that is cancelled too.
        var writes = 2.0 * account.MaxOrders * (create + cancel) / account.OrderWindow.TotalSeconds;
        var reads = _looks.Sum(l => costs.Of("GET", l)) / execution.ReconcileWorking.TotalSeconds;
        var working = account.MaxMarkets;
        var renewal = (working * RenewalTokens / execution.EntryExpiry.TotalSeconds) + (working * RenewalTokens / execution.ExitExpiry.TotalSeconds);
        return
        [
            Row(Title, $"tier {limits.Tier}, write: {account.MaxOrders} orders in {account.OrderWindow.TotalSeconds:0} s with exits and cancels", writes, limits.Write, MostShare, "lower risk.account.max-orders, or ask the venue for a higher tier"),
            Row(Title, $"read: a reconciliation every {execution.ReconcileWorking.TotalSeconds:0} s", reads, limits.Read, MostShare, "raise execution.reconcile-working"),
            Row(LeaseTitle, $"write: {working} entries renewed in {execution.EntryExpiry.TotalSeconds:0} s and {working} exits in {execution.ExitExpiry.TotalSeconds:0} s", renewal, limits.Write, MostLeaseShare, "lower risk.account.max-markets, or raise execution.entry-expiry"),
        ];
    }

    private static CheckRow Row(string title, string what, double tokens, BucketLimits bucket, double most, string advice)
    {
        // A bucket without refill carries nothing.
        var share = bucket.RefillPerSecond > 0 ? tokens / bucket.RefillPerSecond : double.PositiveInfinity;
        var text = string.Create(CultureInfo.InvariantCulture, $"{what}: {tokens:0.0} of {bucket.RefillPerSecond} tokens/s, {share * 100:0} % (at most {most * 100:0} %; the bucket holds {bucket.Capacity})");
        return share > most ? CheckRow.Fail(title, text, advice) : CheckRow.Ok(title, text);
    }
}
