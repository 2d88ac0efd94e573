using System.Collections.Immutable;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Simulation.Import;
using KalshiArb.Simulation.Reports;

namespace KalshiArb.Simulation.Sweeps;

/// <summary>What a tape holds, before anything is replayed: its games, and which market belongs to which.</summary>
public sealed class ScannedTape
{
    private readonly SortedDictionary<Ticker, GameId> _gameOf = [];
    private readonly SortedDictionary<GameId, Seen> _seen = [];
    private readonly long? _seed;

    private ScannedTape(long? seed) => _seed = seed;

    /// <summary>How many inputs it holds.</summary>
    public long Inputs { get; private set; }

    /// <summary>Looks through the inputs of a tape once.</summary>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="seed">Of the simulated evening; null otherwise.</param>
    public static ScannedTape Of(IEnumerable<TimedInput> inputs, long? seed)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var tape = new ScannedTape(seed);
        foreach (var timed in inputs)
        {
            tape.Inputs++;
            tape.See(timed.Stamp, timed.Input);
        }

        return tape;
    }

    /// <summary>The games of several tapes that have a market, each once.</summary>
    public static ImmutableArray<SampleGame> GamesOf(IReadOnlyList<ScannedTape> tapes)
    {
        ArgumentNullException.ThrowIfNull(tapes);
        var games = new SortedDictionary<string, SampleGame>(StringComparer.Ordinal);
        for (var i = 0; i < tapes.Count; i++)
        {
            foreach (var game in tapes[i]._gameOf.Values.Distinct())
            {
                var seen = tapes[i]._seen[game];
                var own = new SampleGame(tapes[i].NameOf(game), seen.InPlay ?? seen.Scheduled ?? seen.Quoted ?? seen.Listed, [i], seen.Odds, seen.InPlay is not null);
                games[own.Name] = games.TryGetValue(own.Name, out var known)
                    ? known with { Start = Instant.Min(known.Start, own.Start), Tapes = known.Tapes.Add(i), HasOdds = known.HasOdds || own.HasOdds, HasScores = known.HasScores || own.HasScores }
                    : own;
            }
        }

        return [.. games.Values];
    }

    /// <summary>
    /// The tape as it would be had only some of its games been played. What is numbered on a subscription keeps its numbers, so that
    /// leaving out a market is no gap.
    /// </summary>
    /// <param name="inputs">The inputs of this tape.</param>
    /// <param name="names">The games that stay, by name.</param>
    public IEnumerable<TimedInput> Only(IEnumerable<TimedInput> inputs, IReadOnlySet<string> names)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var kept = _gameOf.Values.Where(game => names.Contains(NameOf(game))).ToHashSet();
        bool Own(Ticker ticker) => _gameOf.TryGetValue(ticker, out var game) && kept.Contains(game);
        foreach (var timed in inputs)
        {
            var stays = timed.Input switch
            {
                OddsPolled polled => kept.Contains(polled.Game),
                GameListed listed => kept.Contains(listed.Game),
                ScoreReported reported => kept.Contains(reported.Game),
                MarketListed listed => kept.Contains(listed.Facts.Game),
                BookSnapshot snapshot => Own(snapshot.Ticker),
                BookDelta delta => Own(delta.Ticker),
                TopQuoted quoted => Own(quoted.Ticker),
                MarketStatusChanged changed => Own(changed.Ticker),
                MarketCloseTimeChanged changed => Own(changed.Ticker),
                PriceGridChanged changed => Own(changed.Ticker),
                MarketVolumeReported reported => Own(reported.Ticker),
                PublicTradeReported trade => Own(trade.Ticker),
                MarketDetermined determined => Own(determined.Ticker),
                _ => true,
            };
            if (stays) yield return timed;
            else if (timed.Input is BookSnapshot snapshot) yield return timed with { Input = new SequenceConsumed(snapshot.Sid, snapshot.Seq) };
            else if (timed.Input is BookDelta delta) yield return timed with { Input = new SequenceConsumed(delta.Sid, delta.Seq) };
        }
    }

    private string NameOf(GameId game) => MeasuredTape.ClusterName(_seed, game.Value);

    private void See(Instant at, Input input)
    {
        switch (input)
        {
            case MarketListed listed:
                _gameOf[listed.Facts.Ticker] = listed.Facts.Game;
                Of(listed.Facts.Game, at);
                break;
            case GameListed listed: Of(listed.Game, at).Scheduled ??= listed.CommenceTime; break;
            case OddsPolled { Quotes.IsEmpty: false } polled: Of(polled.Game, at).Odds = true; break;
            case ScoreReported { Phase: GamePhase.InPlay } reported: Of(reported.Game, at).InPlay ??= at; break;
            case BookSnapshot snapshot when _gameOf.TryGetValue(snapshot.Ticker, out var game): Of(game, at).Quoted ??= at; break;
            case TopQuoted quoted when _gameOf.TryGetValue(quoted.Ticker, out var game): Of(game, at).Quoted ??= at; break;
            default: break;
        }
    }

    private Seen Of(GameId game, Instant at)
    {
        if (!_seen.TryGetValue(game, out var seen)) _seen.Add(game, seen = new Seen { Listed = at });
        return seen;
    }

    private sealed class Seen
    {
        public Instant Listed { get; init; }

        public Instant? Scheduled { get; set; }

        public Instant? InPlay { get; set; }

        public Instant? Quoted { get; set; }

        public bool Odds { get; set; }
    }
}
