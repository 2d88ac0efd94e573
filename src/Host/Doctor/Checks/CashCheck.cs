using KalshiArb.Domain.Ports;
using KalshiArb.Host.Rendering;
using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Host.Doctor.Checks;

/// <summary>Cash where it is needed: an order is paid from its market's shard alone (docs page "Exchange sharding", August 2026).</summary>
public sealed class CashCheck : IDoctorCheck
{
    private const string Title = "cash by shard";

    /// <inheritdoc/>
    public string Name => Title;

    /// <inheritdoc/>
    public CheckNeeds Needs => CheckNeeds.Key;

    /// <inheritdoc/>
    public async Task<ImmutableArray<CheckRow>> RunAsync(DoctorContext context, CancellationToken cancellation) =>
        await context.Venue!.BalanceAsync(cancellation).ConfigureAwait(false) switch
        {
            ReadOutcome<AccountBalance>.Ok { Value.Cash: var cash } => Look(cash, await context.Venue.ShardsInUseAsync(context, cancellation).ConfigureAwait(false)),
            ReadOutcome<AccountBalance>.Failed { Reason: var reason } => [CheckRow.Fail(Title, $"the balance: {reason}", "try again")],
            _ => throw new InvariantViolation("a read is answered or failed"),
        };

    /// <summary>One row a shard in use.</summary>
    public static ImmutableArray<CheckRow> Look(ImmutableArray<ShardCash> cash, ImmutableSortedDictionary<Shard, string> shards)
    {
        if (shards.IsEmpty) return [CheckRow.Warn(Title, "no shard is in use", "enable a sport whose series the venue has")];
        return
        [
            .. shards.Select(used =>
            {
                var there = cash.FirstOrDefault(c => c.Shard == used.Key)?.Cash ?? Money.Zero;
                var text = $"shard {used.Key} ({used.Value}): {Text.Cents(there)}";
                return there > Money.Zero ? CheckRow.Ok(Title, text) : CheckRow.Fail(Title, text, "transfer cash to it (intra-exchange transfer), set a target allocation, or disable its sports");
            }),
        ];
    }
}
