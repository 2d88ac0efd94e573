using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Feeds.Polling;

namespace KalshiArb.Feeds.Scores;

/// <summary>One league's scores: which of its two sources is believed. Its lanes belong to different sources, so it may be used from any thread.</summary>
public sealed class ScoreDesk
{
    private readonly Lock _lock = new();
    private readonly IFeedObserver _observer;
    private readonly Func<IReadOnlyList<VenueGame>> _games;
    private FailOverState _state;

    /// <summary>Makes a desk; the primary is believed.</summary>
    /// <param name="sport">The league.</param>
    /// <param name="primary">The primary's name.</param>
    /// <param name="fallback">The fallback's; null where there is none, then nothing is ever changed over.</param>
    /// <param name="observer">Who is told of a change-over.</param>
    /// <param name="games">The venue's games as known now; from any thread.</param>
    public ScoreDesk(Sport sport, string primary, string? fallback, IFeedObserver observer, Func<IReadOnlyList<VenueGame>> games) =>
        (Sport, Primary, Fallback, _observer, _games) = (sport, primary, fallback, observer, games);

    /// <summary>The league.</summary>
    public Sport Sport { get; }

    /// <summary>The primary's name.</summary>
    public string Primary { get; }

    /// <summary>The fallback's name; null where there is none.</summary>
    public string? Fallback { get; }

    /// <summary>Whether the fallback is believed now.</summary>
    public bool OnFallback
    {
        get
        {
            lock (_lock) return _state.OnFallback;
        }
    }

    /// <summary>The venue's games.</summary>
    internal IReadOnlyList<VenueGame> Games => _games();

    /// <summary>Whether a source is believed now.</summary>
    internal bool Believes(bool isFallback) => OnFallback == isFallback;

    /// <summary>Takes note of an answer of the primary.</summary>
    internal void Heard(bool good)
    {
        if (Fallback is null) return;
        bool before, after;
        lock (_lock)
        {
            before = _state.OnFallback;
            _state = FailOver.Heard(_state, good);
            after = _state.OnFallback;
        }

        if (!before && after) _observer.Alert($"scores of {Sport}: {Primary} failed {FailOver.After} times in a row, {Fallback} takes over");
        if (before && !after) _observer.Alert($"scores of {Sport}: {Primary} is well again and takes back from {Fallback}");
    }
}
