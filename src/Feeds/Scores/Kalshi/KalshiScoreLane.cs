using System.Collections.Immutable;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Feeds.Files;
using KalshiArb.Feeds.Polling;

namespace KalshiArb.Feeds.Scores.Kalshi;

/// <summary>
/// One league's scores as the exchange tells them: first the milestone of each of its games by the event's ticker, then the live data of
/// those that are near or in play, many at a time. A primary is always asked; a fallback only while it is believed.
/// </summary>
public sealed class KalshiScoreLane : IPollLane, IRetellingLane
{
    private static readonly TimeSpan StandBy = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookAround = TimeSpan.FromSeconds(30);

    private readonly ScoreDesk _desk;
    private readonly bool _isFallback;
    private readonly ScoreTerms _terms;
    private readonly KalshiTerms _kalshi;
    private readonly KalshiBudget _budget;
    private readonly KalshiGames _games;
    private Question? _asked;
    private bool _soughtLast;
    private (string Ids, ImmutableArray<KalshiScore> Scores)? _last;
    private volatile string _note = "";

    /// <summary>Makes a lane.</summary>
    /// <param name="desk">Its league.</param>
    /// <param name="isFallback">Its part at the desk.</param>
    /// <param name="terms">How often games are asked about.</param>
    /// <param name="kalshi">How the exchange is asked.</param>
    /// <param name="budget">Shared by the lanes of the source.</param>
    internal KalshiScoreLane(ScoreDesk desk, bool isFallback, ScoreTerms terms, KalshiTerms kalshi, KalshiBudget budget)
    {
        (_desk, _isFallback, _terms, _kalshi, _budget) = (desk, isFallback, terms, kalshi, budget);
        _games = new KalshiGames(terms, kalshi.OldestStamp);
    }

    /// <inheritdoc/>
    public string Name => _desk.Sport.ToString();

    /// <summary>How many games are joined, and which are not; empty while nothing was looked for. From any thread.</summary>
    public string Note => _note;

    /// <inheritdoc/>
    public FeedRequest? Ask(Instant now, out TimeSpan rest)
    {
        rest = StandBy;
        if (_isFallback && !_desk.OnFallback) return null;
        _games.Refresh(_desk.Games.Where(game => game.Sport == _desk.Sport), now);
        rest = _budget.Wait(now);
        if (rest > TimeSpan.Zero) return null;
        var (due, sought) = (_games.Due(now, _kalshi.Batch), _games.ToLookFor(now));
        // In turns where both are due: many games in play must not keep one that is new from being found.
        if (sought is not null && (due.IsEmpty || !_soughtLast))
        {
            (_asked, _soughtLast) = (new Question([], sought), true);
            return Request(now, $"milestones?limit={KalshiMilestone.PageSize}&related_event_ticker={Uri.EscapeDataString(sought.Ticker.Event.Value)}", $"{Name} milestone");
        }

        if (!due.IsEmpty)
        {
            (_asked, _soughtLast) = (new Question(due, null), false);
            return Request(now, $"live_data/batch?{string.Join('&', due.Select(one => "milestone_ids=" + one.Milestone.Id))}", $"{Name} live data");
        }

        rest = _games.NextIn(now) is var next && next < LookAround ? next : LookAround;
        return null;
    }

    /// <inheritdoc/>
    public LaneResult Take(FeedRequest request, FeedReply reply, Instant receivedAt, Quarantine quarantine)
    {
        var asked = _asked ?? throw new InvalidOperationException("An answer to nothing that was asked.");
        _asked = null;
        var result = asked.LookFor is { } game ? TakeMilestone(game, reply, receivedAt, quarantine) : TakeLive(asked.Live, reply, receivedAt, quarantine);
        // Milestones that can be read say nothing of the live data: they make no primary well again.
        if (!_isFallback && (asked.LookFor is null || result is LaneResult.Useless)) _desk.Heard(result is LaneResult.Used);
        _note = _games.Text;
        return result;
    }

    /// <inheritdoc/>
    public void TellAgain() => _games.TellAgain();

    private FeedRequest Request(Instant now, string what, string label)
    {
        _budget.Spend(now);
        return new FeedRequest(new Uri($"{_kalshi.Root.AbsoluteUri.TrimEnd('/')}/{what}"), label);
    }

    private LaneResult TakeMilestone(VenueGame game, FeedReply reply, Instant receivedAt, Quarantine quarantine)
    {
        if (reply is FeedReply.Failed failed) return new LaneResult.Useless(failed.Reason);
        // 'Not modified' would be about another event: each is asked about by itself.
        if (reply is not FeedReply.Answer answer) return new LaneResult.Useless("'not modified' to a question about another event");
        if (!KalshiMilestone.TryFind(answer.Body, game, out var milestone, out var reason)) return new LaneResult.Useless(reason);
        _games.Joined(game, milestone, reason, receivedAt);
        if (milestone is null) quarantine.Add(receivedAt, $"{Name} {game.Ticker.Event}", reason);
        return new LaneResult.Used([], _kalshi.Pause);
    }

    private LaneResult TakeLive(ImmutableArray<KalshiAsked> asked, FeedReply reply, Instant receivedAt, Quarantine quarantine)
    {
        var ids = string.Join(' ', asked.Select(one => one.Milestone.Id));
        // Whatever came of it: games that do not read must not keep others from their turn.
        _games.Asked(asked, receivedAt);
        switch (reply)
        {
            case FeedReply.Failed failed:
                return new LaneResult.Useless(failed.Reason);
            case FeedReply.Unchanged when _last is { } last && last.Ids == ids:
                // Confirmed as of now; the stamps stay.
                return Tell(last.Scores, receivedAt, quarantine);
            case FeedReply.Answer answer:
                var faults = new FaultLog();
                var read = KalshiLive.TryDecode(answer.Body, asked, Name, faults, out var scores, out var reason);
                quarantine.Add(receivedAt, faults);
                if (!read) return new LaneResult.Useless(reason);
                // An answer of which nothing can be used is as good as none: the other source must have its turn.
                if (scores.IsEmpty) return new LaneResult.Useless($"none of {asked.Length} games could be read{(faults.Count > 0 ? $": {faults.First[0].Reason}" : "")}");
                var answered = answer.Headers.Stamp;
                scores = [.. scores.Select(score => score with { Stamp = score.Stamp ?? answered })];
                if (scores.All(score => score.Stamp is null)) return new LaneResult.Useless("neither last_updated_ts nor Date: nobody can say how old it is");
                _last = (ids, scores);
                return Tell(scores, receivedAt, quarantine);
            default:
                return new LaneResult.Useless("'not modified', and that was about other games");
        }
    }

    private LaneResult.Used Tell(ImmutableArray<KalshiScore> scores, Instant receivedAt, Quarantine quarantine)
    {
        var inputs = ImmutableArray.CreateBuilder<Input>();
        // One source is believed at a time: what the other says is not told.
        var believed = _desk.Believes(_isFallback);
        foreach (var score in scores)
            if (_games.Take(score, receivedAt, believed, inputs) is { Length: > 0 } fault) quarantine.Add(receivedAt, $"{Name} {score.Asked.Game.Ticker.Event}", fault);
        return new LaneResult.Used(inputs.ToImmutable(), _kalshi.Pause);
    }

    /// <summary>What is under way: live data of games, or the milestone of one.</summary>
    private sealed record Question(ImmutableArray<KalshiAsked> Live, VenueGame? LookFor);
}
