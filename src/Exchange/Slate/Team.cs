namespace KalshiArb.Exchange.Slate;

/// <summary>A team by the venue's code, by the name that odds feeds use, and by the one that the venue writes on its markets.</summary>
internal readonly record struct Team(string Code, string Name, string Title)
{
    private static readonly ImmutableArray<Team> NbaTeams =
    [
        new("BOS", "Boston Celtics", "Boston"), new("NYK", "New York Knicks", "New York"), new("LAL", "Los Angeles Lakers", "Los Angeles L"),
        new("GSW", "Golden State Warriors", "Golden State"),
        new("DEN", "Denver Nuggets", "Denver"), new("DET", "Detroit Pistons", "Detroit"), new("CLE", "Cleveland Cavaliers", "Cleveland"),
        new("MIA", "Miami Heat", "Miami"),
        new("OKC", "Oklahoma City Thunder", "Oklahoma City"), new("PHX", "Phoenix Suns", "Phoenix"), new("SAS", "San Antonio Spurs", "San Antonio"),
        new("ORL", "Orlando Magic", "Orlando"),
    ];

    private static readonly ImmutableArray<Team> NflTeams =
    [
        new("KC", "Kansas City Chiefs", "Kansas City"), new("BUF", "Buffalo Bills", "Buffalo"), new("PHI", "Philadelphia Eagles", "Philadelphia"),
        new("IND", "Indianapolis Colts", "Indianapolis"),
        new("DET", "Detroit Lions", "Detroit"), new("GB", "Green Bay Packers", "Green Bay"), new("SF", "San Francisco 49ers", "San Francisco"),
        new("BAL", "Baltimore Ravens", "Baltimore"),
        new("CIN", "Cincinnati Bengals", "Cincinnati"), new("DAL", "Dallas Cowboys", "Dallas"), new("CAR", "Carolina Panthers", "Carolina"),
        new("ARI", "Arizona Cardinals", "Arizona"),
    ];

    private static readonly ImmutableArray<Team> NhlTeams =
    [
        new("SEA", "Seattle Kraken", "Seattle"), new("VGK", "Vegas Golden Knights", "Vegas"), new("BOS", "Boston Bruins", "Boston"),
        new("NYR", "New York Rangers", "New York R"),
        new("CAR", "Carolina Hurricanes", "Carolina"), new("LA", "Los Angeles Kings", "Los Angeles"), new("TOR", "Toronto Maple Leafs", "Toronto"),
        new("EDM", "Edmonton Oilers", "Edmonton"),
        new("COL", "Colorado Avalanche", "Colorado"), new("DAL", "Dallas Stars", "Dallas"),
    ];

    private static readonly ImmutableArray<Team> MlbTeams =
    [
        new("ATL", "Atlanta Braves", "Atlanta"), new("PIT", "Pittsburgh Pirates", "Pittsburgh"), new("NYY", "New York Yankees", "New York Y"),
        new("BOS", "Boston Red Sox", "Boston"),
        new("LAD", "Los Angeles Dodgers", "Los Angeles D"), new("SD", "San Diego Padres", "San Diego"), new("MIL", "Milwaukee Brewers", "Milwaukee"),
        new("STL", "St. Louis Cardinals", "St. Louis"),
        new("HOU", "Houston Astros", "Houston"), new("SEA", "Seattle Mariners", "Seattle"),
    ];

    private static readonly ImmutableArray<Team> CollegeTeams =
    [
        new("WIU", "Western Illinois Leathernecks", "Western Illinois"), new("EIU", "Eastern Illinois Panthers", "Eastern Illinois"), new("PROV", "Providence Friars", "Providence"),
        new("MARQ", "Marquette Golden Eagles", "Marquette"), new("LIU", "LIU Sharks", "LIU"), new("AFA", "Air Force Falcons", "Air Force"),
        new("USC", "USC Trojans", "USC"),
        new("UCLA", "UCLA Bruins", "UCLA"), new("LSU", "LSU Tigers", "LSU"), new("AUB", "Auburn Tigers", "Auburn"),
        new("IOWA", "Iowa Hawkeyes", "Iowa"), new("WIS", "Wisconsin Badgers", "Wisconsin"),
    ];

    private static readonly ImmutableArray<Team> EplTeams =
    [
        new("ARS", "Arsenal", "Arsenal"), new("CHE", "Chelsea", "Chelsea"), new("TOT", "Tottenham Hotspur", "Tottenham"), new("NFO", "Nottingham Forest", "Nottingham"),
        new("LFC", "Liverpool", "Liverpool"), new("MCI", "Manchester City", "Manchester City"), new("NEW", "Newcastle United", "Newcastle"),
        new("AVL", "Aston Villa", "Aston Villa"),
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
