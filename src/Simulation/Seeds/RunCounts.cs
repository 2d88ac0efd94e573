using System.Collections.Immutable;

namespace KalshiArb.Simulation.Seeds;

/// <summary>What happened in a run, or in many: it shows that a simulation was not idle.</summary>
public sealed class RunCounts
{
    /// <summary>The promises that are judged, in order.</summary>
    public static ImmutableArray<string> Promises { get; } = ["P1", "P2", "P3", "P4/P9", "P5", "P6", "P7", "P8", "P10"];

    private readonly long[] _evaluations = new long[Promises.Length];

    /// <summary>Runs.</summary>
    public long Seeds { get; set; }

    /// <summary>Steps.</summary>
    public long Steps { get; set; }

    /// <summary>Inputs that cores took.</summary>
    public long Inputs { get; set; }

    /// <summary>Decisions that cores logged.</summary>
    public long Decisions { get; set; }

    /// <summary>Simulated time, in seconds.</summary>
    public double SimulatedSeconds { get; set; }

    /// <summary>Entries that the venue accepted.</summary>
    public long EntriesAccepted { get; set; }

    /// <summary>Exits that the venue accepted.</summary>
    public long ExitsAccepted { get; set; }

    /// <summary>Fills of ours.</summary>
    public long Fills { get; set; }

    /// <summary>Legs of sets that were approved.</summary>
    public long SetLegs { get; set; }

    /// <summary>Times that a position became part of a whole set.</summary>
    public long SetsHeld { get; set; }

    /// <summary>Positions settled.</summary>
    public long Settlements { get; set; }

    /// <summary>Orders whose outcome was in doubt.</summary>
    public long Doubts { get; set; }

    /// <summary>Orders in doubt that came to an end.</summary>
    public long DoubtsResolved { get; set; }

    /// <summary>Orders proved absent behind a fence.</summary>
    public long ProvedAbsent { get; set; }

    /// <summary>Orders accepted by the venue without the answer saying so.</summary>
    public long HiddenAccepts { get; set; }

    /// <summary>Processes that died.</summary>
    public long Crashes { get; set; }

    /// <summary>Inputs in which an actor failed.</summary>
    public long ActorFailures { get; set; }

    /// <summary>Kills, by people and by the core.</summary>
    public long Kills { get; set; }

    /// <summary>Kills with a verified receipt.</summary>
    public long KillsVerified { get; set; }

    /// <summary>Gaps in numbered streams.</summary>
    public long Gaps { get; set; }

    /// <summary>Working entries whose evidence became stale.</summary>
    public long StaleEntries { get; set; }

    /// <summary>How often each fault struck.</summary>
    public FaultCounts Strikes { get; } = new();

    /// <summary>How often a promise was judged.</summary>
    public long Evaluations(string promise) => _evaluations[Promises.IndexOf(promise)];

    /// <summary>A promise was judged so often.</summary>
    public void Judged(string promise, long times) => _evaluations[Promises.IndexOf(promise)] += times;

    /// <summary>Takes in what others have counted.</summary>
    public void Add(RunCounts other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Seeds += other.Seeds;
        Steps += other.Steps;
        Inputs += other.Inputs;
        Decisions += other.Decisions;
        SimulatedSeconds += other.SimulatedSeconds;
        EntriesAccepted += other.EntriesAccepted;
        ExitsAccepted += other.ExitsAccepted;
        Fills += other.Fills;
        SetLegs += other.SetLegs;
        SetsHeld += other.SetsHeld;
        Settlements += other.Settlements;
        Doubts += other.Doubts;
        DoubtsResolved += other.DoubtsResolved;
        ProvedAbsent += other.ProvedAbsent;
        HiddenAccepts += other.HiddenAccepts;
        Crashes += other.Crashes;
        ActorFailures += other.ActorFailures;
        Kills += other.Kills;
        KillsVerified += other.KillsVerified;
        Gaps += other.Gaps;
        StaleEntries += other.StaleEntries;
        Strikes.Add(other.Strikes);
        for (var i = 0; i < _evaluations.Length; i++) _evaluations[i] += other._evaluations[i];
    }
}
