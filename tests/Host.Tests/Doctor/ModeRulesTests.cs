using KalshiArb.Domain.Numbers;
using KalshiArb.Host.Configuration;
using KalshiArb.Host.Doctor;

namespace KalshiArb.Host.Tests.Doctor;

public sealed class ModeRulesTests
{
    private static readonly Instant _now = Instant.FromUnixSeconds(1_795_500_000);
    private static readonly DoctorReport _passed = new(TradingMode.Live, _now, [CheckRow.Ok("key", "there")], Reachable: true);

    private static EffectiveSettings Settings(string mode) => ConfigurationLoader.Load([Path.Combine(Repository.Root, "hocon.conf")], [$"mode={mode}"]).Settings!;

    [Fact]
    public void Live_starts_with_the_flag_and_a_passing_doctor_alone()
    {
        Assert.Null(ModeRules.WhyNot(Settings("live"), liveFlag: true, _passed, _now));
        Assert.Contains("give --live", ModeRules.WhyNot(Settings("live"), liveFlag: false, _passed, _now), StringComparison.Ordinal);
        Assert.Contains("was not run", ModeRules.WhyNot(Settings("live"), liveFlag: true, null, _now), StringComparison.Ordinal);
        Assert.Contains("(key)", ModeRules.WhyNot(Settings("live"), liveFlag: true, _passed with { Rows = [CheckRow.Fail("key", "none", "")] }, _now), StringComparison.Ordinal);
        Assert.Contains("looked at demo", ModeRules.WhyNot(Settings("live"), liveFlag: true, _passed with { Mode = TradingMode.Demo }, _now), StringComparison.Ordinal);
        Assert.Contains("6 minutes old", ModeRules.WhyNot(Settings("live"), liveFlag: true, _passed, _now + TimeSpan.FromMinutes(6)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("paper")]
    [InlineData("demo")]
    [InlineData("dry-run")]
    public void Other_modes_start_without_a_doctor_and_never_with_the_flag(string mode)
    {
        Assert.Null(ModeRules.WhyNot(Settings(mode), liveFlag: false, null, _now));
        Assert.Contains("--live was given", ModeRules.WhyNot(Settings(mode), liveFlag: true, null, _now), StringComparison.Ordinal);
    }

    [Fact]
    public void A_replay_is_not_run() => Assert.Contains("kalshiarb replay", ModeRules.WhyNot(Settings("replay"), liveFlag: false, null, _now), StringComparison.Ordinal);

    [Theory]
    [InlineData("configuration", true, ExitCode.Usage)]
    [InlineData("reachability", false, ExitCode.Unreachable)]
    [InlineData("netting", true, ExitCode.Differs)]
    public void The_exit_code_says_what_kind_of_failure_it_is(string check, bool reachable, ExitCode expected)
    {
        Assert.Equal(expected, new DoctorReport(TradingMode.Live, _now, [CheckRow.Ok("disk", ""), CheckRow.Fail(check, "", "")], reachable).ExitCode);
        Assert.Equal(ExitCode.Done, new DoctorReport(TradingMode.Live, _now, [CheckRow.Warn(check, "", "")], Reachable: true).ExitCode);
    }
}
