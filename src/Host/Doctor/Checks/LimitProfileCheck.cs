using KalshiArb.Host.Configuration;

namespace KalshiArb.Host.Doctor.Checks;

/// <summary>The limits profile; full limits with real money need the hours that the journals show.</summary>
public sealed class LimitProfileCheck : IDoctorCheck
{
    private const string Title = "limits profile";

    /// <inheritdoc/>
    public string Name => Title;

    /// <inheritdoc/>
    public CheckNeeds Needs => CheckNeeds.Nothing;

    /// <inheritdoc/>
    public Task<ImmutableArray<CheckRow>> RunAsync(DoctorContext context, CancellationToken cancellation)
    {
        var limits = context.Settings.Limits;
        var account = context.Settings.Decision.Account;
        var text = $"{limits.Name}: {account.MaxExposure} exposure, {account.MaxMarkets} markets, {context.Settings.Decision.Default.Limits.MaxContracts} contracts a market";
        if (context.Mode != TradingMode.Live || limits.Profile != LimitProfile.Full) return Task.FromResult<ImmutableArray<CheckRow>>([CheckRow.Ok(Title, text)]);
        IEnumerable<string> own = context.StatePath is { } state ? [state] : [];
        var evidence = TradingEvidence.Read(context.StateRoot, context.Settings.Exchange.AccountTag, limits.Evidence.Concat(own));
        return Task.FromResult(Look(text, evidence));
    }

    /// <summary>The rows for full limits with that evidence.</summary>
    public static ImmutableArray<CheckRow> Look(string limits, TradingEvidence evidence)
    {
        ImmutableArray<CheckRow> rows = evidence.Missing.IsEmpty
            ? [CheckRow.Ok(Title, $"{limits}; {evidence.DryRun.TotalHours:0.#} h of dry run and {evidence.ReconciledLive.TotalHours:0.#} h of reconciled live trading in {evidence.Journals} journals")]
            : [CheckRow.Fail(Title, $"{limits}; missing: {string.Join("; ", evidence.Missing)}", "set limits.profile to first-day or ramp until then; name journals elsewhere with limits.evidence")];
        return [.. rows, .. evidence.Unreadable.Select(u => CheckRow.Warn(Title, $"counts nothing: {u}", "look whether the journal is damaged, or of another version"))];
    }
}
