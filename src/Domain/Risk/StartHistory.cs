using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Domain.Risk;

/// <summary>
/// The starts that followed a run which did not end in good order, as a fold of facts. A service that is started again and
/// again after crashes trades into whatever makes it crash; it is stopped instead. A reset of Killed begins anew.
/// </summary>
public sealed record StartHistory
{
    /// <summary>Unclean starts kept; a limit above it acts as if it were this.</summary>
    public const int Capacity = 64;

    /// <summary>Before the first run.</summary>
    public static StartHistory None { get; } = new();

    /// <summary>The run that has begun and not ended; null when the last one ended in good order, or none was made.</summary>
    public int? OpenRun { get; init; }

    /// <summary>When the last unclean starts were made, oldest first.</summary>
    public ImmutableList<Instant> Unclean { get; init; } = [];

    /// <summary>Whether the last trading state was Killed.</summary>
    public bool Killed { get; init; }

    /// <summary>The state after a fact.</summary>
    public StartHistory Apply(IJournaled fact) => fact switch
    {
        RunStarted started => this with { OpenRun = started.Run, Unclean = OpenRun is null ? Unclean : Bounded(Unclean.Add(started.At)) },
        RunEnded => this with { OpenRun = null },
        TradingStateChanged { State: TradingState.Killed } => this with { Killed = true },
        TradingStateChanged => this with { Killed = false, Unclean = Killed ? [] : Unclean },
        _ => this,
    };

    /// <summary>Why the start just made must end in Killed; null when it may trade. To be asked after its <see cref="RunStarted"/>.</summary>
    public string? WhyKilled(BreakerSettings? breakers, Instant now)
    {
        if (breakers is null || Killed) return null;
        var count = 0;
        for (var i = Unclean.Count - 1; i >= 0 && now - Unclean[i] < breakers.UncleanWindow; i--) count++;
        return count < Math.Min(breakers.MaxUncleanStarts, Capacity)
            ? null
            : $"UNCLEAN_STARTS: {count} starts within {RiskRules.Seconds(breakers.UncleanWindow)} followed a run that did not end in good order";
    }

    private static ImmutableList<Instant> Bounded(ImmutableList<Instant> starts) => starts.Count > Capacity ? starts.RemoveAt(0) : starts;
}
