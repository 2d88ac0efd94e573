using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Host.Doctor.Checks;

/// <summary>Netting: with it off, buying NO does not close YES, and positions are not the signed numbers that everything here rests on.</summary>
public sealed class NettingCheck : IDoctorCheck
{
    private const string Title = "netting";
    private const string Advice = "switch it on for the subaccount on each shard (PUT /portfolio/subaccounts/netting)";

    /// <inheritdoc/>
    public string Name => Title;

    /// <inheritdoc/>
    public CheckNeeds Needs => CheckNeeds.Key;

    /// <inheritdoc/>
    public async Task<ImmutableArray<CheckRow>> RunAsync(DoctorContext context, CancellationToken cancellation) =>
        await context.Venue!.NettingAsync(cancellation).ConfigureAwait(false) switch
        {
            ReadOutcome<ImmutableArray<NettingSetting>>.Ok { Value: var settings } =>
                Look(settings, context.Settings.Exchange.Subaccount, [.. (await context.Venue.ShardsInUseAsync(context, cancellation).ConfigureAwait(false)).Keys]),
            ReadOutcome<ImmutableArray<NettingSetting>>.Failed { Reason: var reason } => [CheckRow.Fail(Title, $"the setting: {reason}", "try again")],
            _ => throw new InvariantViolation("a read is answered or failed"),
        };

    /// <summary>The rows for a subaccount on the shards in use.</summary>
    public static ImmutableArray<CheckRow> Look(ImmutableArray<NettingSetting> settings, int subaccount, ImmutableArray<Shard> shards)
    {
        var ours = settings.Where(s => s.Subaccount == subaccount && (s.Shard is not { } shard || shards.IsEmpty || shards.Contains(shard))).ToArray();
        if (ours.Length == 0) return [CheckRow.Warn(Title, $"the venue says nothing of subaccount {subaccount}", "look in the account whether it nets")];
        var off = ours.Where(s => !s.Enabled).Select(s => s.Shard is { } shard ? $"shard {shard}" : "every shard").ToArray();
        return off.Length > 0
            ? [CheckRow.Fail(Title, $"off for subaccount {subaccount} on {string.Join(", ", off)}", Advice)]
            : [CheckRow.Ok(Title, $"on for subaccount {subaccount}")];
    }
}
