using System.Collections.Immutable;
using KalshiArb.Domain.Markets;

namespace KalshiArb.Feeds;

/// <summary>Leagues as settings and files of ours write them.</summary>
public static class LeagueNames
{
    /// <summary>Every name with its league.</summary>
    public static ImmutableArray<(string Name, Sport Sport)> All { get; } =
    [
        ("nba", Sport.Nba), ("college-men", Sport.CollegeBasketballMen), ("college-women", Sport.CollegeBasketballWomen),
        ("nfl", Sport.Nfl), ("mlb", Sport.Mlb), ("nhl", Sport.Nhl), ("epl", Sport.Epl),
    ];

    /// <summary>The league of a name; null for none.</summary>
    public static Sport? Find(string name)
    {
        foreach (var (known, sport) in All)
            if (known == name) return sport;
        return null;
    }
}
