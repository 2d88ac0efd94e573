namespace KalshiArb.Domain.Games;

/// <summary>One club: Kalshi's code in tickers, and the name that The Odds API writes.</summary>
/// <param name="Sport">Its league.</param>
/// <param name="Code">Kalshi's code, two to five capital letters.</param>
/// <param name="FeedName">The Odds API's home_team and away_team. Compared ordinally, letter case included.</param>
public sealed record Team(Sport Sport, string Code, string FeedName);

/// <summary>The clubs of the leagues that have a table. Read once from <c>data/</c>; a name that is not in it is refused, never guessed.</summary>
public sealed class TeamCatalog
{
    private readonly ImmutableArray<Team> _teams;

    private TeamCatalog(ImmutableArray<Team> teams) => _teams = teams;

    /// <summary>No clubs.</summary>
    public static TeamCatalog Empty { get; } = new([]);

    /// <summary>The clubs, in the order of their table.</summary>
    public ImmutableArray<Team> Teams => _teams;

    /// <summary>Makes a catalogue; false with the reason when a code or a name of a league stands twice or a code is malformed.</summary>
    public static bool TryCreate(ImmutableArray<Team> teams, out TeamCatalog catalog, out string reason)
    {
        catalog = Empty;
        reason = "";
        for (var i = 0; i < teams.Length; i++)
        {
            var team = teams[i];
            if (!IsCode(team.Code)) reason = $"'{team.Code}' is no team code: two to five capital letters.";
            else if (team.FeedName.Length == 0) reason = $"{team.Sport} {team.Code} has no name.";
            for (var j = 0; j < i && reason.Length == 0; j++)
            {
                if (teams[j].Sport != team.Sport) continue;
                if (teams[j].Code == team.Code) reason = $"{team.Sport} code {team.Code} stands twice.";
                else if (teams[j].FeedName == team.FeedName) reason = $"{team.Sport} name '{team.FeedName}' stands twice.";
            }
            if (reason.Length > 0) return false;
        }
        catalog = new TeamCatalog(teams);
        return true;
    }

    /// <summary>Whether a league has a table at all.</summary>
    public bool Has(Sport sport)
    {
        foreach (var team in _teams)
            if (team.Sport == sport) return true;
        return false;
    }

    /// <summary>The club with a name of the odds feed; null when there is none.</summary>
    public Team? ByFeedName(Sport sport, string name)
    {
        foreach (var team in _teams)
            if (team.Sport == sport && team.FeedName == name) return team;
        return null;
    }

    /// <summary>The club with a code; null when there is none.</summary>
    public Team? ByCode(Sport sport, ReadOnlySpan<char> code)
    {
        foreach (var team in _teams)
            if (team.Sport == sport && code.SequenceEqual(team.Code)) return team;
        return null;
    }

    /// <summary>Splits two codes written without a separator; false unless exactly one split gives two different clubs of the league.</summary>
    public bool TrySplit(Sport sport, string blob, out Team first, out Team second)
    {
        first = second = null!;
        var found = 0;
        for (var at = 2; at <= blob.Length - 2; at++)
        {
            if (ByCode(sport, blob.AsSpan(0, at)) is not { } left || ByCode(sport, blob.AsSpan(at)) is not { } right || left == right) continue;
            (first, second) = (left, right);
            found++;
        }
        return found == 1;
    }

    private static bool IsCode(string code)
    {
        if (code.Length is < 2 or > 5) return false;
        foreach (var c in code)
            if (c is < 'A' or > 'Z') return false;
        return true;
    }
}
