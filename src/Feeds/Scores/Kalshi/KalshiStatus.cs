using KalshiArb.Domain.Ports;

namespace KalshiArb.Feeds.Scores.Kalshi;

/// <summary>What the words of status in the exchange's live data mean. A word that is not here is not guessed at: its game is quarantined.</summary>
internal static class KalshiStatus
{
    /// <summary>The phase of a word; null for one that is not known.</summary>
    public static GamePhase? PhaseOf(string status) => status switch
    {
        "created" or "scheduled" or "not_started" => GamePhase.Scheduled,
        "inprogress" or "in_progress" or "live" or "halftime" => GamePhase.InPlay,
        // Whether play has begun is not said: interrupted is the careful reading. Nobody can say whether an abandoned game's score will count.
        "delayed" or "suspended" or "abandoned" => GamePhase.Suspended,
        "postponed" or "cancelled" or "canceled" => GamePhase.Postponed,
        "closed" or "complete" or "completed" or "final" or "finished" or "ended" => GamePhase.Final,
        _ => null,
    };

    /// <summary>Whether the second status of an answer, where it has one, can stand beside the first.</summary>
    public static bool Contradicts(GamePhase phase, string widget) => (phase, widget) switch
    {
        (GamePhase.InPlay or GamePhase.Suspended, "finished") => true,
        (GamePhase.Final or GamePhase.Scheduled, "live") => true,
        _ => false,
    };
}
