using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace KalshiArb.Simulation.Seeds;

/// <summary>What can go wrong in a simulated run: on the way to the venue and back, in the program, at its disk, at the venue, or by people.</summary>
public enum Fault
{
    /// <summary>A request is lost before the venue, or a private frame on its way to us while the stream looks well.</summary>
    Drop,
    /// <summary>A request is carried out and never answered.</summary>
    LostReply,
    /// <summary>An answer or a private frame comes twice.</summary>
    Duplicate,
    /// <summary>A request, an answer or a private frame takes long.</summary>
    Delay,
    /// <summary>Frames come in another order than they were sent.</summary>
    Reorder,
    /// <summary>The stream breaks, noticed late; frames are lost until it is up again.</summary>
    Disconnect,
    /// <summary>The venue answers that it was asked too often, and did nothing.</summary>
    TooManyRequests,
    /// <summary>The venue carries a request out and answers 5xx.</summary>
    ErrorAfterAccept,
    /// <summary>The venue carries a request out; the answer is a time-out.</summary>
    TimeoutAfterAccept,
    /// <summary>The venue refuses an order.</summary>
    Reject,
    /// <summary>What an order would take has shrunk, to a fraction of a contract, when it arrives.</summary>
    PartialFill,
    /// <summary>Listings lag: for a while they show the account as it was, and say so in their time stamp.</summary>
    StaleListing,
    /// <summary>A listing fails.</summary>
    ListingFailed,
    /// <summary>The process ends: at a write of the journal, at a send, at an answer or frame, or between two things.</summary>
    Crash,
    /// <summary>An actor throws while it decides.</summary>
    ActorException,
    /// <summary>The process stands still for seconds and goes on: its clocks have moved apart, what waited comes at once.</summary>
    ClockJump,
    /// <summary>Writes of the journal take long.</summary>
    SlowDisk,
    /// <summary>The journal cannot be written any more.</summary>
    DiskFailed,
    /// <summary>Odds or scores stop, are suspended, or carry old stamps.</summary>
    StaleFeeds,
    /// <summary>An operator kills.</summary>
    Kill,
    /// <summary>An operator pauses, reduces, switches off, and resumes.</summary>
    Pause,
    /// <summary>Somebody else trades on the account.</summary>
    Stranger,
    /// <summary>The venue pauses a market or a shard.</summary>
    MarketPause,
    /// <summary>The venue changes a market's price grid.</summary>
    GridChange,
    /// <summary>A settlement is corrected after it was paid.</summary>
    SettlementCorrection,
}

/// <summary>A set of faults.</summary>
/// <param name="Bits">One bit a fault.</param>
public readonly record struct FaultSet(ulong Bits)
{
    private static readonly ImmutableArray<(Fault Fault, string Name)> Names =
    [
        (Fault.Drop, "drop"), (Fault.LostReply, "lost-reply"), (Fault.Duplicate, "duplicate"), (Fault.Delay, "delay"), (Fault.Reorder, "reorder"),
        (Fault.Disconnect, "disconnect"), (Fault.TooManyRequests, "429"), (Fault.ErrorAfterAccept, "5xx-after-accept"),
        (Fault.TimeoutAfterAccept, "timeout-after-accept"), (Fault.Reject, "reject"), (Fault.PartialFill, "partial-fill"),
        (Fault.StaleListing, "stale-listing"), (Fault.ListingFailed, "listing-failed"), (Fault.Crash, "crash"), (Fault.ActorException, "actor-exception"),
        (Fault.ClockJump, "clock-jump"), (Fault.SlowDisk, "slow-disk"), (Fault.DiskFailed, "disk-failed"), (Fault.StaleFeeds, "stale-feeds"),
        (Fault.Kill, "kill"), (Fault.Pause, "pause"), (Fault.Stranger, "stranger"), (Fault.MarketPause, "market-pause"), (Fault.GridChange, "grid-change"),
        (Fault.SettlementCorrection, "settlement-correction"),
    ];

    /// <summary>No fault.</summary>
    public static FaultSet None => default;

    /// <summary>Every fault.</summary>
    public static FaultSet All { get; } = new((1UL << Names.Length) - 1);

    /// <summary>Every fault with its name, in order.</summary>
    public static ImmutableArray<(Fault Fault, string Name)> Known => Names;

    /// <summary>Whether nothing is in it.</summary>
    public bool IsEmpty => Bits == 0;

    /// <summary>How many are in it.</summary>
    public int Count => System.Numerics.BitOperations.PopCount(Bits);

    /// <summary>Whether a fault is in it.</summary>
    public bool Has(Fault fault) => (Bits >> (int)fault & 1) != 0;

    /// <summary>With a fault.</summary>
    public FaultSet With(Fault fault) => new(Bits | 1UL << (int)fault);

    /// <summary>Without a fault.</summary>
    public FaultSet Without(Fault fault) => new(Bits & ~(1UL << (int)fault));

    /// <summary>The name of a fault as it is written on the command line.</summary>
    public static string NameOf(Fault fault) => Names[(int)fault].Name;

    /// <summary>Reads <c>all</c>, <c>none</c>, or names with commas between them; false with the name that is not known.</summary>
    public static bool TryParse(string text, out FaultSet faults, [NotNullWhen(false)] out string? unknown)
    {
        ArgumentNullException.ThrowIfNull(text);
        (faults, unknown) = (None, null);
        if (text == "all") faults = All;
        if (text is "all" or "none") return true;
        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var known = false;
            foreach (var (fault, written) in Names)
            {
                if (written != name) continue;
                faults = faults.With(fault);
                known = true;
            }

            if (known) continue;
            unknown = name;
            return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        if (IsEmpty) return "none";
        var self = this;
        return string.Join(',', Names.Where(known => self.Has(known.Fault)).Select(known => known.Name));
    }
}
