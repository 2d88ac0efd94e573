using KalshiArb.Host.Configuration;

namespace KalshiArb.Host.Doctor;

/// <summary>Which modes may start, and with what.</summary>
public static class ModeRules
{
    /// <summary>The oldest report that live trading starts on.</summary>
    public static TimeSpan MaxReportAge { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Why a run may not start; null when it may.</summary>
    /// <param name="settings">What would be run.</param>
    /// <param name="liveFlag">Whether <c>--live</c> was given.</param>
    /// <param name="report">What the doctor found for these settings; null when it was not asked.</param>
    /// <param name="now">The wall clock.</param>
    public static string? WhyNot(EffectiveSettings settings, bool liveFlag, DoctorReport? report, Instant now)
    {
        var mode = SettingsBinder.NameOf(settings.Mode);
        if (settings.Mode == TradingMode.Replay) return "mode replay is not run: use kalshiarb replay TAPE";
        if (settings.Mode != TradingMode.Live) return liveFlag ? $"--live was given and the mode is {mode}: real money needs both, --mode live and --live" : null;
        if (!liveFlag) return "mode live trades with real money: give --live as well to say that you mean it";
        if (report is null) return "mode live starts only after a passing doctor, which was not run";
        if (report.Mode != TradingMode.Live) return $"mode live starts only after a passing doctor for live; this one looked at {SettingsBinder.NameOf(report.Mode)}";
        if (!report.Passed) return $"the doctor found what must not be traded with ({string.Join(", ", report.Failures)}): see kalshiarb doctor --mode live";
        var age = now - report.At;
        return age > MaxReportAge || age < -MaxReportAge ? $"the doctor's report is {age.TotalMinutes:0} minutes old: it may be at most {MaxReportAge.TotalMinutes:0}" : null;
    }
}
