using KalshiArb.Domain.Games;
using KalshiArb.Feeds.Reference;
using KalshiArb.Kalshi.Discovery;

namespace KalshiArb.Host.Trading;

/// <summary>The venue's games as feeds look for them: made from the known markets, anew when those change. From any thread.</summary>
/// <param name="markets">The markets known now; another instance when they changed.</param>
/// <param name="tables">Clubs and series.</param>
/// <param name="tell">Told once of each event that is no game, with the reason.</param>
internal sealed class VenueGameList(Func<ImmutableSortedDictionary<Ticker, DiscoveredMarket>> markets, ReferenceData tables, Action<string> tell)
{
    private const string TeamKey = "_team";

    private readonly Lock _lock = new();
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private ImmutableSortedDictionary<Ticker, DiscoveredMarket>? _from;
    private ImmutableArray<VenueGame> _games = [];

    /// <summary>The games now.</summary>
    public IReadOnlyList<VenueGame> Now()
    {
        lock (_lock)
        {
            var known = markets();
            if (ReferenceEquals(known, _from)) return _games;
            _games = [.. known.Values.GroupBy(market => market.Facts.Event).Select(Game).OfType<VenueGame>()];
            _from = known;
            return _games;
        }
    }

    private VenueGame? Game(IGrouping<EventTicker, DiscoveredMarket> markets)
    {
        var first = markets.First();
        if (tables.Series.Find(first.Facts.Series) is not { } facts) return null;
        if (VenueGame.TryCreate(first.Game, facts, tables.Teams, [.. markets.Select(Side)], out var game, out var reason)) return game;
        if (_told.Add(markets.Key.Value)) tell(reason);
        return null;
    }

    private static VenueSide Side(DiscoveredMarket market)
    {
        InvariantViolation.Unless(GameTicker.TrySplitMarket(market.Facts.Ticker, out _, out _, out var code), $"{market.Facts.Ticker} was found and is no game market");
        var id = market.Listed.CustomStrike.Where(strike => strike.Key.EndsWith(TeamKey, StringComparison.Ordinal)).Select(strike => strike.Value).ToArray();
        return new VenueSide(code, id.Length == 1 ? id[0] : null, market.Listed.YesTitle.Length > 0 ? market.Listed.YesTitle : null);
    }
}
