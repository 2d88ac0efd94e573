using KalshiArb.Domain.Ports;

namespace KalshiArb.Feeds.Scores;

/// <summary>What ESPN's names of states mean. A name that is not here is not guessed at: its game is quarantined.</summary>
internal static class EspnStatus
{
    /// <summary>The phase of a name within its coarse state (pre, in, post); null for a pair that is not known.</summary>
    public static GamePhase? PhaseOf(string name, string state) => (name, state) switch
    {
        ("STATUS_SCHEDULED" or "STATUS_PREGAME", "pre") => GamePhase.Scheduled,
        // A delayed start is no interruption: nothing has been played.
        ("STATUS_DELAYED" or "STATUS_RAIN_DELAY", "pre") => GamePhase.Scheduled,
        ("STATUS_IN_PROGRESS" or "STATUS_IN_PROGRESS_2" or "STATUS_HALFTIME" or "STATUS_END_PERIOD" or "STATUS_OVERTIME" or "STATUS_SHOOTOUT"
            or "STATUS_FIRST_HALF" or "STATUS_SECOND_HALF" or "STATUS_END_OF_REGULATION", "in") => GamePhase.InPlay,
        ("STATUS_DELAYED" or "STATUS_DELAY" or "STATUS_RAIN_DELAY", "in") => GamePhase.Suspended,
        // Nobody can say whether an abandoned game's score will count.
        ("STATUS_SUSPENDED" or "STATUS_ABANDONED", _) => GamePhase.Suspended,
        ("STATUS_POSTPONED" or "STATUS_CANCELED" or "STATUS_CANCELLED", _) => GamePhase.Postponed,
        ("STATUS_FINAL" or "STATUS_FINAL_OT" or "STATUS_FULL_TIME", "post") => GamePhase.Final,
        _ => null,
    };
}
