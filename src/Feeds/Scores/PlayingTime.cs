using KalshiArb.Domain.Markets;

namespace KalshiArb.Feeds.Scores;

/// <summary>Whether overtimes are those of the regular season or of the play-offs, which differ in football and hockey.</summary>
public enum SeasonPart
{
    /// <summary>The board does not say.</summary>
    Unknown,
    /// <summary>Pre-season or regular season.</summary>
    Regular,
    /// <summary>Play-offs.</summary>
    PlayOffs,
}

/// <summary>
/// Playing time elapsed, from period and clock. Clocks run down in basketball, football and hockey and up in association football,
/// whose match time this is: added time does not count, so that the second half begins at 45 minutes. Baseball has no clock.
/// </summary>
public static class PlayingTime
{
    /// <summary>Half of a match of association football.</summary>
    public static TimeSpan Half { get; } = TimeSpan.FromMinutes(45);

    /// <summary>Where the clock runs down: time elapsed; null for a period, a clock or a sport that has none.</summary>
    /// <param name="sport">The league.</param>
    /// <param name="period">From 1; overtimes count on.</param>
    /// <param name="left">What the clock shows.</param>
    /// <param name="season">Which overtimes are played.</param>
    public static TimeSpan? FromRemaining(Sport sport, int period, TimeSpan left, SeasonPart season)
    {
        if (Regulation(sport) is not { } regulation || period < 1 || left < TimeSpan.Zero) return null;
        var (periods, minutes) = regulation;
        var overtimes = period - periods;
        var length = TimeSpan.FromMinutes(minutes);
        if (overtimes <= 0) return left <= length ? length * period - left : null;
        if (Overtime(sport, season) is not { } overtime || overtimes > overtime.Most) return null;
        var extra = TimeSpan.FromMinutes(overtime.Minutes);
        return left <= extra ? length * periods + extra * overtimes - left : null;
    }

    /// <summary>Where the clock runs up: match time; null where it contradicts the half.</summary>
    /// <param name="half">1 or 2.</param>
    /// <param name="shown">What the clock shows.</param>
    public static TimeSpan? FromMatchClock(int half, TimeSpan shown) => half switch
    {
        1 when shown >= TimeSpan.Zero => shown < Half ? shown : Half,
        2 when shown >= Half => shown < 2 * Half ? shown : 2 * Half,
        _ => null,
    };

    private static (int Periods, int Minutes)? Regulation(Sport sport) => sport switch
    {
        Sport.Nba => (4, 12),
        Sport.CollegeBasketballMen => (2, 20),
        Sport.CollegeBasketballWomen => (4, 10),
        Sport.Nfl => (4, 15),
        Sport.Nhl => (3, 20),
        _ => null,
    };

    /// <summary>In hockey's regular season the fifth period is a shoot-out, which has no clock; football's has one overtime.</summary>
    private static (int Minutes, int Most)? Overtime(Sport sport, SeasonPart season) => (sport, season) switch
    {
        (Sport.Nba or Sport.CollegeBasketballMen or Sport.CollegeBasketballWomen, _) => (5, 10),
        (Sport.Nfl, SeasonPart.Regular) => (10, 1),
        (Sport.Nfl, SeasonPart.PlayOffs) => (15, 10),
        (Sport.Nhl, SeasonPart.Regular) => (5, 1),
        (Sport.Nhl, SeasonPart.PlayOffs) => (20, 10),
        _ => null,
    };
}
