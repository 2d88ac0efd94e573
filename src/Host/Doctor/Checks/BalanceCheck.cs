using System.Globalization;
using KalshiArb.Host.Rendering;
using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Host.Doctor.Checks;

/// <summary>The account's exposure limit against its cash: at most half may be put at risk.</summary>
public sealed class BalanceCheck : IDoctorCheck
{
    private const string Title = "limits against balance";

    /// <inheritdoc/>
    public string Name => Title;

    /// <inheritdoc/>
    public CheckNeeds Needs => CheckNeeds.Key;

    /// <inheritdoc/>
    public async Task<ImmutableArray<CheckRow>> RunAsync(DoctorContext context, CancellationToken cancellation) =>
        await context.Venue!.BalanceAsync(cancellation).ConfigureAwait(false) switch
        {
            ReadOutcome<AccountBalance>.Ok { Value.Cash: var cash } => [Look(cash.Aggregate(Money.Zero, (sum, c) => sum + c.Cash), context.Settings.Decision.Account)],
            ReadOutcome<AccountBalance>.Failed { Reason: var reason } => [CheckRow.Fail(Title, $"the balance: {reason}", "try again")],
            _ => throw new InvariantViolation("a read is answered or failed"),
        };

    /// <summary>The row for that much cash on all shards.</summary>
    public static CheckRow Look(Money cash, Domain.Settings.AccountLimits account)
    {
        var share = cash > Money.Zero ? ((double)account.MaxExposure.Micros / cash.Micros * 100).ToString("0", CultureInfo.InvariantCulture) + " %" : "no cash";
        var text = $"risk.account.max-exposure {Text.Cents(account.MaxExposure)} of {Text.Cents(cash)}: {share} (at most 50 %)";
        return account.MaxExposure + account.MaxExposure > cash ? CheckRow.Fail(Title, text, $"lower risk.account.max-exposure to {Text.Cents(Money.FromMicros(Math.Max(0, cash.Micros / 2)))} or less") : CheckRow.Ok(Title, text);
    }
}
