using KalshiArb.Host.Configuration;

namespace KalshiArb.Host.Doctor;

/// <summary>What the doctor found.</summary>
/// <param name="Mode">The mode that was asked about.</param>
/// <param name="At">When the last check ended, by the wall clock.</param>
/// <param name="Rows">One row or more a check, in the order of the checks.</param>
/// <param name="Reachable">False when the venue was asked and did not answer.</param>
public sealed record DoctorReport(TradingMode Mode, Instant At, ImmutableArray<CheckRow> Rows, bool Reachable)
{
    /// <summary>Whether nothing failed. Warnings pass.</summary>
    public bool Passed => Rows.All(r => r.Result != CheckResult.Fail);

    /// <summary>Names of the checks that failed, each once, in order.</summary>
    public ImmutableArray<string> Failures => [.. Rows.Where(r => r.Result == CheckResult.Fail).Select(r => r.Check).Distinct(StringComparer.Ordinal)];

    /// <summary>0 when nothing failed, 2 when the configuration did, 6 when the venue did not answer, else 1.</summary>
    public ExitCode ExitCode =>
        Passed ? ExitCode.Done
        : Failures.Contains(Checks.ConfigurationCheck.Title) ? ExitCode.Usage
        : !Reachable ? ExitCode.Unreachable
        : ExitCode.Differs;
}
