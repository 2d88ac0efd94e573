namespace KalshiArb.Domain.Games;

/// <summary>One club: Kalshi's code in tickers, and the name that The Odds API writes.</summary>
/// <param name="Sport">Its league.</param>
/// <param name="Code">Kalshi's code, two to five capital letters.</param>
/// <param name="FeedName">The Odds API's home_team and away_team. Compared ordinally, letter case included.</param>
public sealed record Team(Sport Sport, string Code, string FeedName)
{
    /// <summary>Whether the code was never seen at the venue: alone it joins no game, the venue's id or name of the club must confirm it.</summary>
    public bool CodeAssumed { get; init; }
}

/// <summary>A way in which a club is named besides <see cref="Team.Code"/> and <see cref="Team.FeedName"/>.</summary>
public enum TeamNaming
{
    /// <summary>The full name, as odds feeds and ESPN's displayName write it.</summary>
    FullName,
    /// <summary>Another code of Kalshi's tickers.</summary>
    VenueCode,
    /// <summary>Kalshi's structured target: the UUID in a market's custom_strike.</summary>
    VenueId,
    /// <summary>Kalshi's yes_sub_title of a game market ("Los Angeles D").</summary>
    VenueName,
    /// <summary>teamTricode of the NBA's own feed.</summary>
    NbaTricode,
    /// <summary>ESPN's team id within its league, in digits.</summary>
    EspnId,
    /// <summary>ESPN's team abbreviation.</summary>
    EspnAbbreviation,
}

/// <summary>One more name of a club.</summary>
/// <param name="Sport">Its league.</param>
/// <param name="Code">The club's <see cref="Team.Code"/>.</param>
/// <param name="Naming">Whose name it is.</param>
/// <param name="Name">The name, compared ordinally.</param>
public readonly record struct TeamName(Sport Sport, string Code, TeamNaming Naming, string Name);

/// <summary>The clubs of the leagues that have a table. Read once from <c>data/</c>; a name that is not in it is refused, never guessed.</summary>
public sealed class TeamCatalog
{
    private readonly ImmutableArray<Team> _teams;
    private readonly Dictionary<(Sport, TeamNaming, string), Team> _byName = [];
    private readonly SortedDictionary<Sport, League> _leagues = [];

    private TeamCatalog(ImmutableArray<Team> teams) => _teams = teams;

    private sealed class League
    {
        public Dictionary<string, Team> ByCode { get; } = new(StringComparer.Ordinal);
        public bool Whole { get; set; } = true;
    }

    /// <summary>No clubs.</summary>
    public static TeamCatalog Empty { get; } = new([]);

    /// <summary>The clubs, in the order of their table.</summary>
    public ImmutableArray<Team> Teams => _teams;

    /// <summary>Makes a catalogue without further names.</summary>
    public static bool TryCreate(ImmutableArray<Team> teams, out TeamCatalog catalog, out string reason) => TryCreate(teams, [], out catalog, out reason);

    /// <summary>
    /// Makes a catalogue; false with the reason when a code or a name of a league stands for two clubs or twice, a code is
    /// malformed, or a further name belongs to no club.
    /// </summary>
    public static bool TryCreate(ImmutableArray<Team> teams, ImmutableArray<TeamName> names, out TeamCatalog catalog, out string reason)
    {
        catalog = Empty;
        var made = new TeamCatalog(teams);
        foreach (var team in teams)
        {
            reason = made.Add(team);
            if (reason.Length > 0) return false;
        }
        foreach (var name in names)
        {
            reason = made.Add(name);
            if (reason.Length > 0) return false;
        }
        reason = "";
        catalog = made;
        return true;
    }

    /// <summary>Whether a league has a table at all.</summary>
    public bool Has(Sport sport) => _leagues.ContainsKey(sport);

    /// <summary>Whether a league's table is whole: every code in it was seen, so that a code that is not in it is no club of the league.</summary>
    public bool IsWhole(Sport sport) => _leagues.TryGetValue(sport, out var league) && league.Whole;

    /// <summary>The club with a full name; null when there is none.</summary>
    public Team? ByFeedName(Sport sport, string name) => ByName(sport, TeamNaming.FullName, name);

    /// <summary>The club that is named so; null when there is none.</summary>
    public Team? ByName(Sport sport, TeamNaming naming, string name) => _byName.GetValueOrDefault((sport, naming, name));

    /// <summary>The club with a code of the venue's tickers; null when there is none.</summary>
    public Team? ByCode(Sport sport, ReadOnlySpan<char> code) =>
        _leagues.TryGetValue(sport, out var league) && league.ByCode.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(code, out var team) ? team : null;

    /// <summary>Splits two codes written without a separator; false unless exactly one split gives two different clubs of the league.</summary>
    public bool TrySplit(Sport sport, string blob, out Team first, out Team second) => TrySplit(sport, blob, out first, out second, out _);

    /// <summary>As above, and says how long the first code is.</summary>
    public bool TrySplit(Sport sport, string blob, out Team first, out Team second, out int length)
    {
        first = second = null!;
        length = 0;
        var found = 0;
        for (var at = 2; at <= blob.Length - 2; at++)
        {
            if (ByCode(sport, blob.AsSpan(0, at)) is not { } left || ByCode(sport, blob.AsSpan(at)) is not { } right || left == right) continue;
            (first, second, length) = (left, right, at);
            found++;
        }
        return found == 1;
    }

    private string Add(Team team)
    {
        if (!IsCode(team.Code)) return $"'{team.Code}' is no team code: two to five capital letters.";
        if (team.FeedName.Length == 0) return $"{team.Sport} {team.Code} has no name.";
        if (!_leagues.TryGetValue(team.Sport, out var league)) _leagues.Add(team.Sport, league = new League());
        if (!league.ByCode.TryAdd(team.Code, team)) return $"{team.Sport} code {team.Code} stands twice.";
        if (!_byName.TryAdd((team.Sport, TeamNaming.FullName, team.FeedName), team)) return $"{team.Sport} name '{team.FeedName}' stands twice.";
        if (team.CodeAssumed) league.Whole = false;
        return "";
    }

    private string Add(TeamName name)
    {
        if (name.Name.Length == 0) return $"{name.Sport} {name.Code} has an empty {name.Naming}.";
        if (!_leagues.TryGetValue(name.Sport, out var league) || !league.ByCode.TryGetValue(name.Code, out var team) || team.Code != name.Code)
            return $"{name.Naming} '{name.Name}': no {name.Sport} club has the code {name.Code}.";
        if (name.Naming != TeamNaming.VenueCode)
            return _byName.TryAdd((name.Sport, name.Naming, name.Name), team) ? "" : $"{name.Sport} {name.Naming} '{name.Name}' stands twice.";
        if (!IsCode(name.Name)) return $"'{name.Name}' is no team code: two to five capital letters.";
        return league.ByCode.TryAdd(name.Name, team) ? "" : $"{name.Sport} code {name.Name} stands twice.";
    }

    private static bool IsCode(string code)
    {
        if (code.Length is < 2 or > 5) return false;
        foreach (var c in code)
            if (c is < 'A' or > 'Z') return false;
        return true;
    }
}
