using KalshiArb.Domain.Ports;

namespace KalshiArb.Exchange.Slate;

/// <summary>The public score of a game: what happened, some seconds later.</summary>
internal sealed class ScoreFeed(Game game)
{
    /// <summary>A little more than bookmakers need: a score that led their prices would be an edge that no maker's lag explains.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(6);

    private readonly Queue<ScoreReported> _pending = new();
    private ScoreReported _published = Look(game, Instant.Never);

    /// <summary>Notes the present state; it is published after the delay.</summary>
    public void Note(Instant at) => _pending.Enqueue(Look(game, at));

    /// <summary>What the feed says at a time; its stamp is the time at which that was checked.</summary>
    public ScoreReported At(Instant now)
    {
        while (_pending.TryPeek(out var next) && next.SourceStamp + Delay <= now) _published = _pending.Dequeue();
        return _published with { SourceStamp = now - TimeSpan.FromSeconds(1) };
    }

    private static ScoreReported Look(Game game, Instant at) =>
        new(game.Id, game.Phase, game.HomeScore, game.AwayScore, game.Elapsed, game.Period, at);
}
