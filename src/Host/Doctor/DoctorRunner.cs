using KalshiArb.Host.Configuration;
using KalshiArb.Host.Doctor.Checks;

namespace KalshiArb.Host.Doctor;

/// <summary>Runs the checks one after the other and collects their rows. Live trading starts only when the report has passed.</summary>
public static class DoctorRunner
{
    /// <summary>Every check, in the order of the table.</summary>
    public static ImmutableArray<IDoctorCheck> All { get; } =
    [
        new ConfigurationCheck(), new LimitProfileCheck(), new IdleLimitsCheck(), new FeedsCheck(), new FeedSourcesCheck(), new DiskCheck(), new JournalModeCheck(),
        new KeyCheck(), new ReachabilityCheck(), new ClockSkewCheck(), new PermissionsCheck(), new RegionCheck(), new ExchangeStatusCheck(),
        new TokenUseCheck(), new CashCheck(), new BalanceCheck(), new NettingCheck(), new FeeTypesCheck(), new JournalAgreementCheck(),
    ];

    /// <summary>Runs every check.</summary>
    public static Task<DoctorReport> RunAsync(DoctorContext context, CancellationToken cancellation = default) => RunAsync(context, All, cancellation);

    /// <summary>Runs these checks.</summary>
    public static async Task<DoctorReport> RunAsync(DoctorContext context, ImmutableArray<IDoctorCheck> checks, CancellationToken cancellation = default)
    {
        var rows = ImmutableArray.CreateBuilder<CheckRow>();
        var reachable = true;
        foreach (var check in checks)
        {
            if (check.Needs != CheckNeeds.Nothing && (context.Venue is null || !reachable))
            {
                rows.Add(NotAsked(context, check.Name, reachable));
                continue;
            }
            var found = await check.RunAsync(context, cancellation).ConfigureAwait(false);
            InvariantViolation.Unless(found.Length > 0, $"the check '{check.Name}' said nothing");
            rows.AddRange(found);
            if (check is ReachabilityCheck && found.Any(r => r.Result == CheckResult.Fail)) reachable = false;
        }
        return new DoctorReport(context.Mode, context.Clock(), rows.ToImmutable(), reachable);
    }

    // Without a host or a key nothing can be asked: that must not look like health where money is real.
    private static CheckRow NotAsked(DoctorContext context, string name, bool reachable)
    {
        if (!reachable) return CheckRow.Skip(name, "the venue does not answer");
        if (context.Settings.Exchange.Hosts.Of(context.Mode) is null) return CheckRow.Skip(name, "the paper exchange is part of the run");
        var row = CheckRow.Skip(name, "no key");
        return context.Mode == TradingMode.Paper ? row : row with { Result = CheckResult.Fail, Advice = "configure the key first" };
    }
}
