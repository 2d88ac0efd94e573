using System.Collections.Immutable;
using System.Globalization;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Feeds.Scores.Kalshi;

/// <summary>What is known of one league's games at the exchange: their milestones, and when each is asked about next.</summary>
/// <param name="terms">How often games are asked about.</param>
/// <param name="oldest">A game in play whose stamp is older is not told.</param>
internal sealed class KalshiGames(ScoreTerms terms, TimeSpan oldest)
{
    /// <summary>After so many older answers in a row about a game the exchange's clock was set back: they are believed again.</summary>
    public const int OlderInRow = ScoreLane.OlderInRow;

    private const int DaysAround = 2;
    private const int MaxShown = 5;
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(100);

    private readonly SortedDictionary<string, Entry> _games = new(StringComparer.Ordinal);

    /// <summary>How many are joined, and why others are not.</summary>
    public string Text
    {
        get
        {
            var joined = _games.Values.Count(entry => entry.Milestone is not null);
            string[] others = [.. _games.Where(pair => pair.Value.Reason.Length > 0).Select(pair => $"{pair.Key}: {pair.Value.Reason}")];
            var more = others.Length > MaxShown ? string.Create(CultureInfo.InvariantCulture, $" and {others.Length - MaxShown} more") : "";
            return string.Create(CultureInfo.InvariantCulture, $"{joined} of {_games.Count} games joined") + (others.Length > 0 ? $"; {string.Join("; ", others.Take(MaxShown))}{more}" : "");
        }
    }

    /// <summary>Takes over the venue's games of around today; forgets those that are no longer listed.</summary>
    public void Refresh(IEnumerable<VenueGame> listed, Instant now)
    {
        var today = UsEastern.DateAt(now).DayNumber;
        var kept = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var game in listed.Where(game => Math.Abs(game.Ticker.Date.DayNumber - today) <= DaysAround).Take(ScoreBoard.MaxGames))
        {
            var key = game.Ticker.Event.Value;
            kept.Add(key);
            if (!_games.TryGetValue(key, out var known)) _games.Add(key, new Entry(game) { LookAt = now });
            // Ids that came or changed: what was joined by the old ones is looked for again.
            else if (known.Game != game) _games[key] = new Entry(game) { LookAt = now };
        }

        foreach (var key in _games.Keys.Where(key => !kept.Contains(key)).ToArray()) _games.Remove(key);
    }

    /// <summary>The games that are due to be asked about, the longest due first.</summary>
    public ImmutableArray<KalshiAsked> Due(Instant now, int most) =>
    [
        .. _games.Values
            .Where(entry => IsNear(entry, now) && entry.LiveAt <= now + Slack).OrderBy(entry => entry.LiveAt).Take(most)
            .Select(entry => new KalshiAsked(entry.Game, entry.Milestone!)),
    ];

    /// <summary>The game whose milestone is looked for next: those without one first. Null when none is due.</summary>
    public VenueGame? ToLookFor(Instant now) =>
        _games.Values.Where(entry => entry.LookAt <= now).OrderBy(entry => entry.Milestone is not null).ThenBy(entry => entry.LookAt).FirstOrDefault()?.Game;

    /// <summary>How long until something is due.</summary>
    public TimeSpan NextIn(Instant now)
    {
        var next = TimeSpan.MaxValue;
        foreach (var entry in _games.Values)
        {
            next = Earlier(entry.LookAt);
            if (entry.Milestone is { } milestone && now <= milestone.Start + ScorePlan.LongestDelay) next = Earlier(Instant.Max(entry.LiveAt, milestone.Start - terms.NearWindow));
        }

        return next;

        TimeSpan Earlier(Instant at) => at - now is var wait && wait < next ? wait > Slack ? wait : Slack : next;
    }

    /// <summary>Notes what a look for a milestone came to. It is looked for again after a while: starts move.</summary>
    public void Joined(VenueGame game, KalshiMilestone? milestone, string reason, Instant now)
    {
        if (!_games.TryGetValue(game.Ticker.Event.Value, out var entry) || entry.Game != game) return;
        if (entry.Milestone?.Id != milestone?.Id) (entry.Stamp, entry.Older) = (null, 0);
        (entry.Milestone, entry.Reason, entry.LookAt) = (milestone, reason, now + terms.IdlePoll);
    }

    /// <summary>Notes that games were asked about: all of them wait for their next turn, whatever the answer says of each.</summary>
    public void Asked(ImmutableArray<KalshiAsked> asked, Instant now)
    {
        foreach (var one in asked)
            if (_games.TryGetValue(one.Game.Ticker.Event.Value, out var entry)) entry.LiveAt = now + terms.LivePoll;
    }

    /// <summary>Takes a game of an answer; says why it is not told, or adds what is told.</summary>
    /// <param name="score">The game.</param>
    /// <param name="now">When the answer was complete.</param>
    /// <param name="believed">Whether the source is believed now.</param>
    /// <param name="inputs">Where inputs are added.</param>
    public string Take(KalshiScore score, Instant now, bool believed, ImmutableArray<Input>.Builder inputs)
    {
        if (!_games.TryGetValue(score.Asked.Game.Ticker.Event.Value, out var entry) || entry.Milestone?.Id != score.Asked.Milestone.Id) return "";
        var game = score.Score;
        if (game.Phase is GamePhase.Scheduled) entry.LiveAt = now + terms.NearPoll;
        else if (game.Phase is GamePhase.Final or GamePhase.Postponed) entry.LiveAt = now + terms.IdlePoll;
        if (score.Stamp is not { } stamp) return "neither last_updated_ts nor Date: nobody can say how old it is";
        if (entry.Stamp is { } last && stamp < last && ++entry.Older < OlderInRow) return "older than what was heard before";
        (entry.Stamp, entry.Older) = (stamp, 0);
        if (game.Phase == GamePhase.InPlay && now - stamp > oldest) return "in play, and not updated by the exchange for too long";
        if (!believed) return "";
        var start = entry.Milestone.Start;
        if (entry.Told != start)
        {
            entry.Told = start;
            inputs.Add(new GameListed(entry.Game.Game, entry.Game.Sport, game.HomeName, game.AwayName, start));
        }

        inputs.Add(new ScoreReported(entry.Game.Game, game.Phase, game.HomeScore, game.AwayScore, game.Elapsed, game.Period, stamp));
        return "";
    }

    /// <summary>Inputs were lost: schedules are told again, and every game is asked about at its next turn.</summary>
    public void TellAgain()
    {
        foreach (var entry in _games.Values) (entry.Told, entry.LiveAt) = (null, default);
    }

    private bool IsNear(Entry entry, Instant now) =>
        entry.Milestone is { } milestone && milestone.Start - terms.NearWindow <= now && now <= milestone.Start + ScorePlan.LongestDelay;

    private sealed class Entry(VenueGame game)
    {
        public VenueGame Game { get; } = game;

        public KalshiMilestone? Milestone { get; set; }

        public string Reason { get; set; } = "";

        public Instant LookAt { get; set; }

        public Instant LiveAt { get; set; }

        public Instant? Stamp { get; set; }

        public int Older { get; set; }

        public Instant? Told { get; set; }
    }
}
