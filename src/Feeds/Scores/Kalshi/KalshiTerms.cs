using KalshiArb.Domain.Numbers;

namespace KalshiArb.Feeds.Scores.Kalshi;

/// <summary>How the exchange is asked for live data.</summary>
/// <param name="Root">Its REST address, that of the exchange that is traded on: ids of another would be another game's.</param>
/// <param name="Batch">Most games of one question, 1 to <see cref="KalshiLive.MaxBatch"/>.</param>
/// <param name="Pause">Least time between two questions of any kind.</param>
/// <param name="OldestStamp">A game in play that the exchange has not updated for longer than this is not told: its score grows stale.</param>
public sealed record KalshiTerms(Uri Root, int Batch, TimeSpan Pause, TimeSpan OldestStamp);

/// <summary>
/// What the live data may ask of the exchange: one question, then a pause, whatever is wanted. It is a budget of its own, unsigned and on its own
/// connection: nothing of the client that trades is used, so neither its budget of writes nor what it keeps for a kill can be spent here.
/// Used by one thread at a time.
/// </summary>
/// <param name="pause">Least time between two questions.</param>
internal sealed class KalshiBudget(TimeSpan pause)
{
    private Instant? _last;

    /// <summary>The time until a question may be asked; zero for now. A clock that was put back does not lengthen it.</summary>
    public TimeSpan Wait(Instant now)
    {
        if (_last is not { } last || last > now) return TimeSpan.Zero;
        var left = last + pause - now;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>A question is asked.</summary>
    public void Spend(Instant now) => _last = now;
}
