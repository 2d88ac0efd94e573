using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KalshiArb.Actors.Execution;
using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Risk;
using KalshiArb.Actors.Supervision;
using KalshiArb.Actors.Tape;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Simulation.Seeds;

/// <summary>What is to be run.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Faults">The faults; <see cref="FaultSet.All"/> stands for a part of them drawn from the seed.</param>
/// <param name="Steps">Steps before everything is healed: 1..100,000.</param>
public sealed record SeedCase(ulong Seed, FaultSet Faults, int Steps)
{
    /// <summary>The faults that really may strike: of all faults a part, so that runs differ in kind and not by chance alone.</summary>
    public FaultSet Drawn
    {
        get
        {
            if (Faults != FaultSet.All) return Faults;
            var dice = new Dice(Seed, 30);
            var drawn = FaultSet.None;
            foreach (var (fault, _) in FaultSet.Known)
            {
                var rare = fault is Fault.DiskFailed or Fault.Kill or Fault.Stranger;
                if (dice.Is(rare ? 150 : 350)) drawn = drawn.With(fault);
            }

            return drawn.IsEmpty ? drawn.With(Fault.Crash) : drawn;
        }
    }

    /// <summary>The command that repeats it.</summary>
    public string Command => string.Create(CultureInfo.InvariantCulture, $"kalshiarb simulate --seeds {Seed}..{Seed} --faults {Drawn} --steps {Steps}");
}

/// <summary>A breach.</summary>
/// <param name="Promise">Which promise, or promises with '+' between them; or what else must never happen.</param>
/// <param name="Evidence">What was seen.</param>
/// <param name="Step">The step after which it was seen; null when at the end.</param>
public sealed record SeedFailure(string Promise, string Evidence, int? Step);

/// <summary>What came of a run.</summary>
/// <param name="Case">What was run.</param>
/// <param name="Hash">Fingerprint of everything that every process of it decided, and of what the venue held in the end.</param>
/// <param name="Counts">What happened.</param>
/// <param name="Failure">The first breach; null when every promise was kept.</param>
public sealed record SeedResult(SeedCase Case, string Hash, RunCounts Counts, SeedFailure? Failure);

/// <summary>Runs one seed: trouble for so many steps, then a healed network and two minutes, then both ledgers are compared.</summary>
public static class SeedRun
{
    private static readonly TimeSpan Healing = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs it on the thread that made the system.</summary>
    /// <param name="system">The thread's actor system.</param>
    /// <param name="wanted">What to run.</param>
    /// <param name="replays">Whether every process's tape is replayed as well (P6).</param>
    /// <param name="trace">Takes every input and decision as a line; null for nobody.</param>
    /// <param name="edges">What stands between core and network; null for sound edges.</param>
    public static SeedResult Run(SimulationSystem system, SeedCase wanted, bool replays = false, Action<string>? trace = null, Edges? edges = null)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(wanted);
        system.TakeLost(failed: true);
        var faults = wanted.Drawn;
        var terms = new RunTerms
        {
            Seed = wanted.Seed, Faults = faults, Settings = SeedSettings.Draw(wanted.Seed), Taped = replays, Edges = edges ?? Edges.Sound,
            Rate = new Dice(wanted.Seed, 31).Below(4) switch { 0 => 10, 1 => 30, 2 => 60, _ => 120 },
        };
        var world = new SeedWorld(wanted.Seed, faults);
        var disk = new MemoryDisk();
        using var driver = new FaultyDriver(system.Core, terms, world, world.Introduce, disk.Open) { Trace = trace };
        SeedFailure? failure = null;
        var theirs = 0L;
        try
        {
            driver.Start();
            failure = Trouble(driver, wanted.Steps);
            failure ??= Heal(driver, world, ref theirs);
            driver.Finish();
            if (failure is null && system.TakeLost(failed: driver.Counts.ActorFailures > 0) is { } lost) failure = new SeedFailure("messages", lost, null);
            if (replays && failure is null) failure = Replay(system, terms, driver);
        }
        catch (InvariantViolation broken)
        {
            failure = new SeedFailure("invariant", broken.Message, (int)driver.Counts.Steps);
        }

        var counts = driver.Counts;
        (counts.Seeds, counts.SimulatedSeconds) = (1, (driver.Now - SeedWorld.Start).TotalSeconds);
        (counts.EntriesAccepted, counts.ExitsAccepted) = (driver.Checks.EntriesAccepted, driver.Checks.ExitsAccepted);
        (counts.Gaps, counts.StaleEntries, counts.HiddenAccepts) = (driver.Checks.Gaps, driver.Checks.StaleEntries, driver.HiddenAccepts);
        counts.Strikes.Add(world.Strikes);
        foreach (var check in driver.Checks.All) counts.Judged(check.Name, check.Evaluations);
        return new SeedResult(wanted, HashOf(driver, theirs), counts, failure);
    }

    private static SeedFailure? Trouble(FaultyDriver driver, int steps)
    {
        var never = Instant.FromUnixMicros(long.MaxValue / 4);
        for (var step = 1; step <= steps; step++)
        {
            driver.Step(never);
            if (BreachOf(driver) is { } breach) return breach with { Step = step };
        }

        return null;
    }

    private static SeedFailure? Heal(FaultyDriver driver, SeedWorld world, ref long theirs)
    {
        driver.Heal();
        var healed = driver.Now;
        var end = healed + Healing;
        while (driver.Step(end))
            if (BreachOf(driver) is { } breach) return breach;
        // What was sent just now may be answered; nothing of it counts as stuck.
        while (!driver.IsQuiet && driver.Now < end + Patience)
        {
            driver.Step(end + Patience);
            if (BreachOf(driver) is { } breach) return breach;
        }

        if (driver.Core is not { } core) return new SeedFailure("P4/P9", "no process runs after everything was healed", null);
        var listing = world.ListAccount(0, Instant.Never, driver.Now, new List<Input>());
        theirs = listing.Cash.Sum(cash => cash.Cash.Micros) + listing.Fills.Length + listing.Orders.Length;
        var orders = core.Query(new OrderQuery()).Orders;
        driver.Checks.Settled.Look(orders, healed);
        driver.Checks.Reconciled.Compare(core.Query(new RiskQuery()).State.Ledger, orders, listing);
        return BreachOf(driver);
    }

    private static SeedFailure? BreachOf(FaultyDriver driver) =>
        driver.Checks.Breach is { } breach ? new SeedFailure(breach.Promise, breach.Evidence, null)
        : driver.Defect is { } defect ? new SeedFailure("defect", defect, null)
        : null;

    private static SeedFailure? Replay(SimulationSystem system, RunTerms terms, FaultyDriver driver)
    {
        var run = 0;
        foreach (var bytes in driver.Tapes)
        {
            using var tape = new TapeReader(new MemoryStream(bytes));
            var result = TapeReplay.Verify(
                system.Core, tape, new ReplayOptions { Codec = JournalFormat.Instance, Root = _ => CoreRoot.For(terms.Settings, MemberPrecision.Direct) });
            driver.Counts.Judged("P6", 1);
            if (!result.IsEqual || result.DecisionHash != driver.Hashes[run])
                return new SeedFailure("P6", $"process {run + 1} replays to {result.DecisionHash}, decided {driver.Hashes[run]}; first difference {result.Difference}", null);
            run++;
        }

        return null;
    }

    private static string HashOf(FaultyDriver driver, long theirs)
    {
        var text = string.Join('\n', driver.Hashes) + "\n" + theirs.ToString(CultureInfo.InvariantCulture);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
