using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Feeds.Reference;

namespace KalshiArb.Feeds.Tests;

/// <summary>Games of the venue by their tickers, from the tables of the program.</summary>
internal static class VenueGames
{
    public static ReferenceData Tables { get; } = Load();

    public static VenueGame Mlb(string suffix) => Of("KXMLBGAME", suffix);

    public static VenueGame Of(string series, string suffix)
    {
        var facts = Tables.Series.Find(new SeriesTicker(series))!;
        Assert.True(GameTicker.TryParse(new EventTicker($"{series}-{suffix}"), facts.HasStartTime, out var ticker, out var reason), reason);
        Assert.True(VenueGame.TryCreate(ticker, facts, Tables.Teams, out var game, out reason), reason);
        return game;
    }

    /// <summary>A game by its markets' sides, where the ticker alone does not say the clubs.</summary>
    public static VenueGame Sided(string series, string suffix, params string[] codes)
    {
        var facts = Tables.Series.Find(new SeriesTicker(series))!;
        Assert.True(GameTicker.TryParse(new EventTicker($"{series}-{suffix}"), facts.HasStartTime, out var ticker, out var reason), reason);
        VenueSide[] sides = [.. codes.Select(code => new VenueSide(code))];
        Assert.True(VenueGame.TryCreate(ticker, facts, Tables.Teams, sides, out var game, out reason), reason);
        return game;
    }

    private static ReferenceData Load()
    {
        Assert.True(ReferenceData.TryLoad(ReferenceData.DefaultDirectory, out var data, out var errors), string.Join("; ", errors));
        return data;
    }
}
