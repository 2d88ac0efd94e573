namespace KalshiArb.Exchange.Slate;

/// <summary>A team by the venue's code and by the name that odds feeds use.</summary>
internal readonly record struct Team(string Code, string Name)
{
    private static readonly ImmutableArray<Team> NbaTeams =
    [
        new("BOS", "Boston Celtics"), new("NYK", "New York Knicks"), new("LAL", "Los Angeles Lakers"), new("GSW", "Golden State Warriors"),
        new("DEN", "Denver Nuggets"), new("DET", "Detroit Pistons"), new("CLE", "Cleveland Cavaliers"), new("MIA", "Miami Heat"),
        new("OKC", "Oklahoma City Thunder"), new("PHX", "Phoenix Suns"), new("SAS", "San Antonio Spurs"), new("ORL", "Orlando Magic"),
    ];

    private static readonly ImmutableArray<Team> NflTeams =
    [
        new("KC", "Kansas City Chiefs"), new("BUF", "Buffalo Bills"), new("PHI", "Philadelphia Eagles"), new("IND", "Indianapolis Colts"),
        new("DET", "Detroit Lions"), new("GB", "Green Bay Packers"), new("SF", "San Francisco 49ers"), new("BAL", "Baltimore Ravens"),
        new("CIN", "Cincinnati Bengals"), new("DAL", "Dallas Cowboys"), new("CAR", "Carolina Panthers"), new("ARI", "Arizona Cardinals"),
    ];

    private static readonly ImmutableArray<Team> NhlTeams =
    [
        new("SEA", "Seattle Kraken"), new("VGK", "Vegas Golden Knights"), new("BOS", "Boston Bruins"), new("NYR", "New York Rangers"),
        new("CAR", "Carolina Hurricanes"), new("LA", "Los Angeles Kings"), new("TOR", "Toronto Maple Leafs"), new("EDM", "Edmonton Oilers"),
        new("COL", "Colorado Avalanche"), new("DAL", "Dallas Stars"),
    ];

    private static readonly ImmutableArray<Team> MlbTeams =
    [
        new("ATL", "Atlanta Braves"), new("PIT", "Pittsburgh Pirates"), new("NYY", "New York Yankees"), new("BOS", "Boston Red Sox"),
        new("LAD", "Los Angeles Dodgers"), new("SD", "San Diego Padres"), new("MIL", "Milwaukee Brewers"), new("STL", "St. Louis Cardinals"),
        new("HOU", "Houston Astros"), new("SEA", "Seattle Mariners"),
    ];

    private static readonly ImmutableArray<Team> CollegeTeams =
    [
        new("WIU", "Western Illinois Leathernecks"), new("EIU", "Eastern Illinois Panthers"), new("PROV", "Providence Friars"),
        new("MARQ", "Marquette Golden Eagles"), new("LIU", "LIU Sharks"), new("AFA", "Air Force Falcons"), new("USC", "USC Trojans"),
        new("UCLA", "UCLA Bruins"), new("LSU", "LSU Tigers"), new("AUB", "Auburn Tigers"), new("IOWA", "Iowa Hawkeyes"), new("WIS", "Wisconsin Badgers"),
    ];

    private static readonly ImmutableArray<Team> EplTeams =
    [
        new("ARS", "Arsenal"), new("CHE", "Chelsea"), new("TOT", "Tottenham Hotspur"), new("NFO", "Nottingham Forest"),
        new("LFC", "Liverpool"), new("MCI", "Manchester City"), new("NEW", "Newcastle United"), new("AVL", "Aston Villa"),
    ];

    /// <summary>Teams of a league; codes as seen at the venue where they were (API reference, section 12).</summary>
    public static ImmutableArray<Team> Of(Sport sport) => sport switch
    {
        Sport.Nba => NbaTeams,
        Sport.Nfl => NflTeams,
        Sport.Nhl => NhlTeams,
        Sport.Mlb => MlbTeams,
        Sport.CollegeBasketballMen or Sport.CollegeBasketballWomen => CollegeTeams,
        Sport.Epl => EplTeams,
        _ => throw new InvariantViolation($"The slate has no teams for {sport}."),
    };
}
