namespace KalshiArb.Domain.Games;

/// <summary>What the venue says of one market of a game event, as far as it names a club.</summary>
/// <param name="Code">The code that ends its ticker.</param>
/// <param name="TeamId">The structured target in its custom_strike (baseball_team, soccer_team, …); null where none is at hand.</param>
/// <param name="Name">Its yes_sub_title; null where none is at hand.</param>
public readonly record struct VenueSide(string Code, string? TeamId = null, string? Name = null);

/// <summary>A game as the venue's event names it.</summary>
/// <param name="Ticker">Its event ticker, taken apart.</param>
/// <param name="Sport">Its league.</param>
/// <param name="Home">The hosts.</param>
/// <param name="Away">The visitors.</param>
public sealed record VenueGame(GameTicker Ticker, Sport Sport, Team Home, Team Away)
{
    /// <summary>The structured target of every soccer market on a draw.</summary>
    public const string DrawTeamId = "111193d4-9b1f-4bd8-ab7c-9de252737f05";

    /// <summary>The game.</summary>
    public GameId Game => Ticker.Game(Sport);

    /// <summary>The structured target of the hosts, from their market's custom_strike; null where no market of theirs was at hand or it names none.</summary>
    public string? HomeId { get; init; }

    /// <summary>The structured target of the visitors; null as that of the hosts.</summary>
    public string? AwayId { get; init; }

    /// <summary>
    /// Names the two sides from the ticker alone; false with the reason when the league's table is not whole or its codes do not
    /// split the ticker in exactly one way.
    /// </summary>
    public static bool TryCreate(GameTicker ticker, SeriesFacts facts, TeamCatalog teams, out VenueGame game, out string reason)
    {
        game = null!;
        if (!teams.IsWhole(facts.Sport))
            return No($"{ticker.Event}: not every {facts.Sport} code is known, so the ticker alone does not say which clubs '{ticker.Blob}' are.", out reason);
        if (!teams.TrySplit(facts.Sport, ticker.Blob, out var first, out var second))
            return No($"{ticker.Event}: '{ticker.Blob}' is not two {facts.Sport} codes in exactly one way.", out reason);
        game = Of(ticker, facts, first, second);
        reason = "";
        return true;
    }

    /// <summary>
    /// Names the two sides by the event's markets: by the id in custom_strike, then by the code, then by the venue's own name of
    /// the club. What contradicts another is no game, and so is a side that rests on an assumed code alone. A market of one side is
    /// enough: the rest of the ticker is the other's code.
    /// </summary>
    public static bool TryCreate(
        GameTicker ticker, SeriesFacts facts, TeamCatalog teams, ReadOnlySpan<VenueSide> sides, out VenueGame game, out string reason)
    {
        game = null!;
        if (!TryOrder(ticker, facts, sides, out var left, out var right, out reason)) return false;
        if (!TryTeam(ticker, facts.Sport, teams, left, out var first, out reason) || !TryTeam(ticker, facts.Sport, teams, right, out var second, out reason)) return false;
        if (first == second) return No($"{ticker.Event}: {left.Code} and {right.Code} are both {first.FeedName}.", out reason);
        var (home, away) = facts.Order == TeamOrder.AwayHome ? (right, left) : (left, right);
        game = Of(ticker, facts, first, second) with { HomeId = home.TeamId, AwayId = away.TeamId };
        return true;
    }

    private static VenueGame Of(GameTicker ticker, SeriesFacts facts, Team first, Team second) =>
        facts.Order == TeamOrder.AwayHome ? new VenueGame(ticker, facts.Sport, second, first) : new VenueGame(ticker, facts.Sport, first, second);

    /// <summary>The sides in the ticker's order.</summary>
    private static bool TryOrder(
        GameTicker ticker, SeriesFacts facts, ReadOnlySpan<VenueSide> sides, out VenueSide first, out VenueSide second, out string reason)
    {
        (first, second) = (default, default);
        VenueSide? one = null, other = null;
        foreach (var side in sides)
        {
            var isDraw = side.Code == GameTicker.DrawCode && facts.Outcomes == 3;
            if (side.TeamId is { } id && (id == DrawTeamId) != isDraw)
                return No($"{ticker.Event}: the market {side.Code} has the id {id}, which is {(isDraw ? "no draw's" : "a draw's")}.", out reason);
            if (isDraw) continue;
            if (one is null) one = side;
            else if (other is null) other = side;
            else return No($"{ticker.Event}: more than two sides.", out reason);
        }
        if (one is not { } known) return No($"{ticker.Event}: no market of a side.", out reason);
        var blob = ticker.Blob;
        var fits = known.Code.Length >= 2 && known.Code.Length <= blob.Length - 2;
        var isFirst = fits && blob.StartsWith(known.Code, StringComparison.Ordinal) && (other is not { } next || blob.AsSpan(known.Code.Length).SequenceEqual(next.Code));
        var isSecond = fits && blob.EndsWith(known.Code, StringComparison.Ordinal) && (other is not { } before || blob.AsSpan(0, blob.Length - known.Code.Length).SequenceEqual(before.Code));
        if (isFirst == isSecond)
            return No($"{ticker.Event}: {known.Code}{(other is { } named ? $" and {named.Code}" : "")} {(isFirst ? "could stand either way round" : "do not make")} '{blob}'.", out reason);
        (first, second) = isFirst
            ? (known, other ?? new VenueSide(blob[known.Code.Length..]))
            : (other ?? new VenueSide(blob[..^known.Code.Length]), known);
        reason = "";
        return true;
    }

    private static bool TryTeam(GameTicker ticker, Sport sport, TeamCatalog teams, VenueSide side, out Team team, out string reason)
    {
        var byId = side.TeamId is { } id ? teams.ByName(sport, TeamNaming.VenueId, id) : null;
        var byCode = teams.ByCode(sport, side.Code);
        var byName = side.Name is { } name ? teams.ByName(sport, TeamNaming.VenueName, name) : null;
        team = (byId ?? byCode ?? byName)!;
        if (team is null) return No($"{ticker.Event}: {Text(side)} is no {sport} club of the table.", out reason);
        if ((byCode is not null && byCode != team) || (byName is not null && byName != team))
            return No($"{ticker.Event}: {Text(side)} is {team.FeedName} by its {(byId is null ? "code" : "id")} and {(byCode is not null && byCode != team ? $"{byCode.FeedName} by its code" : $"{byName!.FeedName} by its name")}.", out reason);
        if (byId is null && byName is null && team.CodeAssumed)
            return No($"{ticker.Event}: {Text(side)} would be {team.FeedName} by an assumed code, which nothing of the venue confirms.", out reason);
        reason = "";
        return true;
    }

    private static string Text(VenueSide side) => side.Name is { } name ? $"{side.Code} ({name})" : side.Code;

    private static bool No(string why, out string reason)
    {
        reason = why;
        return false;
    }
}
