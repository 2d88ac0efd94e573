using System.Collections.Immutable;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Feeds.Odds;

/// <summary>
/// Where several sources tell odds of one game, the core is told those of the first that has spoken of it lately, a suspension
/// included: two sources are never mixed, since a mixture would have the receipt of the one and the prices of the other.
/// May be used from any thread.
/// </summary>
public sealed class OddsPrecedence : IInputSink
{
    private const int MaxGames = 20_000;

    private readonly IInputSink _core;
    private readonly ImmutableArray<string> _order;
    private readonly TimeSpan _claim;
    private readonly Lock _lock = new();
    private readonly Dictionary<GameId, (int Rank, Instant At)> _claims = [];
    private long _passedOver;

    /// <summary>Stands before the core.</summary>
    /// <param name="core">Where inputs go.</param>
    /// <param name="order">Sources as inputs name them, the preferred first; others come last.</param>
    /// <param name="claim">How long a game that a source has told is not taken from a later one.</param>
    public OddsPrecedence(IInputSink core, ImmutableArray<string> order, TimeSpan claim) => (_core, _order, _claim) = (core, order, claim);

    /// <summary>Polls of later sources that were not told.</summary>
    public long PassedOver => Interlocked.Read(ref _passedOver);

    /// <inheritdoc/>
    public bool TryPost(Input input, Instant receivedAt)
    {
        if (input is not OddsPolled odds) return _core.TryPost(input, receivedAt);
        var rank = _order.IndexOf(odds.Source) is >= 0 and var at ? at : _order.Length;
        lock (_lock)
        {
            if (_claims.TryGetValue(odds.Game, out var claim) && claim.Rank < rank && receivedAt - claim.At <= _claim)
            {
                Interlocked.Increment(ref _passedOver);
                return true;
            }

            if (!_core.TryPost(input, receivedAt)) return false;
            if (_claims.Count >= MaxGames) _claims.Clear();
            _claims[odds.Game] = (rank, receivedAt);
            return true;
        }
    }
}
