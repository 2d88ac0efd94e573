using System.Security.Cryptography;
using System.Text;

namespace KalshiArb.Simulation.Seeds;

/// <summary>What is swept.</summary>
/// <param name="First">The first seed.</param>
/// <param name="Last">The last seed.</param>
/// <param name="Faults">The faults.</param>
/// <param name="Steps">Steps of each run.</param>
/// <param name="Jobs">Threads, each with an actor system of its own: 1..64.</param>
public sealed record SweepTerms(ulong First, ulong Last, FaultSet Faults, int Steps, int Jobs)
{
    /// <summary>How many failures end the sweep.</summary>
    public int MaxFailures { get; init; } = 10;

    /// <summary>How long one failure is shrunk.</summary>
    public TimeSpan Shrinking { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>One seed in so many runs twice (P5).</summary>
    public int RunTwice { get; init; } = 8;

    /// <summary>One seed in so many has its tapes replayed (P6).</summary>
    public int Replay { get; init; } = 16;
}

/// <summary>What came of a sweep.</summary>
/// <param name="Counts">What happened in all runs.</param>
/// <param name="Hash">Fingerprint of the fingerprints of all runs in the order of seeds.</param>
/// <param name="Failures">Shrunk failures, in the order of seeds.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record SweepResult(RunCounts Counts, string Hash, IReadOnlyList<SeedResult> Failures, TimeSpan Elapsed);

/// <summary>Runs a range of seeds over several threads. Which thread runs a seed changes nothing of it.</summary>
public static class SeedSweep
{
    /// <summary>Runs them.</summary>
    /// <param name="terms">Which.</param>
    /// <param name="progress">Told of how many are done, now and then, from any thread; null for nobody.</param>
    /// <param name="cancellation">Ends it after the runs in hand.</param>
    public static SweepResult Run(SweepTerms terms, Action<long>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentOutOfRangeException.ThrowIfLessThan(terms.Last, terms.First);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(terms.Last - terms.First, 10_000_000UL);
        var begun = System.Diagnostics.Stopwatch.GetTimestamp();
        var hashes = new string?[(int)(terms.Last - terms.First) + 1];
        var shared = new Shared(terms, hashes, progress, cancellation);
        var threads = Enumerable.Range(0, Math.Clamp(terms.Jobs, 1, 64)).Select(job => new Thread(shared.Work) { Name = $"simulate-{job}", IsBackground = true }).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        if (shared.Error is { } error) throw new InvalidOperationException($"the simulation itself failed: {error.Message}", error);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', hashes))));
        return new SweepResult(shared.Counts, hash, [.. shared.Failures.OrderBy(failure => failure.Case.Seed)], System.Diagnostics.Stopwatch.GetElapsedTime(begun));
    }

    private sealed class Shared(SweepTerms terms, string?[] hashes, Action<long>? progress, CancellationToken cancellation)
    {
        private readonly Lock _lock = new();
        private int _next = -1;
        private long _done;

        public RunCounts Counts { get; } = new();

        public List<SeedResult> Failures { get; } = [];

        public Exception? Error { get; private set; }

        public void Work()
        {
            try
            {
                using var system = new SimulationSystem();
                while (!cancellation.IsCancellationRequested && Error is null && Failures.Count < terms.MaxFailures)
                {
                    var index = Interlocked.Increment(ref _next);
                    if (index >= hashes.Length) return;
                    var result = RunSeed(system, terms.First + (ulong)index);
                    hashes[index] = result.Hash;
                    Take(result);
                }
            }
#pragma warning disable CA1031 // Whatever ends a thread must reach the caller: a sweep with a hole would look like one that passed.
            catch (Exception error)
#pragma warning restore CA1031
            {
                Error = error;
            }
        }

        private SeedResult RunSeed(SimulationSystem system, ulong seed)
        {
            var wanted = new SeedCase(seed, terms.Faults, terms.Steps);
            var result = SeedRun.Run(system, wanted, replays: terms.Replay > 0 && seed % (ulong)terms.Replay == 0);
            if (result.Failure is null && terms.RunTwice > 0 && seed % (ulong)terms.RunTwice == 1)
            {
                var again = SeedRun.Run(system, wanted);
                result.Counts.Judged("P5", 1);
                if (again.Hash != result.Hash) result = result with { Failure = new SeedFailure("P5", $"the first run has hash {result.Hash}, the second {again.Hash}", null) };
            }

            if (result.Failure is null) return result;
            return SeedShrinker.Shrink(shorter => SeedRun.Run(system, shorter), result, result.Failure.Promise is "P5" or "P6" ? TimeSpan.Zero : terms.Shrinking);
        }

        private void Take(SeedResult result)
        {
            lock (_lock)
            {
                Counts.Add(result.Counts);
                if (result.Failure is not null) Failures.Add(result);
                progress?.Invoke(++_done);
            }
        }
    }
}
