using System.Globalization;
using KalshiArb.Simulation.Seeds;

namespace KalshiArb.Simulation.Tests.Seeds;

/// <summary>The core under faults, a share of the seeds; KALSHIARB_SEEDS=A..B runs others or more.</summary>
public sealed class SeedTests
{
    [Fact]
    public void Every_promise_is_kept_and_put_to_the_test_in_a_share_of_the_seeds()
    {
        var (first, last) = Wanted();
        var result = SeedSweep.Run(new SweepTerms(first, last, FaultSet.All, 800, Math.Min(2, Environment.ProcessorCount)), null, CancellationToken.None);

        Assert.True(result.Failures.Count == 0, string.Join('\n', result.Failures.Select(failed => SweepText.Failure(failed, failed.Failure!))));
        Assert.Equal((long)(last - first) + 1, result.Counts.Seeds);
        Assert.All(RunCounts.Promises, promise => Assert.True(result.Counts.Evaluations(promise) > 0, promise + " was never judged"));
        Assert.True(result.Counts is { EntriesAccepted: > 100, ExitsAccepted: > 100, Fills: > 100, Crashes: > 10, ActorFailures: > 0, Kills: > 0, HiddenAccepts: > 10, DoubtsResolved: > 10 });
    }

    [Fact]
    public void The_same_seed_gives_the_same_hash_in_another_actor_system()
    {
        var wanted = new SeedCase(5, FaultSet.All, 300);
        string one, other, another;
        using (var system = new SimulationSystem())
        {
            SeedRun.Run(system, new SeedCase(4, FaultSet.All, 100));
            one = SeedRun.Run(system, wanted).Hash;
            another = SeedRun.Run(system, wanted with { Seed = 6 }).Hash;
        }

        using (var system = new SimulationSystem()) other = SeedRun.Run(system, wanted).Hash;
        Assert.Equal(one, other);
        Assert.NotEqual(one, another);
    }

    [Fact]
    public void How_many_threads_run_the_seeds_changes_nothing()
    {
        var terms = new SweepTerms(1, 6, FaultSet.All, 150, 1) { RunTwice = 0, Replay = 0 };

        Assert.Equal(SeedSweep.Run(terms, null, CancellationToken.None).Hash, SeedSweep.Run(terms with { Jobs = 3 }, null, CancellationToken.None).Hash);
    }

    [Fact]
    public void A_list_of_faults_is_read_and_written_by_name()
    {
        Assert.True(FaultSet.TryParse("crash, 429,lost-reply", out var faults, out _));
        Assert.Equal("lost-reply,429,crash", faults.ToString());
        Assert.False(FaultSet.TryParse("crash,flood", out _, out var unknown));
        Assert.Equal("flood", unknown);
        Assert.True(FaultSet.TryParse("all", out var all, out _));
        Assert.Equal(FaultSet.Known.Length, all.Count);
    }

    [Fact]
    public void A_range_in_which_a_promise_or_a_fault_never_came_up_says_so()
    {
        var result = SeedSweep.Run(new SweepTerms(1, 1, FaultSet.None.With(Fault.SettlementCorrection), 1, 1) { RunTwice = 0, Replay = 0 }, null, CancellationToken.None);
        var lines = SweepText.Lines(new SweepTerms(1, 1, FaultSet.None.With(Fault.SettlementCorrection), 1, 1), result).ToArray();

        Assert.Contains(lines, line => line.Contains("P3 was never put to the test", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("settlement-correction never struck", StringComparison.Ordinal));
    }

    private static (ulong First, ulong Last) Wanted()
    {
        if (Environment.GetEnvironmentVariable("KALSHIARB_SEEDS") is not { } text) return (1, 60);
        var parts = text.Split("..");
        return (ulong.Parse(parts[0], CultureInfo.InvariantCulture), ulong.Parse(parts[^1], CultureInfo.InvariantCulture));
    }
}
